"""The answers to what puts returned pieces back into stock."""

from __future__ import annotations

from storefront_sync.saleor.wire import Identified, MutationError, StockWire, Wire


class MarkedVariant(Wire):
    """A variant with our mark."""

    id: str
    mark: str | None = None
    stocks: list[StockWire]


class RestockLookAnswer(Wire):
    """RestockLook."""

    app: Identified | None
    product_variant: MarkedVariant | None


class StockHolder(Wire):
    """The variant that was marked."""

    stocks: list[StockWire] | None = None


class Marked(Wire):
    """A mark that was written."""

    errors: list[MutationError]
    item: StockHolder | None = None


class Written(Wire):
    """A stock that was written."""

    errors: list[MutationError]


class RestockWriteAnswer(Wire):
    """RestockWrite."""

    begun: Marked
    written: Written
    done: Marked


class Held(Wire):
    """Pieces set aside."""

    quantity: int
    warehouse: Identified


class LineWarehouses(Wire):
    """A line's allocations."""

    variant: Identified | None = None
    allocations: list[Held]


class LineOfParcel(Wire):
    """The variant of a line that was sent."""

    variant: Identified | None = None


class ParcelLine(Wire):
    """Pieces in a parcel."""

    quantity: int
    order_line: LineOfParcel | None = None


class ParcelWarehouse(Wire):
    """A parcel and where it was sent from."""

    status: str
    warehouse: Identified | None = None
    lines: list[ParcelLine] | None = None


class OrderWarehouses(Wire):
    """An order's lines and parcels."""

    lines: list[LineWarehouses]
    fulfillments: list[ParcelWarehouse]


class OrderWarehousesAnswer(Wire):
    """OrderWarehouses."""

    app: Identified | None
    order: OrderWarehouses | None
