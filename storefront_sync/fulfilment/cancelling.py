"""Cancelling as the seller, and answering a buyer who asks to cancel. Each may be said twice: a marketplace
takes what was done before for success."""

from __future__ import annotations

from connectors.base.errors import ConnectorError
from connectors.base.types import ExternalOrderId, OrderView
from mappings.words import Aspect, OrderState
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.rows import Kind, State, Why
from storefront_sync.fulfilment.wishes import CancelWish
from storefront_sync.fulfilment.work import Work
from storefront_sync.ledger import beliefs, feeds

ZEROED = "cancelled for a reason that sets it to 0"


def send(row: Request, work: Work) -> bool:
    """Say it to the marketplace. Returns whether others of the shop may be tried."""
    order_id = ExternalOrderId(row.order.external_id)
    if not work.intend([row]):
        return True
    try:
        if row.kind == Kind.CANCEL:
            option = CancelWish.from_json(row.choice).option
            work.fulfilment.cancel(order_id, option, row.line_keys)
        else:
            work.fulfilment.answer_cancellation(order_id, row.kind == Kind.ACCEPT)
    except ConnectorError as error:
        return work.failed([row], error)
    _done(row, work)
    return True


def look_again(row: Request, work: Work) -> bool:
    """Look what became of it. Returns whether others of the shop may be tried."""
    try:
        views = work.connector.read_orders([ExternalOrderId(row.order.external_id)])
    except ConnectorError as error:
        return work.not_seen(row, error)
    if not views:
        work.doubtful(row, Why("order.not_readable"))
        return True
    if _carried_out(row, views[0]):
        _done(row, work)
    elif row.kind != Kind.CANCEL and views[0].state is not OrderState.CANCEL_REQUESTED:
        work.refuse(row, Why("fulfilment.nobody_asks"))
    else:
        work.save(row, {"state": State.PENDING, "not_before": None})
    return True


def _carried_out(row: Request, view: OrderView) -> bool:
    cancelled = view.state is OrderState.CANCELLED
    if row.kind == Kind.REFUSE:
        return view.state is not OrderState.CANCEL_REQUESTED and not cancelled
    if row.kind == Kind.CANCEL and row.line_keys:
        return cancelled or set(row.line_keys).isdisjoint(line.line_key for line in view.lines)
    return cancelled


def _done(row: Request, work: Work) -> None:
    if row.kind == Kind.CANCEL and CancelWish.from_json(row.choice).option.zeroes_stock:
        _doubt_what_is_shown(row, work)
    work.done(row)


def _doubt_what_is_shown(row: Request, work: Work) -> None:
    """The marketplace may have set the listings to 0: they are read back, and shown rightly again."""
    lines = row.order.lines.exclude(listing=None)
    if row.line_keys:
        lines = lines.filter(line_key__in=row.line_keys)
    listing_ids = sorted(set(lines.values_list("listing_id", flat=True)))
    moment = work.now()
    beliefs.void(listing_ids, Aspect.STOCK, ZEROED, moment)
    feeds.verify_listings(row.shop_id, listing_ids, moment, ZEROED)
