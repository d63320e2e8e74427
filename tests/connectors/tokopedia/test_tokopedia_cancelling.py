"""Which wish of a buyer is answered, where TikTok Shop shows others beside it."""

from __future__ import annotations

import json

import pytest

from connectors.base.errors import Rejected
from connectors.base.fulfilment import Fulfilment
from connectors.base.services import Services, Timeouts
from connectors.base.simulator.orders import Step
from connectors.base.simulator.server import Outgoing
from connectors.base.types import ExternalOrderId
from connectors.tokopedia import MARKETPLACE
from mappings.words import OrderState
from tests.connectors.tokopedia.shop import BEANS, COFFEE, SHOP, ConnectedShop
from tests.contract.tampering import TamperingProxy

CLOSED = "CANCELLATION_REQUEST_CANCELLED"
Wishes = list[dict[str, object]]


class Unfiltered:
    """A TikTok Shop whose search for cancellations shows `others` first, whatever was asked for."""

    def __init__(self, shop: ConnectedShop, others: Wishes, *, alone: bool = False) -> None:
        self._others, self._alone = others, alone
        self._proxy = TamperingProxy(shop.simulator.base_url, self._rewrite)
        services = Services(shop.tokens, shop.budget, shop.clock.now, Timeouts(), host=self._proxy.url)
        connector = MARKETPLACE.connect(shop.simulator.app(), shop.simulator.access(SHOP), services)
        assert connector.fulfilment is not None
        self.fulfilment: Fulfilment = connector.fulfilment

    def _rewrite(self, answer: Outgoing) -> Outgoing:
        told = json.loads(answer.body)
        data = told.get("data")
        if isinstance(data, dict) and "cancellations" in data:
            data["cancellations"] = [*self._others, *([] if self._alone else data["cancellations"])]
        return Outgoing(answer.status, json.dumps(told).encode(), answer.headers)

    def stop(self) -> None:
        """Stop listening."""
        self._proxy.stop()


def asked(shop: ConnectedShop) -> ExternalOrderId:
    """An order whose buyer asks to cancel it."""
    order_id = shop.simulator.place_order(SHOP, [(COFFEE, BEANS, 1)])
    shop.simulator.step_order(order_id, Step.REQUEST_CANCEL)
    return ExternalOrderId(order_id)


def test_the_wish_that_waits_is_answered_and_no_closed_or_foreign_one(shop: ConnectedShop) -> None:
    order_id = asked(shop)
    market = Unfiltered(
        shop,
        [
            {"cancel_id": "1", "order_id": order_id, "cancel_status": CLOSED},
            {"cancel_id": "2", "order_id": "7", "cancel_status": "CANCELLATION_REQUEST_PENDING"},
        ],
    )
    market.fulfilment.answer_cancellation(order_id, True)
    market.stop()
    assert shop.simulator.book.order(order_id).state is OrderState.CANCELLED


@pytest.mark.parametrize("accept", [True, False])
def test_where_no_wish_waits_nothing_is_answered(shop: ConnectedShop, accept: bool) -> None:
    order_id = asked(shop)
    closed: Wishes = [{"cancel_id": "1", "order_id": order_id, "cancel_status": CLOSED}]
    market = Unfiltered(shop, closed, alone=True)
    with pytest.raises(Rejected, match="nobody_asks"):
        market.fulfilment.answer_cancellation(order_id, accept)
    market.stop()
    assert shop.simulator.book.order(order_id).state is OrderState.CANCEL_REQUESTED
