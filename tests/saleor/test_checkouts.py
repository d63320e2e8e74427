"""Carts on the simulated server: what they hold until its clock says otherwise, and the control plane's."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.errors import ShortOfStock
from storefront_sync.saleor.simulator.control import NewOrder, OrderPiece
from tests.conftest import HandSetClock
from tests.saleor.shop import ADDRESS, SmallShop
from tests.saleor.wire import Tree

CREATE = "mutation($input: CheckoutCreateInput!) { checkoutCreate(input: $input) { errors { code } } }"
RESERVE = """mutation { shopSettingsUpdate(input: {reserveStockDurationAnonymousUser: 5}) {
  errors { code } } }"""


def errors(shop: SmallShop, sku: str, quantity: int) -> Tree:
    lines = [{"variantId": shop.variant_id(sku), "quantity": quantity}]
    given = {"channel": "default-channel", "shippingAddress": ADDRESS, "billingAddress": ADDRESS}
    return shop.ask(CREATE, "", input={**given, "lines": lines})["data"]["checkoutCreate"]["errors"]


def test_a_reservation_lapses_by_the_servers_clock(shop: SmallShop, clock: HandSetClock) -> None:
    shop.staff(RESERVE)
    assert errors(shop, "D", 2) == []
    assert shop.stocks("D")[0].reserved == 2
    assert errors(shop, "D", 1)
    clock.forward(301)
    assert shop.stocks("D")[0].reserved == 0
    assert errors(shop, "D", 1) == []


def test_reservations_make_a_draft_short_until_they_lapse(shop: SmallShop, clock: HandSetClock) -> None:
    shop.staff(RESERVE)
    assert errors(shop, "D", 2) == []
    draft = shop.client.draft_order_create(shop.draft("R1", ("D", 1)))
    with pytest.raises(ShortOfStock):
        shop.client.draft_order_complete(draft.id)
    clock.forward(301)
    assert shop.client.draft_order_complete(draft.id).order.status == "UNFULFILLED"


@pytest.mark.parametrize(
    ("sku", "quantity", "word"), [("D", 3, "sold_out"), ("NOPE", 1, "unknown_listing"), ("B", 51, "not_live")]
)
def test_the_control_planes_shopper_is_refused_in_one_word(
    shop: SmallShop, sku: str, quantity: int, word: str
) -> None:
    order = NewOrder(lines=[OrderPiece(sku=sku, quantity=quantity)])
    assert shop.simulator.world.place_order(order) == (409, {"error": word})
