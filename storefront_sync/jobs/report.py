"""The state of each shop, told from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from storefront_sync.catalog.models import Listing
from storefront_sync.core.status import InstallationStatus, OpenOrder, Problem, ShopStatus, Unlinked
from storefront_sync.jobs import process
from storefront_sync.jobs.counts import ListingCounts, listing_counts, open_publications, orders_by_phase
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.tenants.models import Cooperative, Installation, Shop
from storefront_sync.tenants.models import Problem as ProblemRow
from storefront_sync.tenants.troubles import OF_SETUP, stored

MOST_OPEN_ORDERS = 1000


def shop_status(cooperative: str = "") -> list[ShopStatus]:
    """One row a shop, of one cooperative (by slug) or of all."""
    shops = Shop.objects.select_related("cooperative").order_by("cooperative__slug", "marketplace", "id")
    if cooperative:
        shops = shops.filter(cooperative__slug=cooperative)
    ids = [shop.pk for shop in shops]
    listings, orders, now = listing_counts(ids), orders_by_phase(ids), process.now()
    publications = open_publications(ids)
    return [
        _status(shop, listings[shop.pk], orders[shop.pk], publications.get(shop.pk, (0, 0)), now)
        for shop in shops
    ]


def installation_status(cooperative: str = "") -> list[InstallationStatus]:
    """One row a Saleor, those that no cooperative uses yet too; or that of one cooperative (by slug), which
    then isn't told of the others there."""
    owned: dict[int, list[str]] = {}
    owners = Cooperative.objects.filter(**({"slug": cooperative} if cooperative else {}))
    for installation_id, slug in owners.order_by("slug").values_list("installation_id", "slug"):
        owned.setdefault(installation_id, []).append(slug)
    return [
        InstallationStatus(
            row.api_url,
            tuple(owned.get(row.pk, ())),
            row.schema_version,
            row.checked_at,
            tuple(Problem(trouble.key, 1, trouble.detail) for trouble in stored(row))
            + _in_no_shops_row(row, cooperative),
        )
        for row in Installation.objects.order_by("api_url")
        if not cooperative or row.pk in owned
    ]


def _in_no_shops_row(installation: Installation, cooperative: str) -> tuple[Problem, ...]:
    """The problems of cooperatives that have no shop yet, and what their set-up lacks."""
    rows = (
        ProblemRow.objects.filter(cooperative__installation=installation, closed_at=None)
        .filter(Q(cooperative__shop=None) | Q(subject=OF_SETUP))
        .exclude(key__in=[trouble.key for trouble in stored(installation)])
    )
    rows = rows.filter(cooperative__slug=cooperative) if cooperative else rows
    return _counted(ProblemRow.objects.filter(pk__in=rows.values("pk")))


def _status(
    shop: Shop,
    listings: ListingCounts,
    orders: Mapping[str, int],
    publications: tuple[int, int],
    now: datetime,
) -> ShopStatus:
    return ShopStatus(
        cooperative=shop.cooperative.slug,
        marketplace=shop.marketplace,
        shop=shop.name,
        in_sync=listings.in_sync,
        behind=listings.behind,
        blocked=listings.blocked,
        unlinked=listings.unlinked,
        oldest_seconds=None if listings.oldest is None else (now - listings.oldest).total_seconds(),
        orders_imported=orders.get(Phase.IMPORTED.value, 0) + orders.get(Phase.PLACED.value, 0),
        orders_waiting=orders.get(Phase.WAITING_LINK.value, 0),
        orders_short=orders.get(Phase.SHORT.value, 0),
        publishing=publications[0],
        publishing_stopped=publications[1],
        problems=_problems(shop),
        open_orders=_open_orders(shop),
    )


def _problems(shop: Shop) -> tuple[Problem, ...]:
    """The shop's own, and its cooperative's that concern no single shop."""
    return _counted(
        ProblemRow.objects.filter(
            Q(shop=shop) | Q(shop=None, cooperative=shop.cooperative_id), closed_at=None
        )
    )


def _counted(rows: QuerySet[ProblemRow]) -> tuple[Problem, ...]:
    counted = list(rows.values_list("key").annotate(Count("id"), Max("id")).order_by("key"))
    examples = ProblemRow.objects.filter(pk__in=[example for _, _, example in counted])
    details = dict(examples.values_list("pk", "detail"))
    return tuple(Problem(key, count, details.get(example, {})) for key, count, example in counted)


def _open_orders(shop: Shop) -> tuple[OpenOrder, ...]:
    """The orders that wait for a link or for stock, oldest first."""
    rows = Order.objects.filter(shop=shop, phase__in=(Phase.WAITING_LINK.value, Phase.SHORT.value))
    return tuple(
        OpenOrder(order.external_id, order.phase)
        for order in rows.order_by("remote_created_at", "id")[:MOST_OPEN_ORDERS]
    )


def unlinked(cooperative: str = "") -> list[Unlinked]:
    """Every listing that isn't linked, with the reason, of one cooperative (by slug) or of all."""
    rows = Listing.objects.filter(
        gone_at=None, link__in=(Listing.Link.UNMAPPED, Listing.Link.SUGGESTED)
    ).select_related("shop", "cooperative")
    if cooperative:
        rows = rows.filter(cooperative__slug=cooperative)
    return [
        Unlinked(
            cooperative=row.cooperative.slug,
            marketplace=row.shop.marketplace,
            item_id=row.item_id,
            model_id=row.model_id,
            title=" · ".join([row.title, *row.options]),
            sku=row.sku,
            reason=row.link_reason,
            suggested=row.link == Listing.Link.SUGGESTED,
        )
        for row in rows.order_by("cooperative__slug", "shop__marketplace", "item_id", "model_id")
    ]
