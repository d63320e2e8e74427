"""Takes returns in as a marketplace shows them now. Stock isn't touched here: see `inspect`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from connectors.base.aftersale import ReturnView
from mappings.words import ReturnState
from storefront_sync.catalog.storable import storable
from storefront_sync.orders.models import Order
from storefront_sync.returns.models import Return, ReturnLine
from storefront_sync.returns.pieces import all_looked_at
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import close_problem, open_problem

UNKNOWN_ORDER = "return.unknown_order"


def subject(returned: Return) -> str:
    """What problems of a return are about. It begins as orders' do: only those who see orders see it."""
    return f"order:return:{returned.pk}"


def take_in(shop: Shop, views: Sequence[ReturnView], read_started: datetime, now: datetime) -> int:
    """Take a page of returns in, each in its own transaction; returns how many were new or changed."""
    changed = 0
    for view in sorted(views, key=lambda row: row.return_id):
        with transaction.atomic():
            changed += _take_one(shop, view, read_started, now)
    return changed


def _take_one(shop: Shop, view: ReturnView, read_started: datetime, now: datetime) -> int:
    known = Return.objects.select_for_update().filter(shop=shop, return_id=view.return_id).first()
    if known is not None and (known.updated_at, known.seen_at) >= (view.updated_at, read_started):
        return 0  # an older view than the one we have: reads may overtake each other
    row = known or Return(
        cooperative_id=shop.cooperative_id, shop=shop, return_id=view.return_id, first_seen_at=now
    )
    before = (row.state, row.goods_back, row.refund, row.updated_at, _lines(row))
    row.external_order_id = view.order_id
    row.state = view.state.value
    row.goods_back = view.goods_back
    row.refund = None if view.refund is None else int(view.refund)
    row.reason = storable(view.reason, 100)
    row.updated_at, row.seen_at = view.updated_at, read_started
    if row.order_id is None:
        row.order = Order.objects.filter(shop=shop, external_id=view.order_id).first()
    row.save()
    lines = {line.line_key: line.quantity for line in view.lines if line.quantity > 0}
    if lines != before[-1]:
        row.lines.all().delete()
        ReturnLine.objects.bulk_create(
            [ReturnLine(returned=row, line_key=key, quantity=pieces) for key, pieces in lines.items()]
        )
        row.inspected_at = (row.inspected_at or now) if all_looked_at(row) else None
        row.save(update_fields=["inspected_at"])
    _tell_unknown_order(row, now)
    return int((row.state, row.goods_back, row.refund, row.updated_at, lines) != before)


def _lines(row: Return) -> dict[str, int]:
    return {} if row.pk is None else dict(row.lines.values_list("line_key", "quantity"))


def _tell_unknown_order(row: Return, now: datetime) -> None:
    if row.order_id is not None or not row.goods_back or row.state == ReturnState.CLOSED.value:
        close_problem(row.cooperative_id, UNKNOWN_ORDER, subject(row), shop_id=row.shop_id, now=now)
        return
    detail = {"order": row.external_order_id, "return": row.return_id}
    open_problem(row.cooperative_id, UNKNOWN_ORDER, subject(row), detail, shop_id=row.shop_id, now=now)


def find_orders(shop: Shop, now: datetime, most: int = 500) -> int:
    """Returns whose order has come in since; returns how many."""
    waiting = list(Return.objects.filter(shop=shop, order=None).order_by("-updated_at")[:most])
    numbers = {row.external_order_id for row in waiting}
    orders = {row.external_id: row for row in Order.objects.filter(shop=shop, external_id__in=numbers)}
    found = [row for row in waiting if row.external_order_id in orders]
    for row in found:
        row.order = orders[row.external_order_id]
        row.save(update_fields=["order"])
        _tell_unknown_order(row, now)
    return len(found)
