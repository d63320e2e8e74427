"""How long a webhook is remembered."""

from __future__ import annotations

from datetime import timedelta

from storefront_sync.inbox.outcome import Outcome
from storefront_sync.inbox.receipts import forget_old
from storefront_sync.inbox.receive import receive_marketplace
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.books import work
from tests.inbox.cooperatives import World


def test_a_receipt_outlives_the_window_in_which_its_repeat_would_be_new(
    world: World, clock: HandSetClock
) -> None:
    shop_id = world.melati.tokopedia.external_id
    ahead = senders.tokopedia_order(shop_id, "1", clock.now() + timedelta(hours=20), notification="1")
    receive_marketplace("tokopedia", ahead.headers, ahead.body, clock.now())
    for _ in range(30):
        clock.forward(12 * 3600)
        forget_old(clock.now())
        repeat = receive_marketplace("tokopedia", ahead.headers, ahead.body, clock.now()).outcome
        assert repeat in {Outcome.DUPLICATE, Outcome.STALE}


def test_old_receipts_are_forgotten(world: World, clock: HandSetClock) -> None:
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    receive_marketplace("tokopedia", post.headers, post.body, clock.now())
    assert forget_old(clock.forward(7 * 86_400)) == 0
    assert forget_old(clock.forward(1)) == 1
    assert work()["receipts"] == 0
