"""Takes orders in as the marketplace shows them now: store, hold, shift beliefs, mark. No call is made
here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from connectors.base.capabilities import Capabilities
from connectors.base.types import OrderView
from mappings.words import Aspect, OrderState
from storefront_sync.catalog.models import Component, Listing
from storefront_sync.catalog.storable import storable
from storefront_sync.ledger import beliefs, holds, marks
from storefront_sync.ledger.holds import Need
from storefront_sync.orders import stand_ins
from storefront_sync.orders.models import Order, OrderLine
from storefront_sync.orders.phases import Phase
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.vault import seal

GOODS_HAVE_LEFT = {OrderState.SHIPPED, OrderState.DELIVERED, OrderState.COMPLETED, OrderState.RETURNED}
GOODS_ARE_HERE = {OrderState.UNPAID, OrderState.READY, OrderState.ARRANGED, OrderState.CANCEL_REQUESTED}
PARCELS_MOVE = {OrderState.READY, OrderState.ARRANGED, OrderState.SHIPPED, OrderState.DELIVERED}
"""When an order comes to one of these, its parcels are no longer what they were."""


@dataclass
class Taken:
    """What an intake found: orders that need work, shops whose listings were marked."""

    changed: int = 0
    shops: set[int] = field(default_factory=set)
    oldest_new: datetime | None = None
    """Creation of the oldest order that was seen for the first time."""

    def merge(self, other: Taken) -> None:
        """Add another order's."""
        self.changed += other.changed
        self.shops |= other.shops
        if other.oldest_new is not None:
            self.oldest_new = min(self.oldest_new or other.oldest_new, other.oldest_new)


def take_in(
    shop: Shop,
    views: Sequence[OrderView],
    read_started: datetime,
    capabilities: Capabilities,
    following_since: datetime | None,
    now: datetime,
) -> Taken:
    """Take a page of orders in, each in its own transaction, in the order of their ids.

    `following_since` is when we began to read this shop's feed (None: now is the first time): of older
    orders only those whose goods haven't left are ours to import.
    """
    taken = Taken()
    for view in sorted(views, key=lambda v: v.external_id):
        with transaction.atomic():
            taken.merge(_take_one(shop, view, read_started, capabilities, following_since, now))
    return taken


def _take_one(
    shop: Shop,
    view: OrderView,
    read_started: datetime,
    capabilities: Capabilities,
    following_since: datetime | None,
    now: datetime,
) -> Taken:
    known = Order.objects.select_for_update().filter(shop=shop, external_id=view.external_id).first()
    resolution = timedelta(seconds=capabilities.time_resolution_seconds)
    if known is None:
        taken = _first_seen(shop, view, read_started, capabilities, following_since, resolution, now)
        taken.oldest_new = view.created_at
        return taken
    if (known.remote_updated_at, known.seen_at) >= (view.updated_at, read_started):
        return _overtaken(known, view, now)
    before = OrderState(known.state)
    cancelled = view.state is OrderState.CANCELLED
    # A cancelled order is shown with what was in it.
    lines_moved = not cancelled and known.phase != Phase.NEVER.value and _lines_moved(known, view)
    same = (before, known.paid, known.remote_updated_at) == (view.state, view.paid, view.updated_at)
    known.seen_at = read_started
    if same and not lines_moved:
        known.save(update_fields=["seen_at"])
        return Taken()
    known.state, known.paid, known.remote_updated_at = view.state.value, view.paid, view.updated_at
    known.wanted += 1
    known.not_before = None
    # One that is seen to have left only at its end was on its way in between, unseen.
    left_unseen = view.state in GOODS_HAVE_LEFT and known.left_at is None
    if before is not view.state and (view.state in PARCELS_MOVE or left_unseen):
        known.parcels_due_at, known.parcels_attempts = now, 0
    if view.state not in GOODS_ARE_HERE:
        known.ship_by = None
    if view.state in GOODS_HAVE_LEFT and known.phase != Phase.NEVER.value:
        known.left_at = known.left_at or now
    # Masked data never over clear data, and none where it was erased.
    if any((view.buyer.name, view.buyer.street)) and known.buyer_erased_at is None:
        known.buyer_encrypted = seal(asdict(view.buyer))
    known.save()
    shops: set[int] = set()
    if lines_moved:
        shops = _change_lines(known, view, capabilities, resolution, now)
    if cancelled and before is not OrderState.CANCELLED:
        shops = _cancelled(known, before, view, capabilities, resolution, now)
    return Taken(1, shops | {shop.pk})


def _overtaken(known: Order, view: OrderView, now: datetime) -> Taken:
    """An older view than the one we have, since reads may overtake each other. All that it can add is that
    goods had left: what was cancelled meanwhile didn't come back by that."""
    if view.state not in GOODS_HAVE_LEFT or known.left_at is not None:
        return Taken()
    known.left_at = now
    known.wanted += 1
    known.not_before = None
    known.save(update_fields=["left_at", "wanted", "not_before"])
    return Taken(1)


def _lines_moved(order: Order, view: OrderView) -> bool:
    """Whether the marketplace shows other lines than we know: a part was cancelled, say."""
    known = set(order.lines.values_list("line_key", "quantity", "unit_price"))
    return known != {(line.line_key, line.quantity, int(line.unit_price)) for line in view.lines}


def _change_lines(
    order: Order, view: OrderView, capabilities: Capabilities, resolution: timedelta, now: datetime
) -> set[int]:
    """Take the lines as they are shown now. What Saleor has of the order is made anew while it is a draft,
    and is brought in line by `trimming` later."""
    units = _units(order)
    stand_ins.remember_what_left(order, now)
    order.lines.all().delete()
    _store_lines(order, view)
    order.shipping_fee, order.total = int(view.shipping_fee), int(view.total)
    order.save(update_fields=["shipping_fee", "total"])
    after = _units(order)
    moved = {pk: units.get(pk, 0) - after.get(pk, 0) for pk in units | after}
    moved = {pk: pieces for pk, pieces in moved.items() if pieces}
    certain = capabilities.restores_on_cancel is True
    beliefs.shift(moved, view.updated_at, resolution, now, certain=certain)
    if order.phase not in (Phase.SEEN.value, Phase.WAITING_LINK.value):
        order.lines_moved = True
        order.save(update_fields=["lines_moved"])
    if order.phase in (Phase.PLACED.value, Phase.IMPORTED.value):
        return marks.mark(list(moved), Aspect.STOCK, now)
    return marks.mark_variants(hold_lines(order, now), Aspect.STOCK, now, also=moved)


def _first_seen(
    shop: Shop,
    view: OrderView,
    read_started: datetime,
    capabilities: Capabilities,
    following_since: datetime | None,
    resolution: timedelta,
    now: datetime,
) -> Taken:
    cancelled = view.state is OrderState.CANCELLED
    before_our_time = view.state in GOODS_HAVE_LEFT and (
        following_since is None or view.created_at < following_since
    )
    order = Order(
        cooperative_id=shop.cooperative_id,
        shop=shop,
        external_id=view.external_id,
        shop_front=view.shop_front,
        state=view.state.value,
        paid=view.paid,
        remote_created_at=view.created_at,
        remote_updated_at=view.updated_at,
        seen_at=read_started,
        shipping_fee=int(view.shipping_fee),
        total=int(view.total),
        buyer_encrypted="" if cancelled or before_our_time else seal(asdict(view.buyer)),
        phase=(Phase.NEVER if cancelled or before_our_time else Phase.SEEN).value,
        left_at=now if view.state in GOODS_HAVE_LEFT and not before_our_time else None,
    )
    if cancelled or before_our_time:
        order.settled = order.wanted
    elif view.state in PARCELS_MOVE | GOODS_HAVE_LEFT:
        order.parcels_due_at = now
    order.save(force_insert=True)
    listings = _store_lines(order, view)
    sold = _units(order)
    beliefs.shift(
        {listing_id: -units for listing_id, units in sold.items()},
        view.created_at,
        resolution,
        now,
        certain=capabilities.stock_excludes_committed,
    )
    if cancelled:
        certain = capabilities.restores_on_cancel is True
        beliefs.shift(sold, view.updated_at, resolution, now, certain=certain)
        return Taken(0, marks.mark(listings, Aspect.STOCK, now))
    if before_our_time:
        return Taken(0, marks.mark(listings, Aspect.STOCK, now))
    variants = hold_lines(order, now)
    return Taken(1, marks.mark_variants(variants, Aspect.STOCK, now, also=listings))


def _store_lines(order: Order, view: OrderView) -> set[int]:
    """Insert the lines; returns the known listings among them."""
    rows = Listing.objects.filter(shop_id=order.shop_id, item_id__in={line.item_id for line in view.lines})
    known = {(row.item_id, row.model_id): row.pk for row in rows}
    OrderLine.objects.bulk_create(
        [
            OrderLine(
                order=order,
                shop_id=order.shop_id,
                line_key=line.line_key,
                item_id=line.item_id,
                model_id=line.model_id,
                listing_id=known.get((line.item_id, line.model_id)),
                sku=storable(line.sku, 255),
                title=storable(line.title, 500),
                quantity=line.quantity,
                unit_price=int(line.unit_price),
            )
            for line in view.lines
        ]
    )
    return {known[key] for line in view.lines if (key := (line.item_id, line.model_id)) in known}


def _units(order: Order) -> dict[int, int]:
    """Pieces of each known listing in the order."""
    pieces: dict[int, int] = {}
    for line in order.lines.exclude(listing=None):
        assert line.listing_id is not None
        pieces[line.listing_id] = pieces.get(line.listing_id, 0) + line.quantity
    return pieces


def hold_lines(order: Order, now: datetime) -> set[int]:
    """Hold the components of every line that is linked, as it is linked now; returns the variants of which
    more or less is held than before. A stand-in's line holds nothing here: Saleor won't allocate its goods.
    """
    stood_in = set(order.stand_ins.values_list("line_key", flat=True))
    lines = list(
        order.lines.exclude(listing=None)
        .exclude(line_key__in=stood_in)
        .filter(listing__link=Listing.Link.LINKED)
    )
    untold = set(order.lines.values_list("line_key", flat=True)) - {line.line_key for line in lines}
    components = Component.objects.filter(listing_id__in={line.listing_id for line in lines})
    by_listing: dict[int, list[Component]] = {}
    for component in components:
        by_listing.setdefault(component.listing_id, []).append(component)
    needs = [
        Need(line.line_key, component.variant_id, component.units * line.quantity)
        for line in lines
        if line.listing_id is not None
        for component in by_listing.get(line.listing_id, [])
    ]
    return holds.take(order.cooperative_id, order.shop_id, order.pk, needs, now, untold=untold)


def _cancelled(
    order: Order,
    before: OrderState,
    view: OrderView,
    capabilities: Capabilities,
    resolution: timedelta,
    now: datetime,
) -> set[int]:
    """The marketplace may put the units back on show by itself; what we held goes once Saleor holds
    nothing."""
    restored = before not in GOODS_HAVE_LEFT
    units = _units(order)
    if restored:
        certain = capabilities.restores_on_cancel is True
        beliefs.shift(units, view.updated_at, resolution, now, certain=certain)
    freed = holds.release(order.pk) if order.phase in (Phase.SEEN.value, Phase.WAITING_LINK.value) else set()
    return marks.mark_variants(freed, Aspect.STOCK, now, also=units)
