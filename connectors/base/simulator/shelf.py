"""What stands in a simulated shop: listings with their models, campaigns, orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.base.draft import Draft
from connectors.base.simulator.orders import SoldLine, SoldOrder
from connectors.base.simulator.returned import SoldReturn
from mappings.words import ListingStatus


class BookError(Exception):
    """Why the book refuses: `word` is sold_out, not_live, unknown_listing, unknown_order, unknown_shop,
    wrong_state or no_such_line, or one of `dispatch` and `returns`."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class BelowCampaign(Exception):
    """A write below the pieces that a campaign holds, or of a price that it locks."""

    def __init__(self, floor: int) -> None:
        super().__init__(floor)
        self.floor = floor


@dataclass
class Campaign:
    """`stock` pieces held until `ends_at` (epoch seconds; None = until lifted)."""

    stock: int
    ends_at: float | None = None
    price_locked: bool = False


@dataclass
class Model:
    """One sellable row as buyers see it."""

    item_id: str
    model_id: str
    price: int
    stock: int
    name: str = ""
    sku: str = ""
    barcode: str = ""
    campaign: Campaign | None = None


@dataclass(frozen=True)
class Audit:
    """The marketplace looks a listing over until `ends_at` (epoch seconds); then it gets a status."""

    ends_at: float
    then: ListingStatus


@dataclass
class Item:
    """One product page. `page` is what it says, where it was published or changed through the API; while an
    `audit` runs, the status is BLOCKED. `fronts` are the shop fronts that show it, where there are several
    (none named = all)."""

    item_id: str
    title: str
    status: ListingStatus
    has_model: bool
    sku: str
    models: dict[str, Model]
    updated_at: float
    page: Draft | None = None
    audit: Audit | None = None
    fronts: frozenset[str] = frozenset()


@dataclass
class Shop:
    """One shop with its listings, orders and returns, in the order in which they came."""

    shop_id: str
    name: str
    items: dict[str, Item] = field(default_factory=dict)
    orders: dict[str, SoldOrder] = field(default_factory=dict)
    returns: dict[str, SoldReturn] = field(default_factory=dict)


def line_truth(line: SoldLine) -> Mapping[str, object]:
    """A line as the control plane shows it."""
    return {
        "item_id": line.item_id,
        "model_id": line.model_id,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
    }


def shop_truth(shop: Shop) -> Mapping[str, object]:
    """A shop's listings, orders and returns as the control plane shows them. An order's `lines` are what was
    ordered; `cancelled` are the pieces, by the line's index, that were cancelled while the rest goes on."""
    return {
        "listings": [
            {
                "item_id": model.item_id,
                "model_id": model.model_id,
                "stock": model.stock,
                "price": model.price,
                "status": item.status.value,
            }
            for item in shop.items.values()
            for model in item.models.values()
        ],
        "orders": [
            {
                "order_id": order.order_id,
                "created_at": order.created_at,
                "state": order.state.value,
                "cancelled_at": order.cancelled_at,
                "lines": [line_truth(line) for line in order.lines],
                "cancelled": {str(at): pieces for at, pieces in order.cancelled.items() if pieces},
                "parcels": [
                    {
                        "parcel_id": parcel.parcel_id,
                        "courier": parcel.courier,
                        "tracking_number": parcel.tracking_number,
                    }
                    for parcel in order.parcels
                ],
            }
            for order in shop.orders.values()
        ],
        "returns": [
            {
                "return_id": asked.return_id,
                "order_id": asked.order_id,
                "state": asked.state.value,
                "goods_back": asked.goods_back,
                "lines": {str(at): pieces for at, pieces in asked.lines.items()},
            }
            for asked in shop.returns.values()
        ],
    }
