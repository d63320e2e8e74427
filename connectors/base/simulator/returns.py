"""What buyers of a simulated shop give back. Every refusal is a BookError: unknown_order, unknown_return,
wrong_state or no_such_line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from connectors.base.simulator.book import Book
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.returned import RETURN_STEPS, ReturnStep, SoldReturn
from connectors.base.simulator.shelf import BookError
from mappings.words import OrderState

_RETURNABLE = frozenset({OrderState.SHIPPED, OrderState.DELIVERED, OrderState.COMPLETED, OrderState.RETURNED})

ReturnListener = Callable[[SoldOrder, SoldReturn], None]


class Returns:
    """Thread-safe under the book's lock. `new_id` gives ids in the marketplace's form."""

    def __init__(self, book: Book, now: Callable[[], float], new_id: Callable[[], str]) -> None:
        self.listeners: list[ReturnListener] = []
        self._book = book
        self._now = now
        self._new_id = new_id

    def ask(
        self,
        order_id: str,
        lines: Mapping[int, int] | None = None,
        *,
        goods_back: bool = True,
        text: str = "",
    ) -> SoldReturn:
        """A buyer asks to give pieces back (by the line's index; None = all), or only for his money."""
        with self._book.lock:
            order = self._book.order(order_id)
            if order.state not in _RETURNABLE:
                raise BookError("wrong_state")
            wanted = dict(lines or {at: order.left(at) for at in range(len(order.lines))})
            for at, pieces in wanted.items():
                if not 0 <= at < len(order.lines) or not 1 <= pieces <= order.left(at):
                    raise BookError("no_such_line")
            asked = SoldReturn(
                return_id=self._new_id(),
                order_id=order_id,
                lines=wanted,
                goods_back=goods_back,
                refund=sum(order.lines[at].unit_price * pieces for at, pieces in wanted.items()),
                changes=[self._now()],
                text=text,
            )
            self._book.shop(order.shop_id).returns[asked.return_id] = asked
            self._heard(order, asked)
            return asked

    def step(self, return_id: str, step: ReturnStep) -> SoldReturn:
        """Move a return on."""
        with self._book.lock:
            for shop in self._book.shops.values():
                found = shop.returns.get(return_id)
                if found is None:
                    continue
                allowed, state = RETURN_STEPS[step]
                if found.state not in allowed:
                    raise BookError("wrong_state")
                found.state = state
                found.changes.append(self._now())
                self._heard(shop.orders[found.order_id], found)
                return found
        raise BookError("unknown_return")

    def of(self, shop_id: str) -> Sequence[SoldReturn]:
        """A shop's returns, the one that changed first in front."""
        with self._book.lock:
            found = list(self._book.shop(shop_id).returns.values())
        return sorted(found, key=lambda row: (row.updated_at, row.return_id))

    def _heard(self, order: SoldOrder, changed: SoldReturn) -> None:
        for listener in self.listeners:
            listener(order, changed)
