"""Is the database there, and are its tables up to date?"""

from __future__ import annotations

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from storefront_sync.cli.checks.finding import Finding
from storefront_sync.core.redaction import redact

SUBJECT = "PostgreSQL"


def check_database(url: str, *, embedded: bool) -> Finding:
    """Connect to the address with a short time-out. An embedded server only runs while `run` does."""
    try:
        with psycopg.connect(url, connect_timeout=3) as link:
            version = link.execute("SHOW server_version").fetchone()
    except psycopg.OperationalError as error:
        key = "doctor.database.embedded_not_running" if embedded else "doctor.database.unreachable"
        return Finding(SUBJECT, well=False, key=key, technical=redact(str(error)))
    except psycopg.ProgrammingError as error:
        return Finding(SUBJECT, well=False, key="doctor.database.bad_address", technical=redact(str(error)))
    return Finding(
        SUBJECT, well=True, key="doctor.database.well", values={"version": version[0] if version else "?"}
    )


def check_tables() -> Finding:
    """Whether a migration is waiting."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, ImproperlyConfigured) as error:
        return Finding(SUBJECT, well=False, key="doctor.database.unreachable", technical=redact(str(error)))
    if waiting:
        return Finding(SUBJECT, well=False, key="doctor.database.old_tables", values={"count": len(waiting)})
    return Finding(SUBJECT, well=True, key="doctor.database.tables_well")
