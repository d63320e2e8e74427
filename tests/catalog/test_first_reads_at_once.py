"""Two workers that meet a new variant at the same moment."""

from __future__ import annotations

from threading import Event, Thread

from django.db import connection, transaction
from redis import Redis

from storefront_sync.catalog.models import Variant
from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.ledger.models import Look
from storefront_sync.sync.absorb import write_reads
from tests.sync.world import World, world


def test_a_variant_that_two_mirror_first_is_there_once_and_read_again(
    transactional_db: None, redis: Redis
) -> None:
    with world(redis) as place:
        cooperative = place.cooperative("sumber")
        inserted, waiting = Event(), Event()

        def earlier() -> None:
            try:
                with transaction.atomic():
                    _mirror(place, cooperative.pk, quantity=12)
                    inserted.set()
                    waiting.wait(10)
            finally:
                connection.close()

        def let_it_commit() -> None:
            _until_somebody_waits()
            waiting.set()
            connection.close()

        threads = [Thread(target=earlier), Thread(target=let_it_commit)]
        threads[0].start()
        assert inserted.wait(10)
        threads[1].start()
        with transaction.atomic():
            changes = _mirror(place, cooperative.pk, quantity=3)
        for thread in threads:
            thread.join()
        assert Variant.objects.filter(cooperative=cooperative).count() == 1
        assert changes == set()
        look = Look.objects.get(cooperative=cooperative)
        assert (look.kind, look.ref) == ("variant", "V-sumber-S")


def _mirror(place: World, cooperative_id: int, quantity: int) -> set[int]:
    started = place.clock.now()
    reads = [place.variant_read("sumber", "S", quantity)]
    return write_reads(cooperative_id, reads, ReadWindow(started, place.clock.now())).new


def _until_somebody_waits() -> None:
    """Until PostgreSQL says that a transaction waits for another."""
    for _ in range(10_000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")
