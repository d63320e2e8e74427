"""Where a marketplace takes no stock of 0, a sold-out item is hidden, and shown again with the next piece."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from connectors.base.errors import ZERO_REFUSED, OutcomeUnknown, Rejected, Transient
from connectors.base.protocol import Connector
from connectors.base.types import Applied, ItemId, RowOutcome
from mappings.words import Aspect, ListingStatus
from storefront_sync.catalog.models import Listing
from storefront_sync.ledger import marks
from storefront_sync.sync import desired
from storefront_sync.sync.batch import WriteUnit
from storefront_sync.sync.models import SoldOutItem
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import close_these, open_problem

HIDDEN = "stock.hidden_while_sold_out"
PARTLY = "stock.variant_not_zeroed"
"""Some variants are sold out and can't be told so, since others of the item are still for sale."""
MOST_ITEMS = 100
"""Items looked at in one drain; those refused longest ago first."""


def refused(shop: Shop, unit: WriteUnit, outcomes: Sequence[RowOutcome], now: datetime) -> None:
    """Take note that 0 was not taken for a variant of this item."""
    sold_out = {row.model_id for row in unit.rows if row.value == 0}
    for outcome in outcomes:
        if outcome.model_id in sold_out and outcome.error is not None and outcome.error.key == ZERO_REFUSED:
            SoldOutItem.objects.update_or_create(
                shop=shop, item_id=unit.item_id, defaults={"refused_at": now, "hidden_at": None}
            )
            return


def serve(shop: Shop, connector: Connector, now: datetime) -> int:
    """Hide what is sold out, show what isn't any more; returns how many calls that took.

    Hiding and showing may be repeated, so that a crash or a lost answer costs a call at most. Raises what
    concerns the whole shop.
    """
    calls = 0
    for row in SoldOutItem.objects.filter(shop=shop).order_by("refused_at", "id")[:MOST_ITEMS]:
        listings = list(Listing.objects.filter(shop=shop, item_id=row.item_id, gone_at=None).order_by("pk"))
        if not listings:
            row.delete()
            continue
        left = _left(listings)
        if row.hidden_at is not None:
            if any(left.values()):
                calls += 1
                _show(shop, connector, row, left, now)
        elif not any(left.values()):
            calls += 1
            _hide(shop, connector, row, left, now)
        elif all(left.values()):
            _forget(shop, row, left, now)
        else:
            for listing_id, pieces in left.items():
                if pieces == 0:
                    subject = f"listing:{listing_id}"
                    open_problem(shop.cooperative_id, PARTLY, subject, shop_id=shop.pk, now=now)
    return calls


def _left(listings: Sequence[Listing]) -> dict[int, int]:
    """Pieces that each variant of an item should show; those that aren't linked are the seller's own
    affair."""
    linked = [row.pk for row in listings if row.link == Listing.Link.LINKED]
    wanted = desired.stock(linked)
    found: dict[int, int] = {}
    for row in listings:
        want = wanted.get(row.pk)
        found[row.pk] = want.value if want is not None and want.value is not None else row.stock or 0
    return found


def _hide(
    shop: Shop, connector: Connector, row: SoldOutItem, listing_ids: Collection[int], now: datetime
) -> None:
    if not _done(connector, row.item_id, visible=False):
        return
    with transaction.atomic():
        SoldOutItem.objects.filter(pk=row.pk).update(hidden_at=now)
        Listing.objects.filter(pk__in=listing_ids).update(status=ListingStatus.HIDDEN.value)
        close_these(shop.pk, (PARTLY, ZERO_REFUSED), _subjects(listing_ids), now=now)
        open_problem(shop.cooperative_id, HIDDEN, _subjects(listing_ids)[0], shop_id=shop.pk, now=now)


def _show(
    shop: Shop, connector: Connector, row: SoldOutItem, listing_ids: Collection[int], now: datetime
) -> None:
    if not _done(connector, row.item_id, visible=True):
        return
    with transaction.atomic():
        Listing.objects.filter(pk__in=listing_ids).update(status=ListingStatus.LIVE.value)
        _forget(shop, row, listing_ids, now)


def _forget(shop: Shop, row: SoldOutItem, listing_ids: Collection[int], now: datetime) -> None:
    """All of it can be written again, and is at once: what is shown until then is what stood there before."""
    with transaction.atomic():
        close_these(shop.pk, (HIDDEN, PARTLY, ZERO_REFUSED), _subjects(listing_ids), now=now)
        marks.mark(listing_ids, Aspect.STOCK, now)
        row.delete()


def _done(connector: Connector, item_id: str, *, visible: bool) -> bool:
    """Show or hide; whether the marketplace did it. If not, the next drain tries again."""
    catalogue = connector.catalogue
    if catalogue is None:
        return False
    try:
        outcomes = catalogue.show([ItemId(item_id)], visible)
    except (Rejected, Transient, OutcomeUnknown):
        return False
    return any(outcome.item_id == item_id and outcome.applied is Applied.YES for outcome in outcomes)


def _subjects(listing_ids: Collection[int]) -> list[str]:
    return [f"listing:{pk}" for pk in listing_ids]
