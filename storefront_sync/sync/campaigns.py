"""Stock that a campaign holds: the nearest number that is taken, until it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from connectors.base.errors import Rejected
from mappings.words import Aspect
from storefront_sync.catalog.models import Listing
from storefront_sync.ledger import marks
from storefront_sync.sync.batch import Row
from storefront_sync.sync.desired import Desired
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import close_these, open_problem

HELD = "stock.held_by_campaign"
"""More is shown than may be sold, since a campaign holds it."""
ASKED_AGAIN = timedelta(hours=1)
"""Where nobody says when a campaign ends, the true number is tried again after this."""


def learned(row: Row, aspect: Aspect, error: Rejected, now: datetime) -> bool:
    """Take in the floor that a refusal told, so that the number is brought as near as the campaign lets.

    False where it told none, or where what was refused was no lower: then only waiting helps.
    """
    if aspect is not Aspect.STOCK or not error.floor or error.floor <= row.value:
        return False
    until = error.retry_at if error.retry_at and error.retry_at > now else now + ASKED_AGAIN
    Listing.objects.filter(pk=row.listing_id).update(campaign_floor=error.floor, campaign_until=until)
    marks.mark([row.listing_id], Aspect.STOCK, now)
    return True


def tell(shop: Shop, held: Mapping[int, Desired], computed: Iterable[int], now: datetime) -> None:
    """Tell staff of which listings a campaign holds more than may be sold, and of which among `computed` it
    doesn't any more."""
    for listing_id, want in held.items():
        detail = {"value": want.held_by_campaign, "floor": want.value}
        open_problem(shop.cooperative_id, HELD, f"listing:{listing_id}", detail, shop_id=shop.pk, now=now)
    free = [f"listing:{pk}" for pk in computed if pk not in held]
    close_these(shop.pk, (HELD,), free, now=now)


def lift_ended(now: datetime) -> set[int]:
    """Forget the floors whose time has passed and mark their listings: the true number is tried at once.

    Returns the shops that have work.
    """
    with transaction.atomic():
        ended = Listing.objects.select_for_update(skip_locked=True).filter(campaign_until__lte=now)
        rows = dict(ended.order_by("pk").values_list("pk", "shop_id"))
        Listing.objects.filter(pk__in=rows).update(campaign_floor=0, campaign_until=None)
        return marks.mark(list(rows), Aspect.STOCK, now)
