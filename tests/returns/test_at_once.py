"""Two people at one return, two workers at one stock: each piece counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pytest
from django.db import connection
from redis import Redis

from storefront_sync.returns.inspect import InspectionRefused
from storefront_sync.returns.models import Inspection, Restock
from storefront_sync.returns.pieces import Looked
from tests.returns.desk import Desk, desk


@pytest.fixture
def counter(transactional_db: None, redis: Redis) -> Iterator[Desk]:
    """What each does is committed."""
    with desk(redis, "shopee") as made:
        yield made


def together(number: int, act: Callable[[], str]) -> list[str]:
    """What each of so many threads came to, begun at one moment."""
    gate, ends = Barrier(number), []

    def run() -> None:
        gate.wait(10)
        try:
            ends.append(act())
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(ends)


def test_of_four_who_enter_the_last_piece_at_once_one_is_taken(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 1)))

    def enter() -> str:
        try:
            counter.inspect(returned, ("S", Looked(good=1)))
        except InspectionRefused as refused:
            return refused.key
        return "taken"

    assert together(4, enter) == ["return.too_many_pieces"] * 3 + ["taken"]
    assert (Inspection.objects.count(), Restock.objects.count()) == (1, 1)


def test_four_workers_at_once_put_each_piece_back_once(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 4)))
    for _ in range(4):
        counter.inspect(returned, ("S", Looked(good=1)))
    was = counter.on_hand("S")

    def work() -> str:
        for _ in range(3):
            counter.restock()
        return "ended"

    assert together(4, work) == ["ended"] * 4
    counter.restock()
    assert counter.on_hand("S") == was + 4
    assert not Restock.objects.filter(done_at=None).exists()
