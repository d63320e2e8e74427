"""Carries out what staff asked of a shop's marketplace, under a lease, for a short while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from connectors.base.protocol import Connector
from storefront_sync.fulfilment import arranging, cancelling, rows
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.rows import Kind, State, Why
from storefront_sync.fulfilment.work import Pace, Work
from storefront_sync.ledger import feeds
from storefront_sync.ledger.leases import LeaseLost, lease
from storefront_sync.tenants.models import Shop

MOST_STEPS = 1_000
"""Steps of one drain, whatever the clock says."""


@dataclass(frozen=True)
class Carried:
    """What a drain did. `more`: there is work left that can be done at once; `changed`: orders are to be read
    again."""

    busy: bool = False
    more: bool = False
    changed: bool = False


def carry_on(shop: Shop, connector: Connector, pace: Pace, now: Callable[[], datetime]) -> Carried:
    """Carry the shop's requests on, the doubtful ones first, until nothing is due or the time is over."""
    began = now()
    deadline = began + pace.longest
    try:
        with lease(f"fulfil:{shop.pk}", now, pace.lease_seconds) as held:
            if held is None:
                return Carried(busy=True)
            rows.forget_overtaken(shop.pk, now())
            fulfilment = connector.fulfilment
            if fulfilment is None:
                _refuse_all(shop, now())
                return Carried()
            work = Work(connector, fulfilment, held, pace, now)
            went_on = True
            for _ in range(MOST_STEPS):
                if now() >= deadline:
                    break
                went_on = _step(shop, work)
                if not went_on:
                    break
    except LeaseLost:
        return Carried(busy=True)
    touched = Request.objects.filter(Q(sent_at__gte=began) | Q(closed_at__gte=began), shop=shop)
    if changed := touched.exists():
        feeds.ask(shop.pk, now())
    # Where the marketplace takes no more calls now, the sweeper comes back to what is left.
    return Carried(more=went_on and rows.due(now()).filter(shop=shop).exists(), changed=changed)


def _step(shop: Shop, work: Work) -> bool:
    """One step; returns whether another may follow."""
    due = rows.due(work.now()).filter(shop=shop).select_related("order").order_by("asked_at", "pk")
    if row := due.filter(state=State.SENT).first():
        look = arranging.look_again if row.kind == Kind.ARRANGE else cancelling.look_again
        return look(row, work)
    if row := due.exclude(kind=Kind.ARRANGE).first():
        return cancelling.send(row, work)
    if row := due.filter(located=False).first():
        return arranging.locate(row, work)
    if row := due.first():
        together = due.filter(choice=row.choice, courier=row.courier, alone=False)
        batch = [row] if row.alone else list(together[: work.capabilities.arrange_parcels])
        return arranging.send(batch, work)
    return False


def _refuse_all(shop: Shop, now: datetime) -> None:
    """This marketplace lets no app handle orders."""
    for row in Request.objects.filter(shop=shop, closed_at=None).select_related("order"):
        for name, value in rows.refused(row, Why("fulfilment.not_here"), now).items():
            setattr(row, name, value)
        row.save()
