"""Lazada's JSON about packing, labels, cancelling and what buyers ask for afterwards, read with tolerance."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from connectors.base.wire import AnObject, Rows, Text, Wire
from connectors.lazada.wire import Count, Flag, ResultWire


class ProviderWire(Wire):
    """A courier or transfer warehouse that a seller from abroad must choose."""

    name: Text = ""
    provider_code: Text = ""


class ProvidersWire(Wire):
    """`platform_default` 1: there is nothing to choose."""

    platform_default: Count = 0
    shipment_providers: Annotated[tuple[ProviderWire, ...], Rows] = ()


class ProvidersResultWire(ResultWire):
    """How an order may be sent."""

    data: Annotated[ProvidersWire, AnObject] = ProvidersWire()


class RowResultWire(Wire):
    """What became of one unit, or of one package: "0" is success."""

    order_item_id: Text = ""
    package_id: Text = ""
    item_err_code: Text = ""
    msg: Text = ""


class PackedOrderWire(Wire):
    """What became of one order's units."""

    order_id: Text = ""
    order_item_list: Annotated[tuple[RowResultWire, ...], Rows] = ()


class PackedWire(Wire):
    """What became of several orders."""

    pack_order_list: Annotated[tuple[PackedOrderWire, ...], Rows] = ()


class PackResultWire(ResultWire):
    """An answer to packing."""

    data: Annotated[PackedWire, AnObject] = PackedWire()


class PackagesWire(Wire):
    """What became of several packages."""

    packages: Annotated[tuple[RowResultWire, ...], Rows] = ()


class PackagesResultWire(ResultWire):
    """An answer to "ready to ship"."""

    data: Annotated[PackagesWire, AnObject] = PackagesWire()


class DocumentWire(Wire):
    """A document in base64."""

    file: Text = Field(default="", repr=False)


class DocumentResultWire(ResultWire):
    """An answer to printing."""

    data: Annotated[DocumentWire, AnObject] = DocumentWire()


class ReasonWire(Wire):
    """A reason that an order may be cancelled for; its id differs by country."""

    reason_id: Text = ""
    reason_name: Text = ""


class TipWire(Wire):
    """An answer about cancelling: `tip_type` "error" says that it can't be."""

    tip_type: Text = ""
    reason_options: Annotated[tuple[ReasonWire, ...], Rows] = ()


class ReverseLineWire(Wire):
    """One unit of a buyer's request; amounts in hundredths of a rupiah, times in milliseconds."""

    trade_order_line_id: Text = ""
    reverse_status: Text = ""
    refund_amount: Any = None
    reason_code: Text = ""
    is_dispute: Flag = False
    modified_ms: Count = Field(default=0, validation_alias="return_order_line_gmt_modified")


class ReverseOrderWire(Wire):
    """A buyer's request to cancel, to give back, or for money alone."""

    reverse_order_id: Text = ""
    trade_order_id: Text = ""
    request_type: Text = ""
    lines: Annotated[tuple[ReverseLineWire, ...], Rows] = Field(
        default=(), validation_alias="reverse_order_lines"
    )


class ReverseOrdersWire(ResultWire):
    """One page of buyers' requests."""

    total: Count = 0
    items: Annotated[tuple[ReverseOrderWire, ...], Rows] = ()
