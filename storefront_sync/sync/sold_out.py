"""Where a marketplace takes no stock of 0, a sold-out item is hidden, and shown again with the next piece."""

from __future__ import annotations

from collections.abc import Sequence
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
from storefront_sync.tenants.problems import close_problem, open_problem

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
    rows = list(SoldOutItem.objects.filter(shop=shop).order_by("refused_at", "id")[:MOST_ITEMS])
    calls = 0
    for row in rows:
        listings = list(Listing.objects.filter(shop=shop, item_id=row.item_id, gone_at=None))
        if not listings:
            row.delete()
            continue
        left = _left(listings)
        if row.hidden_at is None and all(pieces == 0 for pieces in left.values()):
            calls += 1
            _hide(shop, connector, row, now)
        elif row.hidden_at is None and 0 in left.values():
            _tell_partly(shop, left, now)
        elif any(left.values()):
            calls += row.hidden_at is not None
            _show(shop, connector, row, now)
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


def _hide(shop: Shop, connector: Connector, row: SoldOutItem, now: datetime) -> None:
    if not _shown(connector, row.item_id, visible=False):
        return
    with transaction.atomic():
        SoldOutItem.objects.filter(pk=row.pk).update(hidden_at=now)
        _stands(shop, row.item_id, ListingStatus.HIDDEN)
        for listing_id in _ids(shop, row.item_id):
            close_problem(shop.cooperative_id, PARTLY, f"listing:{listing_id}", shop_id=shop.pk, now=now)
            close_problem(
                shop.cooperative_id, ZERO_REFUSED, f"listing:{listing_id}", shop_id=shop.pk, now=now
            )
        open_problem(
            shop.cooperative_id, HIDDEN, f"listing:{_ids(shop, row.item_id)[0]}", shop_id=shop.pk, now=now
        )


def _show(shop: Shop, connector: Connector, row: SoldOutItem, now: datetime) -> None:
    """Its numbers are written at once: what is shown until then is what was there before it was hidden."""
    if row.hidden_at is not None and not _shown(connector, row.item_id, visible=True):
        return
    with transaction.atomic():
        if row.hidden_at is not None:
            _stands(shop, row.item_id, ListingStatus.LIVE)
        ids = _ids(shop, row.item_id)
        for listing_id in ids:
            for key in (HIDDEN, PARTLY, ZERO_REFUSED):
                close_problem(shop.cooperative_id, key, f"listing:{listing_id}", shop_id=shop.pk, now=now)
        marks.mark(ids, Aspect.STOCK, now)
        SoldOutItem.objects.filter(pk=row.pk).delete()


def _shown(connector: Connector, item_id: str, *, visible: bool) -> bool:
    """Whether the marketplace did it. If not, the next drain tries again."""
    catalogue = connector.catalogue
    if catalogue is None:
        return False
    try:
        outcomes = catalogue.show([ItemId(item_id)], visible)
    except (Rejected, Transient, OutcomeUnknown):
        return False
    return any(outcome.item_id == item_id and outcome.applied is Applied.YES for outcome in outcomes)


def _tell_partly(shop: Shop, left: dict[int, int], now: datetime) -> None:
    for listing_id, pieces in left.items():
        if pieces == 0:
            open_problem(shop.cooperative_id, PARTLY, f"listing:{listing_id}", shop_id=shop.pk, now=now)


def _stands(shop: Shop, item_id: str, status: ListingStatus) -> None:
    Listing.objects.filter(shop=shop, item_id=item_id, gone_at=None).update(status=status.value)


def _ids(shop: Shop, item_id: str) -> list[int]:
    rows = Listing.objects.filter(shop=shop, item_id=item_id, gone_at=None).order_by("pk")
    return list(rows.values_list("pk", flat=True))
