"""What shoppers and staff do in a live Saleor: they check out as anybody may, and edit as staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from storefront_sync.cli.demo.books import StoreTruth
from storefront_sync.cli.demo.control import ControlRefused
from storefront_sync.cli.demo.live import documents
from storefront_sync.cli.demo.live.api import SOLD_OUT, Api
from storefront_sync.cli.demo.live.edits import Edit, Edits
from storefront_sync.cli.demo.live.reading import Goods, Reading, store_truth
from storefront_sync.cli.demo.live.wire import Done, MadeCheckout, MadeOrder
from storefront_sync.cli.demo.store import Premises

ADDRESS: Mapping[str, str] = {
    "firstName": "Pembeli",
    "lastName": "Demo",
    "streetAddress1": "Jl. Contoh 1",
    "city": "Surabaya",
    "postalCode": "60111",
    "country": "ID",
    "countryArea": "Jawa Timur",
}


class LiveShopfront:
    """For one thread. `anybody` has no token; `now` is in epoch seconds."""

    def __init__(
        self, staff: Api, anybody: Api, premises: Premises, edits: Edits, now: Callable[[], float]
    ) -> None:
        self._staff = staff
        self._anybody = anybody
        self._premises = premises
        self._edits = edits
        self._now = now
        self._reading = Reading(staff, premises)
        self._seen: dict[str, Goods] = {}

    def goods(self) -> StoreTruth:
        """Stocks and prices, read now."""
        self._seen = self._reading.goods()
        return store_truth(self._seen, ())

    def order(self, lines: Sequence[tuple[str, int]]) -> str:
        """From cart to order, unpaid."""
        if not lines:
            raise ControlRefused(SOLD_OUT)
        given = {
            "channel": self._premises.channel,
            "email": "pembeli@example.com",
            "lines": [{"variantId": self._seen[sku].variant_id, "quantity": count} for sku, count in lines],
            "shippingAddress": dict(ADDRESS),
            "billingAddress": dict(ADDRESS),
        }
        cart = self._anybody.do(documents.CHECK_OUT, MadeCheckout, input=given).checkout
        if not cart.shipping_methods:
            raise ControlRefused("no shipping method")
        self._anybody.do(documents.DELIVER, Done, id=cart.id, method=cart.shipping_methods[0].id)
        return self._anybody.do(documents.COMPLETE, MadeOrder, id=cart.id).order.id

    def cancel(self, order_id: str) -> None:
        """Staff cancel an order."""
        self._staff.do(documents.CANCEL, Done, id=order_id)

    def edit(self, sku: str, aspect: str, value: int) -> None:
        """Staff set what is on hand, or the list price."""
        variant = self._seen[sku].variant_id
        self._edits.begin(sku)
        done: Edit | None = None
        try:
            if aspect == "price":
                price = {"channelId": self._premises.channel_id, "price": str(value)}
                self._staff.do(documents.SET_PRICE, Done, variant=variant, input=[price])
            else:
                stock = {"warehouse": self._premises.warehouse_id, "quantity": value}
                self._staff.do(documents.SET_STOCK, Done, variant=variant, stocks=[stock])
            done = Edit(self._now(), sku, aspect, value)
        finally:
            self._edits.end(self._now(), sku, done)
