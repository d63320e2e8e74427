"""The first day of a cooperative: read its catalogue and its shops' listings, link what can be linked,
activate."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from storefront_sync.catalog.planned import put_in_force
from storefront_sync.core.ids import ShopId
from storefront_sync.core.wakeup import wake
from storefront_sync.jobs import process
from storefront_sync.jobs.links import links_changed
from storefront_sync.sync import link
from storefront_sync.sync.budgets import CallClass
from storefront_sync.sync.scan import MOST_PAGES, scan
from storefront_sync.sync.sweep import sweep
from storefront_sync.tenants.models import Cooperative, Shop
from storefront_sync.tenants.onboarding import activate_shop

Progress = Callable[[str, int, int | None], None]
"""Told what is being read ("saleor" or a shop's marketplace), how many rows so far, and how many there are,
None where that isn't known."""


@dataclass(frozen=True)
class StaffLink:
    """What staff say a listing is made of: `units` pieces of each SKU."""

    marketplace: str
    item_id: str
    model_id: str
    units_by_sku: tuple[tuple[str, int], ...]


def prepare(
    cooperative_id: int,
    progress: Progress = lambda _what, _rows, _total: None,
    staff_links: Collection[StaffLink] = (),
) -> None:
    """Sweep Saleor, pull every shop's listings, link by code and on staff's word. Pushes nothing.

    Raises SaleorError or ConnectorError; may be repeated.
    """
    cooperative = Cooperative.objects.select_related("installation").get(pk=cooperative_id)
    sweep(
        cooperative,
        process.client(cooperative),
        process.now,
        progress=lambda rows, total: progress("saleor", rows, total),
    )
    put_in_force(cooperative)
    shops = Shop.objects.filter(cooperative=cooperative).exclude(state=Shop.State.DISCONNECTED)
    for shop in shops.select_related("cooperative").order_by("id"):
        connector = process.connector(shop, CallClass.NORMAL)
        rows = 0
        for _ in range(MOST_PAGES):
            done = scan(shop, connector, process.now)
            rows += done.rows
            progress(shop.marketplace, rows, rows if done.finished else None)
            if done.finished:
                break
        confirm_links(shop, [given for given in staff_links if given.marketplace == shop.marketplace])


def confirm_links(shop: Shop, given: Collection[StaffLink]) -> int:
    """Take staff's links over; orders that waited for them go on. Raises UnknownLink. Returns how many."""
    for row in given:
        link.confirm(shop, row.item_id, row.model_id, dict(row.units_by_sku), process.now())
    if given:
        links_changed(shop.cooperative_id)
    return len(given)


def activate(cooperative_id: int) -> None:
    """From now on the cooperative's price and stock are written to its connected shops."""
    ready = (Shop.State.PREPARING, Shop.State.ACTIVE)
    for shop in Shop.objects.filter(cooperative_id=cooperative_id, state__in=ready):
        activate_shop(shop)
        wake().drain(ShopId(shop.pk))
