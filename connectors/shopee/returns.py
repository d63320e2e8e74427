"""From Shopee's returns to ours."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.base.aftersale import ReturnedLine, ReturnId, ReturnView
from connectors.base.errors import Rejected
from connectors.base.numbers import whole
from connectors.base.types import ExternalOrderId
from connectors.shopee.fulfilment_wire import ReturnWire
from connectors.shopee.words import RETURN_STATE
from mappings.money import Rupiah


def return_view(row: ReturnWire, lines: tuple[ReturnedLine, ...], shop_id: str) -> ReturnView:
    """One return; raises Rejected where its status is unknown."""
    state = RETURN_STATE.get(row.status)
    if state is None:
        raise Rejected("shopee.return_unknown", row.return_sn, shop_id=shop_id)
    refund = whole(row.refund_amount)
    return ReturnView(
        return_id=ReturnId(row.return_sn),
        order_id=ExternalOrderId(row.order_sn),
        state=state,
        goods_back=row.needs_logistics,
        refund=None if refund is None else Rupiah(refund),
        lines=lines,
        updated_at=datetime.fromtimestamp(row.update_time or row.create_time, UTC),
        reason=row.reason,
    )
