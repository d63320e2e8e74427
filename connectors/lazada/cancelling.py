"""Cancelling as the seller: which units, for which reason."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.aftersale import CancelOption
from connectors.lazada.fulfilment_wire import ReasonWire, TipWire
from connectors.lazada.order_wire import UnitWire
from connectors.lazada.orders import cancelled, line_key
from mappings.words import CancelReason

CANCELLABLE = frozenset({"unpaid", "pending", "topack", "repacked", "packed", "toship", "ready_to_ship"})
REFUSED = "error"

_REASONS = (
    ("out of stock", CancelReason.OUT_OF_STOCK, True),
    ("stok habis", CancelReason.OUT_OF_STOCK, True),
    ("wrong price", CancelReason.WRONG_PRICE, True),
    ("pricing error", CancelReason.WRONG_PRICE, True),
    ("salah harga", CancelReason.WRONG_PRICE, True),
)
"""Words of a reason's name: the ids differ by country. The first two kinds may set the listing to 0."""


def cancel_options(tip: TipWire) -> tuple[CancelOption, ...]:
    """The reasons that the marketplace offers; none where it says that the order can't be cancelled."""
    if tip.tip_type.lower() == REFUSED:
        return ()
    return tuple(_option(reason) for reason in tip.reason_options if reason.reason_id)


def units_left(units: Sequence[UnitWire], line_keys: Sequence[str]) -> list[UnitWire] | None:
    """The units of these lines (none named = all) that aren't cancelled; None where the order has no such
    line."""
    wanted = set(line_keys)
    if not wanted <= {line_key(unit) for unit in units}:
        return None
    return [unit for unit in units if not cancelled(unit) and (not wanted or line_key(unit) in wanted)]


def can_be_cancelled(units: Sequence[UnitWire]) -> bool:
    """Whether these units are still here."""
    return bool(units) and all(unit.status.lower() in CANCELLABLE for unit in units)


def _option(reason: ReasonWire) -> CancelOption:
    name = reason.reason_name.lower()
    for words, ours, zeroes in _REASONS:
        if words in name:
            return CancelOption(ours, reason.reason_id, zeroes_stock=zeroes)
    return CancelOption(CancelReason.OTHER, reason.reason_id)
