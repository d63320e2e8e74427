"""A delivery for one cooperative never touches another's rows."""

from __future__ import annotations

import pytest

from storefront_sync.inbox.outcome import Outcome
from storefront_sync.inbox.receive import receive_marketplace
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.books import rows_of
from tests.inbox.cooperatives import World
from tests.inbox.senders import Post


@pytest.mark.parametrize("which", ["order", "product", "deauthorised", "shopee"])
def test_a_marketplaces_word_for_one_leaves_the_other_as_it_was(
    world: World, clock: HandSetClock, which: str
) -> None:
    mine, other = world.melati, world.anggrek
    shop_id = mine.tokopedia.external_id
    posts: dict[str, Post] = {
        "order": senders.tokopedia_order(shop_id, "1", clock.now()),
        # The other's product id, under my shop's name.
        "product": senders.tokopedia_product(shop_id, other.listing.item_id, clock.now()),
        "deauthorised": senders.tokopedia_deauthorised(shop_id, clock.now()),
        "shopee": senders.shopee_order(mine.shopee.external_id, "220810QSK8S7BX", clock.now()),
    }
    before, source = rows_of(other.cooperative), "shopee" if which == "shopee" else "tokopedia"
    post = posts[which]
    assert receive_marketplace(source, post.headers, post.body, clock.now()).outcome is Outcome.STORED
    assert rows_of(other.cooperative) == before
    assert before
