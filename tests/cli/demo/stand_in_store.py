"""A store for shoppers that has no server: it keeps what it is asked for."""

from collections.abc import Sequence

from storefront_sync.cli.demo.books import StoreTruth
from storefront_sync.cli.demo.control import ControlRefused


class StandInStore:
    """Twenty SKUs of ten pieces."""

    def __init__(self) -> None:
        self.stock = {f"sku-{number}": 10 for number in range(20)}
        self.prices = dict.fromkeys(self.stock, 10_000)
        self.orders: list[list[tuple[str, int]]] = []
        self.cancelled: list[str] = []
        self.edits: list[tuple[str, str, int]] = []

    def truth(self) -> StoreTruth:
        """What is there now."""
        return StoreTruth(dict(self.stock), dict(self.stock), dict(self.prices), ())

    def goods(self) -> StoreTruth:
        """The same."""
        return self.truth()

    def cancel(self, order_id: str) -> None:
        """Nothing can be cancelled twice."""
        if order_id in self.cancelled:
            raise ControlRefused("refused")
        self.cancelled.append(order_id)

    def order(self, lines: Sequence[tuple[str, int]]) -> str:
        """All lines or none."""
        if not lines or any(self.stock[sku] < count for sku, count in lines):
            raise ControlRefused("sold_out")
        for sku, count in lines:
            self.stock[sku] -= count
        self.orders.append(list(lines))
        return f"order-{len(self.orders)}"

    def edit(self, sku: str, aspect: str, value: int) -> None:
        """Set a number."""
        self.edits.append((sku, aspect, value))
        (self.stock if aspect == "quantity" else self.prices)[sku] = value
