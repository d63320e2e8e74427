"""TikTok Shop's JSON about parcels, labels, cancellations and returns, read with tolerance."""

from __future__ import annotations

from typing import Annotated

from connectors.base.wire import AnObject, Rows, Seconds, Text, Wire
from connectors.tokopedia.wire import CodeWire, Flag, Raw


class HandoverWire(Wire):
    """How a package may be handed over."""

    can_pickup: Flag = False
    can_drop_off: Flag = False


class PackageIdWire(Wire):
    """Which package of a batch was refused."""

    package_id: Text = ""


class PackageErrorWire(CodeWire):
    """One entry of `data.errors[]` of a batch of packages."""

    detail: Annotated[PackageIdWire, AnObject] = PackageIdWire()


class PackageErrorsWire(Wire):
    """`data` of a batch of packages: success is the absence of a row here."""

    errors: Annotated[tuple[PackageErrorWire, ...], Rows] = ()


class DocumentWire(Wire):
    """Where a label lies."""

    doc_url: Text = ""


class CancellationWire(Wire):
    """Somebody's wish to cancel an order."""

    cancel_id: Text = ""
    order_id: Text = ""
    cancel_status: Text = ""


class CancellationsWire(Wire):
    """A page of cancellations/search."""

    cancellations: Annotated[tuple[CancellationWire, ...], Rows] = ()


class ReasonWire(Wire):
    """A reason for which a seller may turn a buyer down."""

    name: Text = ""


class ReasonsWire(Wire):
    """The reasons that are open for one cancellation."""

    reasons: Annotated[tuple[ReasonWire, ...], Rows] = ()


class RefundWire(Wire):
    """What a buyer gets back; a text."""

    refund_total: Raw = None


class ReturnedUnitWire(Wire):
    """One unit of a return."""

    order_line_item_id: Text = ""


class ReturnWire(Wire):
    """A buyer's request to give something back. The buyer's own words aren't read."""

    return_id: Text = ""
    order_id: Text = ""
    return_type: Text = ""
    return_status: Text = ""
    return_reason: Text = ""
    arbitration_status: Text = ""
    update_time: Seconds = 0
    refund_amount: Annotated[RefundWire, AnObject] = RefundWire()
    return_line_items: Annotated[tuple[ReturnedUnitWire, ...], Rows] = ()


class ReturnsWire(Wire):
    """A page of returns/search."""

    return_orders: Annotated[tuple[ReturnWire, ...], Rows] = ()
    next_page_token: Text = ""
