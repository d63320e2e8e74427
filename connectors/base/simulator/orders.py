"""An order of a simulated shop, and which step follows which."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from connectors.base.simulator.parcels import SoldParcel
from mappings.words import OrderState


class Step(StrEnum):
    """What can happen to an order."""

    PAY = "pay"
    ARRANGE = "arrange"
    SHIP = "ship"
    DELIVER = "deliver"
    COMPLETE = "complete"
    REQUEST_CANCEL = "request_cancel"
    KEEP = "keep"
    """A buyer who asked to cancel is refused, or thinks better of it: the order goes on as before."""
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
    Step.KEEP: (frozenset({OrderState.CANCEL_REQUESTED}), OrderState.READY),
    Step.CANCEL: (_BEFORE_SHIPPING, OrderState.CANCELLED),
    Step.RETURN: (frozenset({OrderState.SHIPPED, OrderState.DELIVERED}), OrderState.RETURNED),
}
"""What a step may follow on, and what it leads to; KEEP leads back to where the order was."""


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
class Costs:
    """What an order costs beside what the buyer pays, in rupiah; its fees in thousandths of the goods' price.

    The seller's discount is off the goods' price already; the marketplace pays its own to the seller.
    """

    seller_discount: int = 0
    platform_discount: int = 0
    shipping_subsidy: int = 0
    fee_permille: int = 65


@dataclass
class SoldOrder:
    """An order; `changes` are the epoch seconds at which it changed, the creation first.

    `cancelled` counts the pieces of a line (by its index) that were cancelled while the rest goes on;
    `asked_from` is the state in which the buyer asked to cancel; `cancelled_by` is "buyer", "seller" or "".
    """

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
    cancelled_by: str = ""
    cancel_reason: str = ""
    cancelled: Counter[int] = field(default_factory=Counter)
    asked_from: OrderState | None = None
    parcels: list[SoldParcel] = field(default_factory=list)
    costs: Costs = field(default_factory=Costs)

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
        """What the buyer pays, in rupiah, shipping included; without what was cancelled of it."""
        return self.goods + self.shipping_fee

    @property
    def goods(self) -> int:
        """What is paid for the goods that aren't cancelled, in rupiah."""
        return sum(self.left(at) * line.unit_price for at, line in enumerate(self.lines))

    @property
    def fees(self) -> int:
        """What the marketplace keeps."""
        return self.goods * self.costs.fee_permille // 1000

    @property
    def arrived(self) -> bool:
        """Whether the buyer has it, so that its money can be paid out."""
        return self.state in (OrderState.DELIVERED, OrderState.COMPLETED)

    def left(self, at: int) -> int:
        """The pieces of a line that aren't cancelled."""
        return self.lines[at].quantity - self.cancelled[at]

    def feed_time(self, now: float, lag_seconds: float) -> float | None:
        """The last change that the change list shows at `now`, or None while it doesn't show the order."""
        known = [at for at in self.changes if at + lag_seconds <= now]
        return known[-1] if known else None
