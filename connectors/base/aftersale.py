"""After the sale: cancelling, and goods that come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from connectors.base.types import ExternalOrderId
from mappings.money import Rupiah
from mappings.words import CancelReason, ReturnState

ReturnId = NewType("ReturnId", str)


@dataclass(frozen=True)
class CancelOption:
    """A reason that this order may be cancelled for now. `remote` is the marketplace's own word for it;
    `zeroes_stock`: the marketplace sets the listings to 0 when it is used."""

    reason: CancelReason
    remote: str
    zeroes_stock: bool = False


@dataclass(frozen=True)
class ReturnedLine:
    """Pieces of one order line that come back."""

    line_key: str
    quantity: int


@dataclass(frozen=True)
class ReturnView:
    """A return as the marketplace shows it now. `goods_back`: whether pieces come back at all (a refund may
    be without). `lines` empty = not said. The buyer's own words stay with the marketplace."""

    return_id: ReturnId
    order_id: ExternalOrderId
    state: ReturnState
    goods_back: bool
    refund: Rupiah | None
    lines: tuple[ReturnedLine, ...]
    updated_at: datetime
    reason: str = ""
    """The marketplace's code for the reason."""
