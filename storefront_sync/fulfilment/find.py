"""Orders of one cooperative, found by what staff have before them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q, QuerySet

from mappings.words import OrderState
from storefront_sync.core.errors import StorefrontError
from storefront_sync.fulfilment.models import Request
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.named import at_shop_of

MOST = 500
"""Orders that one command names or lists."""
IN_SALEOR = (Phase.PLACED.value, Phase.IMPORTED.value)


class UnknownOrder(StorefrontError):
    """No order of the cooperative goes by that number, or several do."""


def orders_named(cooperative: Cooperative, names: Sequence[str]) -> list[Order]:
    """The orders by the marketplace's number or by Saleor's, in the order of asking, each once. Raises
    UnknownOrder, also for more than MOST."""
    wanted = list(dict.fromkeys(name.strip().removeprefix("#") for name in names))
    if len(wanted) > MOST:
        raise UnknownOrder("fulfilment.too_many", str(MOST))
    rows = list(_of(cooperative).filter(Q(external_id__in=wanted) | Q(saleor_number__in=wanted)))
    found = []
    for name in wanted:
        mine = [row for row in rows if row.external_id == name] or [
            row for row in rows if row.saleor_number == name
        ]
        if len(mine) != 1:
            raise UnknownOrder("fulfilment.which_order" if mine else "fulfilment.no_such_order", name)
        found.append(mine[0])
    return list(dict.fromkeys(found))


def orders_in(
    cooperative: Cooperative, *, shop: str = "", state: str = "", phase: str = "", most: int = MOST
) -> list[Order]:
    """Orders of a shop (by marketplace or number), state and phase, each "" = all; the newest first. Raises
    UnknownShop, as the others that take one."""
    rows = _of(cooperative).filter(at_shop_of(cooperative, shop))
    if state:
        rows = rows.filter(state=state)
    if phase:
        rows = rows.filter(phase=phase)
    return list(rows.order_by("-remote_created_at", "-pk")[: min(most, MOST)])


def to_send(cooperative: Cooperative, shop: str = "") -> list[Order]:
    """Orders that are ready to be sent off and for which Saleor has given the goods, those that must go first
    before the others; none that is asked for already."""
    asked = Request.objects.filter(closed_at=None).values("order_id")
    rows = _of(cooperative).filter(
        at_shop_of(cooperative, shop), state=OrderState.READY.value, phase__in=IN_SALEOR
    )
    return _by_deadline(rows.exclude(pk__in=asked))


def to_label(cooperative: Cooperative, shop: str = "") -> list[Order]:
    """Orders whose shipment is arranged and whose goods are still here."""
    return _by_deadline(
        _of(cooperative).filter(at_shop_of(cooperative, shop), state=OrderState.ARRANGED.value)
    )


def short(cooperative: Cooperative, shop: str = "") -> list[Order]:
    """Orders that stock doesn't cover, the oldest first."""
    rows = _of(cooperative).filter(at_shop_of(cooperative, shop), phase=Phase.SHORT.value)
    return list(rows.exclude(state=OrderState.CANCELLED.value).order_by("remote_created_at", "pk")[:MOST])


def _of(cooperative: Cooperative) -> QuerySet[Order]:
    return Order.objects.filter(cooperative=cooperative).select_related("shop__cooperative")


def _by_deadline(rows: QuerySet[Order]) -> list[Order]:
    by_time = F("ship_by").asc(nulls_last=True)
    return list(rows.order_by(by_time, "remote_created_at", "pk")[:MOST])
