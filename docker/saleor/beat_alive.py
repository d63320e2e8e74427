"""Health check inside Saleor's image: has beat written down within ten minutes that it ran something?

Beat keeps in the database when each task ran last, written every few minutes. Exit code 1 when not.
"""

import os
import sys

import psycopg

with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as link:
    found = link.execute(
        "SELECT max(last_run_at) > now() - interval '10 minutes' FROM django_celery_beat_periodictask"
    ).fetchone()
sys.exit(0 if found and found[0] else 1)
