"""Returns as staff are shown them: plain values, one function for the list and one for the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from storefront_sync.core.errors import StorefrontError
from storefront_sync.returns.intake import subject
from storefront_sync.returns.models import Inspection, Restock, Return
from storefront_sync.returns.pieces import Looked, came_back, looked_at
from storefront_sync.tenants.models import Cooperative, Problem
from storefront_sync.tenants.named import at_shop_of

MOST = 500


class UnknownReturn(StorefrontError):
    """No return of the cooperative goes by that number, or several do."""


@dataclass(frozen=True)
class LineSeen:
    """One line: how many pieces come back, and how those that were looked at were found."""

    line_key: str
    sku: str
    title: str
    pieces: int
    good: int
    damaged: int
    lost: int


@dataclass(frozen=True)
class Entry:
    """What somebody entered at one moment; pieces below zero correct an earlier entry."""

    at: datetime
    by: str
    line_key: str
    good: int
    damaged: int
    lost: int


@dataclass(frozen=True)
class IntoStock:
    """Pieces of one kind of goods on their way into stock: `owed` is what is still to be added."""

    goods: str
    pieces: int
    owed: int
    done_at: datetime | None


@dataclass(frozen=True)
class Told:
    """A problem with it: a text key, and what fills it in."""

    key: str
    detail: Mapping[str, object]


@dataclass(frozen=True)
class ReturnSeen:
    """A return. `refund` in rupiah, None where it isn't said; lists are empty where only the head was asked
    for."""

    return_id: str
    order: str
    saleor_number: str
    marketplace: str
    shop: str
    state: str
    goods_back: bool
    refund: int | None
    reason: str
    updated_at: datetime
    inspected_at: datetime | None
    lines: tuple[LineSeen, ...] = ()
    entries: tuple[Entry, ...] = ()
    into_stock: tuple[IntoStock, ...] = ()
    problems: tuple[Told, ...] = ()


def named(cooperative: Cooperative, name: str) -> Return:
    """The return by the marketplace's number of it, or of its order where that has one only. Raises
    UnknownReturn."""
    wanted = name.strip().removeprefix("#")
    rows = list(_of(cooperative).filter(Q(return_id=wanted) | Q(external_order_id=wanted))[:MOST])
    found = [row for row in rows if row.return_id == wanted] or rows
    if len(found) != 1:
        raise UnknownReturn("return.which" if found else "return.unknown", wanted)
    return found[0]


def listed(
    cooperative: Cooperative, *, shop: str = "", waiting: bool = False, most: int = MOST
) -> list[ReturnSeen]:
    """Heads of returns, the newest change first: of a shop (by marketplace or number, "" = all), and where
    `waiting` only those with goods that nobody has seen to the last piece. Raises UnknownShop."""
    rows = _of(cooperative).filter(at_shop_of(cooperative, shop))
    if waiting:
        rows = rows.filter(goods_back=True, inspected_at=None).exclude(state="closed")
    return [_seen(row) for row in rows.order_by("-updated_at", "-pk")[: min(most, MOST)]]


def whole(returned: Return) -> ReturnSeen:
    """All that there is of one."""
    told = Problem.objects.filter(
        cooperative=returned.cooperative_id, subject=subject(returned), closed_at=None
    )
    return _seen(
        returned,
        lines=_lines(returned),
        entries=_entries(returned),
        into_stock=_into_stock(returned),
        problems=tuple(Told(row.key, row.detail) for row in told.order_by("opened_at", "pk")),
    )


def left(returned: Return) -> dict[str, int]:
    """Line key → pieces that nobody has looked at."""
    seen = looked_at([returned.pk])
    rest = {key: pieces - seen.get(key, Looked()).pieces for key, pieces in came_back(returned).items()}
    return {key: pieces for key, pieces in rest.items() if pieces > 0}


def _of(cooperative: Cooperative) -> QuerySet[Return]:
    return Return.objects.filter(cooperative=cooperative).select_related("shop", "order")


def _seen(
    row: Return,
    lines: tuple[LineSeen, ...] = (),
    entries: tuple[Entry, ...] = (),
    into_stock: tuple[IntoStock, ...] = (),
    problems: tuple[Told, ...] = (),
) -> ReturnSeen:
    return ReturnSeen(
        row.return_id,
        row.external_order_id,
        row.order.saleor_number if row.order else "",
        row.shop.marketplace,
        row.shop.name,
        row.state,
        row.goods_back,
        row.refund,
        row.reason,
        row.updated_at,
        row.inspected_at,
        lines,
        entries,
        into_stock,
        problems,
    )


def _lines(returned: Return) -> tuple[LineSeen, ...]:
    seen = looked_at([returned.pk])
    rows = {row.line_key: row for row in returned.order.lines.all()} if returned.order else {}
    found = []
    for key, pieces in sorted(came_back(returned).items()):
        looked, row = seen.get(key, Looked()), rows.get(key)
        sku, title = (row.sku, row.title) if row else ("", "")
        found.append(LineSeen(key, sku, title, pieces, looked.good, looked.damaged, looked.lost))
    return tuple(found)


def _entries(returned: Return) -> tuple[Entry, ...]:
    rows = Inspection.objects.filter(returned=returned).order_by("pk").prefetch_related("lines")
    return tuple(
        Entry(row.at, row.by, line.line_key, line.good, line.damaged, line.lost)
        for row in rows
        for line in sorted(row.lines.all(), key=lambda each: each.pk)
    )


def _into_stock(returned: Return) -> tuple[IntoStock, ...]:
    rows = Restock.objects.filter(inspection__returned=returned).select_related("variant").order_by("pk")
    return tuple(
        IntoStock(
            f"{row.variant.product_name} {row.variant.options}".strip(), row.pieces, row.owed, row.done_at
        )
        for row in rows
    )
