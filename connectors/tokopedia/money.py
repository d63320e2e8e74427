"""What an order costs whom: the order's payment, and once it has arrived its settlement."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connectors.base.errors import ConfigError, Transient
from connectors.base.numbers import added, cost, taken
from connectors.base.settlement import OrderMoney
from connectors.base.types import ExternalOrderId
from connectors.tokopedia.client import TikTokShopClient
from connectors.tokopedia.errors import SCOPE_MISSING
from connectors.tokopedia.wire import OrderWire, StatementWire

ReadOrders = Callable[[Sequence[str]], Sequence[OrderWire]]

SETTLED_FROM = frozenset({"DELIVERED", "COMPLETED"})


class TikTokShopFinance:
    """Speaks for one shop; `read` reads whole orders, leaving out those that aren't there."""

    def __init__(self, client: TikTokShopClient, shop_id: str, read: ReadOrders) -> None:
        self._client = client
        self._shop_id = shop_id
        self._read = read

    def money(self, order_id: ExternalOrderId) -> OrderMoney | None:
        """One call, and one more for an order that has arrived."""
        order = next((row for row in self._read([order_id]) if row.id == order_id), None)
        if order is None:
            return None
        payment, statement = order.payment, self._statement(order)
        return OrderMoney(
            goods=cost([payment.original_total_product_price]),
            seller_discount=cost([payment.seller_discount]),
            platform_discount=cost([payment.platform_discount]),
            shipping_paid=cost([payment.shipping_fee]),
            shipping_subsidy=cost([payment.shipping_fee_platform_discount]),
            fees=taken([statement.fee_and_tax_amount]),
            payout=added([statement.settlement_amount]),
        )

    def _statement(self, order: OrderWire) -> StatementWire:
        """The settlement; an empty one where there is none yet, which is answered by zeros without rows."""
        if order.status not in SETTLED_FROM:
            return StatementWire()
        try:
            statement = self._client.get("order_statement", StatementWire, order_id=order.id)
        except ConfigError as refused:
            # A seller who didn't allow the app to see his finances still sees what the order says.
            if refused.technical != SCOPE_MISSING:
                raise
            return StatementWire()
        if statement.sku_transactions and statement.order_id not in ("", order.id):
            raise Transient("connection.bad_answer", "order_statement", shop_id=self._shop_id)
        return statement if statement.sku_transactions else StatementWire()
