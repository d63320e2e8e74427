"""What TikTok Shop may do one way or another, where a promise of the contract alone doesn't show it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.base.errors import RateLimited, Rejected
from connectors.base.services import Services, Timeouts
from connectors.base.simulator.faults import Faults
from connectors.base.simulator.orders import Step
from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop
from connectors.base.types import Applied, HintKind, ItemId, ModelId, ShopAccess, StockRow
from connectors.tokopedia import MARKETPLACE
from tests.connectors.tokopedia.shop import BEANS, COFFEE, GROUND, SHOP, ConnectedShop
from tests.contract.receiver import Receiver

MANY = "7495540735365777599"


def crowded(shop: ConnectedShop) -> ConnectedShop:
    """A shop with more products than a page holds."""
    items = tuple(
        SeedItem(
            str(1_800_000_000_000 + at * 1_000),
            f"Barang {at}",
            (SeedModel(str(1_900_000_000_000 + at), 9_000, 2),),
        )
        for at in range(150)
    )
    shop.simulator.open_shop(SeedShop(MANY, "Koperasi Ramai", items))
    return ConnectedShop.of(shop.clock, shop.simulator, MANY)


def test_a_page_token_that_expired_is_refused_so_that_the_list_is_begun_anew(shop: ConnectedShop) -> None:
    shop.simulator.switchboard.turn("page_token", "expires")
    many = crowded(shop)
    first = many.connector.pull_listings()
    assert many.connector.pull_listings(first.next_cursor).next_cursor == ""
    many.clock.forward(3_600)
    with pytest.raises(Rejected) as caught:
        many.connector.pull_listings(first.next_cursor)
    assert caught.value.key == "tokopedia.page_expired"
    assert len(many.connector.pull_listings().rows) == 100


@pytest.mark.parametrize("position", ["http", "code"])
def test_too_many_calls_are_the_same_however_they_are_told(shop: ConnectedShop, position: str) -> None:
    shop.simulator.switchboard.turn("throttled", position)
    shop.simulator.set_faults(Faults(calls_per_second=0.001, burst=1))
    shop.connector.check()
    with pytest.raises(RateLimited):
        shop.connector.check()
    assert len(shop.budget.told) == 1


def test_where_the_cipher_may_be_left_out_the_token_alone_finds_the_shop(shop: ConnectedShop) -> None:
    services = Services(shop.tokens, shop.budget, shop.clock.now, Timeouts(), host=shop.simulator.base_url)
    bare = MARKETPLACE.connect(shop.simulator.app(), ShopAccess(SHOP), services)
    rows = [StockRow(ModelId(BEANS), 4)]
    shop.simulator.switchboard.turn("shop_cipher", "optional")
    (outcome,) = bare.push_stock(ItemId(COFFEE), rows)
    assert outcome.applied is Applied.YES


@pytest.mark.parametrize("word", ["CANCEL", "CANCELLED"])
def test_a_cancelled_order_is_told_of_in_either_spelling(shop: ConnectedShop, word: str) -> None:
    shop.simulator.switchboard.turn("webhook_cancelled", word)
    receiver = Receiver()
    order_id = shop.simulator.place_order(SHOP, [(COFFEE, GROUND, 1)])
    shop.simulator.register_webhooks(receiver.url)
    shop.simulator.step_order(order_id, Step.CANCEL)
    shop.simulator.webhooks.deliver_due()
    receiver.stop()
    ((body, headers),) = receiver.received
    assert f'"{word}"'.encode() in body
    (hint,) = MARKETPLACE.verify_webhook(shop.simulator.app(), headers, body)
    assert (hint.kind, hint.ref) == (HintKind.ORDER, order_id)


def test_the_shops_of_one_login_share_a_pair_and_a_refresh_serves_them_all(shop: ConnectedShop) -> None:
    other = "7495540735365777508"
    grant = shop.simulator.tokens.grant(SHOP, other)
    first = ConnectedShop.of(shop.clock, shop.simulator, SHOP)
    second = ConnectedShop.of(shop.clock, shop.simulator, other)
    shop.simulator.expire_token(SHOP)
    shop.simulator.expire_token(other)
    assert first.connector.check() == "Koperasi Contoh"
    assert first.tokens.pair.refresh == grant.refresh
    assert second.connector.check() == "Koperasi Lain"


def test_where_refresh_tokens_rotate_the_second_shop_of_a_login_must_have_the_new_pair(
    shop: ConnectedShop,
) -> None:
    other = "7495540735365777508"
    shop.simulator.switchboard.turn("refresh_token", "rotated")
    shop.simulator.tokens.grant(SHOP, other)
    first = ConnectedShop.of(shop.clock, shop.simulator, SHOP)
    second = ConnectedShop.of(shop.clock, shop.simulator, other)
    shop.clock.forward(timedelta(days=8).total_seconds())
    first.connector.check()
    second.tokens.pair = replace(first.tokens.pair)
    assert second.connector.check() == "Koperasi Lain"
