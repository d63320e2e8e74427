"""One order that can't be understood is told; the good ones around it go on."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.errors import Rejected
from connectors.base.protocol import Connector
from connectors.base.types import ExternalOrderId, OrderView
from storefront_sync.orders.feed import read_changes
from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Problem
from tests.orders.whole_world import WholeWorld
from tests.sync.world import REACH


class Puzzling:
    """A connector whose marketplace shows one order in a state that nobody knows."""

    def __init__(self, real: Connector, order_id: str) -> None:
        self._real = real
        self._order_id = order_id

    def read_orders(self, ids: Sequence[ExternalOrderId]) -> tuple[OrderView, ...]:
        """As the contract says: without that one among others, refused where it is asked for alone."""
        if list(ids) == [self._order_id]:
            raise Rejected("order.state_unknown", self._order_id)
        return self._real.read_orders([one for one in ids if one != self._order_id])

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


def test_an_order_in_a_state_that_nobody_knows_is_told_and_the_others_are_imported(whole: WholeWorld) -> None:
    first, puzzle, last = (whole.buy("sumber", "shopee", [("S", 1)]) for _ in range(3))
    whole.clock.forward(2)
    shop = whole.shops["sumber", "shopee"]
    connector = Puzzling(whole.connector("sumber", "shopee"), puzzle)
    read_changes(shop, connector, REACH, whole.clock.now)  # type: ignore[arg-type]
    whole.settle("sumber")
    assert {order.external_id for order in Order.objects.filter(phase="imported")} == {first, last}
    told = Problem.objects.get(shop=shop, key="order.state_unknown", closed_at=None)
    assert told.detail["order"] == puzzle

    whole.clock.forward(REACH.wide_every.total_seconds())
    whole.everything("sumber")
    assert Order.objects.get(external_id=puzzle).phase == "imported"
