"""An order of a simulated shop, and which step follows which."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mappings.words import OrderState


class Step(StrEnum):
    """What can happen to an order."""

    PAY = "pay"
    ARRANGE = "arrange"
    SHIP = "ship"
    DELIVER = "deliver"
    COMPLETE = "complete"
    REQUEST_CANCEL = "request_cancel"
    CANCEL = "cancel"
    RETURN = "return"


_BEFORE_SHIPPING = frozenset(
    {OrderState.UNPAID, OrderState.READY, OrderState.ARRANGED, OrderState.CANCEL_REQUESTED}
)

STEPS: dict[Step, tuple[frozenset[OrderState], OrderState]] = {
    Step.PAY: (frozenset({OrderState.UNPAID}), OrderState.READY),
    Step.ARRANGE: (frozenset({OrderState.READY}), OrderState.ARRANGED),
    Step.SHIP: (frozenset({OrderState.READY, OrderState.ARRANGED}), OrderState.SHIPPED),
    Step.DELIVER: (frozenset({OrderState.SHIPPED}), OrderState.DELIVERED),
    Step.COMPLETE: (frozenset({OrderState.SHIPPED, OrderState.DELIVERED}), OrderState.COMPLETED),
    Step.REQUEST_CANCEL: (
        frozenset({OrderState.UNPAID, OrderState.READY, OrderState.ARRANGED}),
        OrderState.CANCEL_REQUESTED,
    ),
    Step.CANCEL: (_BEFORE_SHIPPING, OrderState.CANCELLED),
    Step.RETURN: (frozenset({OrderState.SHIPPED, OrderState.DELIVERED}), OrderState.RETURNED),
}


@dataclass(frozen=True)
class Buyer:
    """An invented buyer, shown masked or clear as the marketplace does."""

    name: str = "Bambang Invented"
    phone: str = "081200000021"
    street: str = "Jl. Contoh No. 1"
    district: str = "Kenjeran"
    city: str = "Kota Surabaya"
    province: str = "Jawa Timur"
    postal_code: str = "60129"


@dataclass(frozen=True)
class SoldLine:
    """`quantity` pieces of one model at `unit_price` rupiah."""

    item_id: str
    model_id: str
    quantity: int
    unit_price: int
    title: str = ""
    option: str = ""
    sku: str = ""


@dataclass
class SoldOrder:
    """An order; `changes` are the epoch seconds at which it changed, the creation first."""

    order_id: str
    shop_id: str
    state: OrderState
    lines: tuple[SoldLine, ...]
    changes: list[float]
    shipping_fee: int = 9000
    front: str = ""
    buyer: Buyer = field(default_factory=Buyer)
    paid_at: float | None = None
    cancelled_at: float | None = None

    @property
    def created_at(self) -> float:
        """Epoch seconds of its creation."""
        return self.changes[0]

    @property
    def updated_at(self) -> float:
        """Epoch seconds of its last change."""
        return self.changes[-1]

    @property
    def total(self) -> int:
        """What the buyer pays, in rupiah, shipping included."""
        return sum(line.quantity * line.unit_price for line in self.lines) + self.shipping_fee

    def feed_time(self, now: float, lag_seconds: float) -> float | None:
        """The last change that the change list shows at `now`, or None while it doesn't show the order."""
        known = [at for at in self.changes if at + lag_seconds <= now]
        return known[-1] if known else None
