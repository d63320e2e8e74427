"""A product's variants, and how each shop shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from connectors.base.registry import marketplaces
from storefront_sync.catalog.models import Component, Variant
from storefront_sync.console.journey import SALEOR_ID
from storefront_sync.console.shown import Numbers, Standing
from storefront_sync.console.visit import Visit
from storefront_sync.tenants.models import Shop

MOST_VARIANTS: Final = 100
MOST_LISTINGS: Final = 200


@dataclass(frozen=True)
class Place:
    """A variant in one shop; `standing` is None where no listing there is linked to it. `units`: pieces of
    the variant in one of the listing; `shares`: the listing holds other goods too."""

    marketplace: str
    shop: str
    title: str = ""
    units: int = 1
    shares: bool = False
    standing: Standing | None = None


@dataclass(frozen=True)
class Goods:
    """One variant with all its places; `cooperative` is named where the visit sees several."""

    name: str
    sku: str
    cooperative: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Shelf:
    """A product; `more`: there are more variants or listings than are shown."""

    goods: tuple[Goods, ...] = ()
    more: bool = False


def shelf(visit: Visit, product_id: str) -> Shelf:
    """Everything about a product of Saleor that this visit may see, in a fixed number of statements."""
    variants = _variants(visit, product_id) if SALEOR_ID.fullmatch(product_id) else []
    if not variants:
        return Shelf()
    components = _components(variants[:MOST_VARIANTS])
    linked: dict[tuple[int, int], list[Component]] = defaultdict(list)
    for component in components[:MOST_LISTINGS]:
        linked[component.variant_id, component.listing.shop_id].append(component)
    numbers = Numbers(visit, list({component.listing_id for component in components[:MOST_LISTINGS]}))
    shops = _shops(visit)
    names = {cooperative.pk: cooperative.name for cooperative in visit.cooperatives}
    goods = tuple(
        Goods(
            name=variant.options or variant.product_name,
            sku=variant.sku,
            cooperative=names[variant.cooperative_id] if len(names) > 1 else "",
            places=tuple(_places(shops[variant.cooperative_id], variant, linked, numbers)),
        )
        for variant in variants[:MOST_VARIANTS]
    )
    return Shelf(goods, more=len(variants) > MOST_VARIANTS or len(components) > MOST_LISTINGS)


def _variants(visit: Visit, product_id: str) -> list[Variant]:
    rows = Variant.objects.filter(
        product_id=product_id, cooperative__in=visit.cooperative_ids, gone_at=None
    ).order_by("cooperative_id", "options", "sku", "pk")
    return list(rows[: MOST_VARIANTS + 1])


def _components(variants: Collection[Variant]) -> list[Component]:
    """What links the variants to listings; `in_all` counts the goods that each listing holds."""
    rows = (
        Component.objects.filter(
            variant__in=[variant.pk for variant in variants], listing__gone_at=None, listing__link="linked"
        )
        .select_related("listing")
        .annotate(in_all=Count("listing__components"))
        .order_by("listing_id", "variant_id")
    )
    return list(rows[: MOST_LISTINGS + 1])


def _shops(visit: Visit) -> Mapping[int, list[Shop]]:
    found: dict[int, list[Shop]] = defaultdict(list)
    rows = Shop.objects.filter(cooperative__in=visit.cooperative_ids)
    for shop in rows.order_by("marketplace", "name", "pk"):
        found[shop.cooperative_id].append(shop)
    return found


def _places(
    shops: Collection[Shop],
    variant: Variant,
    linked: Mapping[tuple[int, int], list[Component]],
    numbers: Numbers,
) -> Iterator[Place]:
    for shop in shops:
        known = marketplaces().get(shop.marketplace)
        name = known.manifest.name if known else shop.marketplace
        components = linked.get((variant.pk, shop.pk), [])
        if not components:
            yield Place(name, shop.name)
        for component in components:
            listing = component.listing
            yield Place(
                marketplace=name,
                shop=shop.name,
                title=" · ".join([listing.title, *map(str, listing.options)]),
                units=component.units,
                shares=getattr(component, "in_all", 1) > 1,
                standing=numbers.standing(shop, listing),
            )
