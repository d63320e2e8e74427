"""One growing number for every change of the books."""

from django.db import connection


def next_revision() -> int:
    """The next value of the sequence `ledger_revision`; never given twice, gaps are normal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ledger_revision')")
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
