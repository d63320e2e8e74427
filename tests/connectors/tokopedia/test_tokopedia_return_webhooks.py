"""A return's change asks to look at its order again."""

from __future__ import annotations

from connectors.base.simulator.orders import Step
from connectors.base.types import HintKind
from connectors.tokopedia import MARKETPLACE
from tests.connectors.tokopedia.shop import COFFEE, GROUND, SHOP, ConnectedShop
from tests.contract.receiver import Receiver


def test_a_return_asks_to_look_at_its_order(shop: ConnectedShop) -> None:
    receiver = Receiver()
    order_id = shop.simulator.place_order(SHOP, [(COFFEE, GROUND, 1)])
    for step in (Step.ARRANGE, Step.SHIP, Step.DELIVER):
        shop.simulator.step_order(order_id, step)
    shop.simulator.register_webhooks(receiver.url)
    shop.simulator.returns.ask(order_id)
    shop.simulator.webhooks.deliver_due()
    receiver.stop()
    ((body, headers),) = receiver.received
    (hint,) = MARKETPLACE.verify_webhook(shop.simulator.app(), headers, body)
    assert (hint.kind, hint.ref, hint.shop_id) == (HintKind.ORDER, order_id, SHOP)
