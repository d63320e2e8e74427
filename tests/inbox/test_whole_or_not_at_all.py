"""A database that fails while a webhook is being stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection

from storefront_sync.inbox.outcome import Outcome
from storefront_sync.inbox.receive import receive_marketplace
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.books import NOTHING, counted, work
from tests.inbox.cooperatives import World
from tests.inbox.wakeups import Alarm

REFUSE = "RAISE EXCEPTION 'the disk is full'"
CUT = "PERFORM pg_terminate_backend(pg_backend_pid())"


@contextmanager
def failing_at(table: str, how: str) -> Iterator[None]:
    """Let every write to a table fail."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION fail_now() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {how}; RETURN NEW; END$$"
        )
        cursor.execute(
            f"CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION fail_now()"
        )
    try:
        yield
    finally:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION fail_now CASCADE")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", [REFUSE, CUT])
@pytest.mark.parametrize("table", ["inbox_receipt", "ledger_orderfeed", "inbox_arrivalcount"])
def test_nothing_half_stored_wakes_anybody_and_the_retry_succeeds(
    world: World, clock: HandSetClock, alarm: Alarm, table: str, how: str
) -> None:
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    with failing_at(table, how), pytest.raises(DatabaseError):
        receive_marketplace("tokopedia", post.headers, post.body, clock.now())
    assert work() == NOTHING
    assert counted("tokopedia") == {}
    assert alarm.woken == []

    assert receive_marketplace("tokopedia", post.headers, post.body, clock.now()).outcome is Outcome.STORED
    assert work() == {**NOTHING, "receipts": 1, "feeds": 1}
    assert alarm.woken == [("urgent drain", world.melati.tokopedia.pk)]
