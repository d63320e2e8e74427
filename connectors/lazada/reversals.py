"""Buyers' requests: to cancel, to give back, or for money alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from connectors.base.aftersale import ReturnedLine, ReturnId, ReturnView
from connectors.base.errors import Rejected
from connectors.base.numbers import whole
from connectors.base.types import ExternalOrderId
from connectors.lazada.fulfilment_wire import ReverseOrderWire
from connectors.lazada.moments import instant
from connectors.lazada.order_wire import UnitWire
from connectors.lazada.orders import line_key
from connectors.lazada.signed import Parameters
from connectors.lazada.words import RETURN_STATE
from mappings.money import Rupiah
from mappings.words import ReturnState

PAGE_SIZE = 50
CANCEL, RETURN, ONLY_REFUND = "CANCEL", "RETURN", "ONLY_REFUND"
OPEN_CANCELS = frozenset({"REQUEST_INITIATE", "CANCEL_INIT"})
SEN = 100
"""Amounts are in hundredths of a rupiah."""
EPOCH = datetime.fromtimestamp(0, UTC)


def returns_window(since: datetime, until: datetime, page: int) -> Parameters:
    """The parameters of one page of returns, by their last change."""
    return [
        ("page_no", str(page)),
        ("page_size", str(PAGE_SIZE)),
        ("request_type_list", f'["{RETURN}","{ONLY_REFUND}"]'),
        ("ReverseOrderLineModifiedTimeRangeStart", str(int(since.timestamp()) * 1000)),
        ("ReverseOrderLineModifiedTimeRangeEnd", str((int(until.timestamp()) + 1) * 1000 - 1)),
    ]


def asks_to_cancel(order_id: str) -> Parameters:
    """The parameters by which a buyer's wish to cancel one order is found."""
    return [
        ("page_no", "1"),
        ("page_size", str(PAGE_SIZE)),
        ("trade_order_id", order_id),
        ("request_type_list", f'["{CANCEL}"]'),
    ]


def open_cancel(found: Sequence[ReverseOrderWire], order_id: str) -> str:
    """The id of the wish that waits for an answer; "" where nobody asks."""
    wishes = (row for row in found if row.trade_order_id == order_id and row.request_type == CANCEL)
    waiting = (row for row in wishes if any(line.reverse_status in OPEN_CANCELS for line in row.lines))
    return next((row.reverse_order_id for row in waiting), "")


def return_view(row: ReverseOrderWire, units: Mapping[str, Sequence[UnitWire]], shop_id: str) -> ReturnView:
    """A return; raises Rejected for a status that we don't know."""
    by_id = {unit.order_item_id: unit for unit in units.get(row.trade_order_id, ())}
    asked = (by_id[line.trade_order_line_id] for line in row.lines if line.trade_order_line_id in by_id)
    keys = Counter(key for key in map(line_key, asked) if key is not None)
    changes = (instant(line.modified_ms) for line in row.lines)
    return ReturnView(
        return_id=ReturnId(row.reverse_order_id),
        order_id=ExternalOrderId(row.trade_order_id),
        state=_state(row, shop_id),
        goods_back=row.request_type == RETURN,
        refund=_refund(row),
        lines=tuple(ReturnedLine(key, pieces) for key, pieces in sorted(keys.items())),
        updated_at=max((at for at in changes if at is not None), default=EPOCH),
        reason=next((line.reason_code for line in row.lines if line.reason_code), ""),
    )


def _state(row: ReverseOrderWire, shop_id: str) -> ReturnState:
    words = [line.reverse_status for line in row.lines]
    states = [RETURN_STATE.get(word) for word in words]
    known = [state for state in states if state is not None]
    if not known or len(known) < len(states):
        raise Rejected("order.state_unknown", row.reverse_order_id, shop_id=shop_id)
    if known[0] is ReturnState.ASKED and any(line.is_dispute for line in row.lines):
        return ReturnState.DISPUTED
    return known[0]


def _refund(row: ReverseOrderWire) -> Rupiah | None:
    amounts = [whole(line.refund_amount) for line in row.lines]
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return None
    rupiah = whole(Decimal(sum(known)) / SEN)
    return None if rupiah is None else Rupiah(rupiah)
