"""Deliveries that arrive at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from storefront_sync.inbox.outcome import Outcome
from storefront_sync.inbox.receive import receive_marketplace
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.books import NOTHING, counted, work
from tests.inbox.cooperatives import World
from tests.inbox.wakeups import Alarm

THREADS = 8


@pytest.mark.django_db(transaction=True)
def test_eight_copies_at_once_are_stored_once(world: World, clock: HandSetClock, alarm: Alarm) -> None:
    shop = world.melati.tokopedia
    start = Barrier(THREADS)

    def deliver(number: int) -> list[Outcome]:
        try:
            outcomes = []
            for order in range(25):
                post = senders.tokopedia_order(
                    shop.external_id, str(order), clock.now(), notification=str(order)
                )
                start.wait(timeout=30)
                arrival = receive_marketplace("tokopedia", post.headers, post.body, clock.now())
                outcomes.append(arrival.outcome)
            return outcomes
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = Counter(outcome for part in pool.map(deliver, range(THREADS)) for outcome in part)

    assert outcomes == {Outcome.STORED: 25, Outcome.DUPLICATE: 25 * (THREADS - 1)}
    assert work() == {**NOTHING, "receipts": 25, "feeds": 1}
    assert counted("tokopedia") == {"stored": 25, "duplicate": 25 * (THREADS - 1)}
    assert alarm.woken == [("urgent drain", shop.pk)] * 25
