"""The rows of requests: due, written under the lease, paused, refused, done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from connectors.base.errors import ConnectorError, RateLimited
from mappings.words import OrderState
from storefront_sync.catalog.storable import storable
from storefront_sync.fulfilment.models import Request
from storefront_sync.ledger import leases
from storefront_sync.ledger.leases import Held
from storefront_sync.tenants.problems import close_all, open_problem

Kind = Request.Kind
State = Request.State
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)
A_WHILE = timedelta(minutes=1)
TOLD_AFTER = 3
"""Failures in a row before staff are told of what may pass by itself."""
LONGEST_SAYING = 300
OVER = (OrderState.CANCELLED, OrderState.DELIVERED, OrderState.COMPLETED, OrderState.RETURNED)
"""There is nothing left to ask of an order in these states."""


@dataclass(frozen=True)
class Why:
    """Why a request waits or is refused: a text key, and the marketplace's code and id of the call."""

    key: str
    said: str = ""

    @classmethod
    def of(cls, error: ConnectorError) -> Why:
        """What the marketplace said; its texts passed the connector's redactor."""
        request = f"request {error.request_id}" if error.request_id else ""
        return cls(error.key, " · ".join(part for part in (error.technical, request) if part))


def due(now: datetime) -> QuerySet[Request]:
    """Those that can go on now."""
    return Request.objects.filter(Q(not_before=None) | Q(not_before__lte=now), closed_at=None)


def out_of_date() -> QuerySet[Request]:
    """Those that were overtaken: their order is over, and they are still to be sent, or still told."""
    waits = Q(closed_at=None, state=State.PENDING) | Q(told=True)
    return Request.objects.filter(waits, order__state__in=[state.value for state in OVER])


def due_shops(now: datetime) -> set[int]:
    """Shops with something to do."""
    return set(due(now).values_list("shop_id", flat=True).distinct()) | set(
        out_of_date().values_list("shop_id", flat=True).distinct()
    )


def save(row: Request, held: Held, keep: timedelta, now: datetime, **fields: object) -> None:
    """Write fields of a request that is open while the lease is ours, and hold it for `keep` longer. Staff
    may have taken it back in this moment: then it stays so. Raises LeaseLost."""
    with transaction.atomic():
        leases.extend(held, now, keep.total_seconds())
        for name, value in fields.items():
            setattr(row, name, value)
        Request.objects.filter(pk=row.pk, closed_at=None).update(**fields)


def unchanged(requests: Sequence[Request]) -> list[Request]:
    """Those that are still as they were read: staff may have changed their mind meanwhile. Call in a
    transaction: nobody changes them before its end."""
    rows = Request.objects.select_for_update().filter(pk__in=[row.pk for row in requests], closed_at=None)
    fresh = {row.pk: _meant(row) for row in rows.order_by("pk")}
    return [row for row in requests if fresh.get(row.pk) == _meant(row)]


def _meant(row: Request) -> tuple[object, ...]:
    return (row.kind, row.choice, row.parcel_id, row.line_keys)


def done(row: Request, now: datetime, outcome: str = "") -> dict[str, object]:
    """Fields of a request that the marketplace carried out; what was told of it is closed."""
    forget(row.cooperative_id, row.shop_id, row.order_id, row.kind, now)
    return {
        "state": State.DONE,
        "outcome": outcome,
        "said": "",
        "told": False,
        "not_before": None,
        "closed_at": now,
    }


def refused(row: Request, why: Why, now: datetime) -> dict[str, object]:
    """Fields of a request that the marketplace refuses as it is; staff are told."""
    tell(row, why, now)
    return {
        "state": State.REFUSED,
        "outcome": why.key,
        "said": _said(why),
        "told": True,
        "not_before": None,
        "closed_at": now,
    }


def paused(row: Request, why: Why, until: datetime | None, now: datetime) -> dict[str, object]:
    """Fields of a request of which nothing was applied and that may pass later."""
    return {**waiting(row, why, until, now), "state": State.PENDING}


def unknown(row: Request, why: Why, lands_by: datetime, now: datetime) -> dict[str, object]:
    """Fields of a request that may have been applied: the marketplace is asked once that can't change any
    more, at `lands_by`."""
    fields = waiting(row, why, None, now)
    return {**fields, "state": State.SENT, "not_before": max(lands_by, _later(row, now))}


def waiting(row: Request, why: Why, until: datetime | None, now: datetime) -> dict[str, object]:
    """Fields of a request that goes on later as it is: at `until` where the marketplace takes no calls
    before, else ever more seldom up to a quarter of an hour. A call that waits its turn for a moment is no
    failure."""
    if until is not None and until - now <= A_WHILE:
        return {"outcome": why.key, "said": _said(why), "not_before": until}
    told = row.told or row.attempts >= TOLD_AFTER
    if told:
        tell(row, why, now)
    return {
        "outcome": why.key,
        "said": _said(why),
        "told": told,
        "not_before": until or _later(row, now),
        "attempts": min(row.attempts + 1, 30_000),
    }


def _later(row: Request, now: datetime) -> datetime:
    return now + min(FIRST_PAUSE * int(2 ** min(row.attempts, 20)), LONGEST_PAUSE)


def subject(order_id: int, kind: str) -> str:
    """What problems of such a request are about."""
    return f"order:{order_id}:{kind}"


def tell(row: Request, why: Why, now: datetime) -> None:
    """Tell staff why a request waits or is refused, and nothing else of it any more."""
    about = subject(row.order_id, row.kind)
    close_all(row.cooperative_id, about, shop_id=row.shop_id, but=(why.key,), now=now)
    open_problem(
        row.cooperative_id,
        why.key,
        about,
        {"order": row.order.external_id, "said": _said(why)},
        shop_id=row.shop_id,
        now=now,
    )


def forget(cooperative_id: int, shop_id: int, order_id: int, kind: str, now: datetime) -> None:
    """What was told of such requests is over."""
    close_all(cooperative_id, subject(order_id, kind), shop_id=shop_id, now=now)
    Request.objects.filter(order_id=order_id, kind=kind, told=True).update(told=False)


def forget_overtaken(shop_id: int, now: datetime) -> None:
    """Close what is still to be sent for orders that are over, and what was told of them."""
    for row in out_of_date().filter(shop_id=shop_id).select_related("order").order_by("pk"):
        forget(row.cooperative_id, row.shop_id, row.order_id, row.kind, now)
        Request.objects.filter(pk=row.pk, closed_at=None, state=State.PENDING).update(
            state=State.REFUSED, outcome="fulfilment.order_over", closed_at=now
        )


def until_of(error: ConnectorError) -> datetime | None:
    """When to try again, where the marketplace said so."""
    return error.until if isinstance(error, RateLimited) else None


def _said(why: Why) -> str:
    return storable(why.said, LONGEST_SAYING)
