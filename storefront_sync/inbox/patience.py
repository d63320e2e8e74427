"""How long a request waits for a row that somebody else holds."""

from django.db import connection

_LONGEST = "2s"
"""Shopee and TikTok Shop hang up after three seconds, and a waiting request holds one of a few threads."""


def wait_briefly() -> None:
    """From here to the end of the transaction, a row locked for longer than that is a database error: the
    sender is answered 5xx and comes again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_LONGEST])
