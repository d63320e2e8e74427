"""What a caller asks for: bodies of the documented shapes, and pages."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from connectors.base.simulator.server import Incoming
from connectors.tokopedia.simulator.refusal import Refusal

B = TypeVar("B", bound=BaseModel)

MOST_ROWS = 100


class ProductFilter(BaseModel):
    """Body of products/search."""

    status: str = "ALL"
    seller_skus: list[str] = []
    sku_ids: list[str] = []


class InventoryFilter(BaseModel):
    """Body of inventory/search; SKU ids take precedence."""

    product_ids: list[str] = []
    sku_ids: list[str] = []


class OrderFilter(BaseModel):
    """Body of orders/search; epoch seconds, `_ge` inclusive, `_lt` exclusive."""

    order_status: str = ""
    create_time_ge: int = 0
    create_time_lt: int | None = None
    update_time_ge: int = 0
    update_time_lt: int | None = None


class WarehouseQuantity(BaseModel):
    """Pieces for one warehouse; its id may be left out where there is one only."""

    warehouse_id: str = ""
    quantity: int


class StockSku(BaseModel):
    """A SKU's stock, to be set."""

    id: str
    inventory: list[WarehouseQuantity]


class StockBody(BaseModel):
    """Body of inventory/update."""

    skus: list[StockSku]


class Amount(BaseModel):
    """A price; the amount is a string of digits."""

    amount: str
    currency: str


class PriceSku(BaseModel):
    """A SKU's price, to be set."""

    id: str
    price: Amount


class PriceBody(BaseModel):
    """Body of prices/update."""

    skus: list[PriceSku]


class ShowBody(BaseModel):
    """Body of activate and deactivate."""

    product_ids: list[str]
    listing_platforms: list[str] | None = None


class Batch(BaseModel):
    """Any batch of packages, for counting them."""

    packages: list[object] = Field(default_factory=list)


class Rows(BaseModel):
    """Any write's rows, for counting them."""

    skus: list[object] = Field(default_factory=list)


def body_of(shape: type[B], request: Incoming) -> B:
    """The body; raises Refusal where it hasn't this shape."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Refusal(36009022)
    try:
        return shape.model_validate_json(request.body or b"{}")
    except ValidationError:
        raise Refusal(12052910) from None


def row_count(request: Incoming) -> int:
    """How many rows a write has; 0 where that can't be told."""
    try:
        return len(Rows.model_validate_json(request.body).skus)
    except ValidationError:
        return 0


def shown_count(request: Incoming) -> int:
    """How many products are to be shown or hidden; 0 where that can't be told."""
    try:
        return len(ShowBody.model_validate_json(request.body).product_ids)
    except ValidationError:
        return 0


def package_count(request: Incoming) -> int:
    """How many packages a batch has; 0 where that can't be told."""
    try:
        return len(Batch.model_validate_json(request.body).packages)
    except ValidationError:
        return 0


def page_size(request: Incoming) -> int:
    """1–100, 20 unless given."""
    given = request.one("page_size", "20")
    if not given.isdecimal() or not 1 <= int(given) <= MOST_ROWS:
        raise Refusal(12019109)
    return int(given)
