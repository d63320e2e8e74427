"""Leases: one worker at a time on a named thing. The fence guards our rows; marketplaces know none."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from storefront_sync.core.errors import StorefrontError


class LeaseLost(StorefrontError):
    """Somebody else took the thing over; what was computed under the lease must not be written."""


@dataclass(frozen=True)
class Held:
    """A lease that was taken. Only its `fence` tells its holder from an earlier one."""

    name: str
    fence: int


_TAKE = """
INSERT INTO ledger_lease AS lease (name, holder, fence, expires_at, released)
VALUES (%(name)s, %(holder)s, 1, %(until)s, FALSE)
ON CONFLICT (name) DO UPDATE
SET holder = EXCLUDED.holder, fence = lease.fence + 1, expires_at = EXCLUDED.expires_at, released = FALSE
WHERE lease.released OR lease.expires_at <= %(now)s
RETURNING fence
"""


def take(name: str, now: datetime, seconds: float) -> Held | None:
    """Take a free or expired lease for `seconds`; None while another holds it."""
    holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE, {"name": name, "holder": holder, "now": now, "until": now + timedelta(seconds=seconds)}
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return Held(name, int(row[0]))


def extend(held: Held, now: datetime, seconds: float) -> None:
    """Hold on for `seconds` from now; raises LeaseLost when somebody took over. Locks the row in a
    transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_lease SET expires_at = GREATEST(expires_at, %s)"
            " WHERE name = %s AND fence = %s AND NOT released",
            [now + timedelta(seconds=seconds), held.name, held.fence],
        )
        if cursor.rowcount != 1:
            raise LeaseLost("lease.lost", held.name)


def release(held: Held) -> None:
    """Give the lease back; nothing happens if it was lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_lease SET released = TRUE WHERE name = %s AND fence = %s", [held.name, held.fence]
        )


@contextmanager
def lease(name: str, now: Callable[[], datetime], seconds: float) -> Iterator[Held | None]:
    """Hold a lease for a block; yields None when it is taken.

    It is released only when the block ends without an error: a lease left by a failing holder runs out, and
    the next one finds what it had intended in the books.
    """
    held = take(name, now(), seconds)
    yield held
    if held is not None:
        release(held)
