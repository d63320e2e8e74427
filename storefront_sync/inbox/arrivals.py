"""The count of what arrived, per source, outcome and day (UTC)."""

from datetime import UTC, datetime

from django.db import connection

from storefront_sync.inbox.outcome import Outcome

_COUNT = """
INSERT INTO inbox_arrivalcount AS total (source, outcome, day, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (source, outcome, day) DO UPDATE SET count = total.count + 1
"""


def count(source: str, outcome: Outcome, now: datetime) -> None:
    """Add one. Last in its transaction: everybody who counts the same waits for the row until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [source, outcome.value, now.astimezone(UTC).date()])
