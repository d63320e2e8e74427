"""How a shop usually hands its parcels over."""

from __future__ import annotations

from datetime import datetime

from connectors.base.shipment import Handover
from storefront_sync.core.errors import StorefrontError
from storefront_sync.fulfilment.models import UsualHandover
from storefront_sync.fulfilment.wishes import ArrangeWish
from storefront_sync.tenants.models import Shop


class NoUsualWay(StorefrontError):
    """What can't be a shop's usual way: a courier of one's own has another number each time."""


def usual_wish(shop_id: int) -> ArrangeWish | None:
    """How the shop hands over unless told otherwise; None while nobody chose."""
    row = UsualHandover.objects.filter(shop_id=shop_id).first()
    return None if row is None else ArrangeWish(Handover(row.handover), row.place_id)


def choose_usual(shop: Shop, handover: Handover, place_id: str, by: str, now: datetime) -> UsualHandover:
    """From now on the shop's parcels are handed over so. Raises NoUsualWay."""
    if handover is Handover.OWN:
        raise NoUsualWay("fulfilment.own_each_time")
    row, _ = UsualHandover.objects.update_or_create(
        shop=shop,
        defaults={"handover": handover.value, "place_id": place_id, "by": by, "chosen_at": now},
    )
    return row


def forget_usual(shop: Shop) -> None:
    """The shop has no usual way any more."""
    UsualHandover.objects.filter(shop=shop).delete()
