"""Reads listings back: after an unclear write, and for the second look at a drift."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from connectors.base.errors import Rejected, Transient
from connectors.base.protocol import Connector
from connectors.base.types import ItemId, ListingView
from mappings.words import Aspect
from storefront_sync.catalog.models import Listing
from storefront_sync.ledger import beliefs, feeds, marks
from storefront_sync.ledger.beliefs import Observation
from storefront_sync.ledger.models import Verification
from storefront_sync.sync import drift
from storefront_sync.sync.models import Drift

ITEMS_AT_ONCE = 10
"""Read back in small steps, each kept: some marketplaces want a call an item."""
MOST_LISTINGS = 500
UNREADABLE_AGAIN = timedelta(minutes=1)
"""After this a listing that couldn't be read back is tried again: longer than a call can land late."""


def observations(
    listing_ids: dict[tuple[str, str], int], views: Sequence[ListingView], started: datetime, ended: datetime
) -> list[Observation]:
    """The comparable numbers of what was read; `listing_ids` by (item, model). Impossible numbers have no
    row."""
    found: list[Observation] = []
    for view in views:
        listing_id = listing_ids.get((view.item_id, view.model_id))
        if listing_id is None:
            continue
        if view.stock is not None:
            found.append(Observation(listing_id, Aspect.STOCK, view.stock, started, ended))
        if view.price is not None:
            found.append(Observation(listing_id, Aspect.PRICE, int(view.price), started, ended))
    return found


def _read(
    connector: Connector, listing_ids: Collection[int], now: Callable[[], datetime]
) -> tuple[list[Observation], set[int]]:
    """Read these listings back in as few calls as the marketplace allows; also which of them are gone
    there."""
    rows = Listing.objects.filter(pk__in=listing_ids).order_by("item_id")
    by_model = {(row.item_id, row.model_id): row.pk for row in rows}
    items = sorted({item for item, _ in by_model})
    most = min(ITEMS_AT_ONCE, connector.manifest.capabilities.read_items)
    found: list[Observation] = []
    seen: set[int] = set()
    for start in range(0, len(items), most):
        began = now()
        views = connector.read_listings([ItemId(item) for item in items[start : start + most]])
        found += observations(by_model, views, began, now())
        seen |= {by_model[key] for view in views if (key := (view.item_id, view.model_id)) in by_model}
    return found, set(by_model.values()) - seen


def read_back_due(shop_id: int, connector: Connector, now: Callable[[], datetime]) -> bool:
    """Read the items of the oldest due verifications, a few at a time; returns whether more are due.

    Must be followed by a reading of the order feed before anything is computed: a number lowered by a sale
    that we haven't seen would otherwise be pushed up again.
    """
    due = Verification.objects.filter(shop_id=shop_id, due_at__lte=now()).order_by("due_at", "id")
    items: dict[str, set[int]] = {}
    rows = due.values_list("listing__item_id", "listing_id")[:MOST_LISTINGS]
    for item_id, listing_id in rows:
        if item_id in items or len(items) < ITEMS_AT_ONCE:
            items.setdefault(item_id, set()).add(listing_id)
    if not items:
        return False
    wanted = set[int]().union(*items.values())
    asked = now()
    try:
        found, missing = _read(connector, wanted, now)
    except (Rejected, Transient):
        # One that can't be read must not hold up the others, nor the shop: the oldest alone, or later.
        oldest = next(iter(items))
        wanted = items[oldest]
        try:
            found, missing = _read(connector, wanted, now)
        except (Rejected, Transient):
            _put_off(shop_id, wanted, asked)
            return due.exists()
    with transaction.atomic():
        beliefs.lock(wanted)
        adopted: dict[Aspect, list[int]] = {Aspect.STOCK: [], Aspect.PRICE: []}
        for seen in found:
            if seen.listing_id in wanted and beliefs.adopt(seen, now()):
                adopted[seen.aspect].append(seen.listing_id)
        for aspect, listing_ids in adopted.items():
            marks.mark(listing_ids, aspect, now())
        Listing.objects.filter(pk__in=missing, gone_at=None).update(gone_at=now())
        Verification.objects.filter(shop_id=shop_id, listing_id__in=wanted, due_at__lte=asked).delete()
    return due.exists()


def _put_off(shop_id: int, listing_ids: Collection[int], asked: datetime) -> None:
    """These can't be read now; their marks are served meanwhile, since every write is absolute."""
    with transaction.atomic():
        Verification.objects.filter(shop_id=shop_id, listing_id__in=listing_ids, due_at__lte=asked).delete()
        feeds.verify_listings(shop_id, sorted(listing_ids), asked + UNREADABLE_AGAIN, "could not be read")


def look_twice(shop_id: int, connector: Connector, lag: timedelta, now: Callable[[], datetime]) -> int:
    """Second looks at drifts below belief whose time the order feed was read past; returns how many."""
    rows: list[Drift] = drift.explain(shop_id, lag, now())
    if not rows:
        return 0
    found: list[Observation] = []
    for start in range(0, len(rows), ITEMS_AT_ONCE):
        part = {row.listing_id for row in rows[start : start + ITEMS_AT_ONCE]}
        with suppress(Rejected, Transient):  # without a second look it ends here; the next scan sees it again
            found += _read(connector, part, now)[0]
    second = {(seen.listing_id, seen.aspect.value): seen for seen in found}
    for row in rows:
        drift.decide(row, second.get((row.listing_id, row.aspect)), now())
    return len(rows)
