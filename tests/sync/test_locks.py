"""Rows are locked in one order by everybody, so that no two workers wait for each other."""

from __future__ import annotations

from threading import Thread

from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from redis import Redis

from storefront_sync.catalog import mirror
from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.ledger import holds
from tests.sync.test_sales import settled
from tests.sync.world import World, world


def test_a_hold_may_be_taken_while_its_variant_is_being_mirrored(
    transactional_db: None, redis: Redis
) -> None:
    """Else an order of two lines and a sweep could each wait for the other."""
    with world(redis) as place:
        cooperative = place.cooperative("sumber")
        place.read("sumber", S=12)
        variant = place.variant("sumber", "S")
        failed: list[Exception] = []

        def take() -> None:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '2s'")
                    shop = place.shops["sumber", "shopee"]
                    need = holds.Need("1", variant.pk, 1)
                    holds.take(cooperative.pk, shop.pk, 1, [need], place.clock.now())
            except OperationalError as error:
                failed.append(error)
            finally:
                connection.close()

        with transaction.atomic():
            reads = [place.variant_read("sumber", "S", 3)]
            window = ReadWindow(place.clock.now(), place.clock.now())
            mirror.write_variants(cooperative.pk, reads, window)
            other = Thread(target=take)
            other.start()
            other.join()
        assert failed == []


def test_beliefs_are_always_locked_in_the_order_of_their_ids(place: World) -> None:
    with CaptureQueriesContext(connection) as captured:
        settled(place)
        place.buy("sumber", "shopee", [("M", 1), ("S", 2)])
        place.clock.forward(3)
        settled(place)
    ordered, changes = False, 0
    for sql in (query["sql"] for query in captured.captured_queries):
        if sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN")):
            ordered = ordered and sql.startswith("RELEASE")
        elif "FOR NO KEY UPDATE" in sql or "FOR UPDATE" in sql:
            by_id = 'ORDER BY "ledger_belief"."id"' in sql or "ORDER BY 1 ASC" in sql
            ordered = ordered or ('FROM "ledger_belief"' in sql and by_id)
        elif sql.startswith(('UPDATE "ledger_belief"', "UPDATE ledger_belief")):
            changes += 1
            assert ordered, sql
    assert changes > 10
