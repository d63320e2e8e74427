"""The sample's listings as linking sees them: pulled by the connectors from their simulators."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from connectors.base.registry import marketplace as marketplace_of
from connectors.base.services import Services, Timeouts
from connectors.base.simulator.protocol import Simulator
from connectors.base.types import ListingView
from mappings.match import ListingCode
from storefront_sync.cli.simulated import stocked
from storefront_sync.sample.loader import catalog_directory
from tests.contract.pages import all_rows
from tests.contract.world import CountingBudget, MemoryTokens

MOST_PAGES = 50


@cache
def listing_codes(cooperative: str, marketplace: str) -> tuple[ListingCode, ...]:
    """All rows of a cooperative's shop at a marketplace."""
    with catalog_directory(cooperative) as folder:
        return pulled_codes(marketplace, folder)


def pulled_codes(marketplace: str, folder: Path) -> tuple[ListingCode, ...]:
    """All rows of the shop that a simulator makes of a catalogue folder."""
    simulator = stocked(marketplace, folder)
    url = simulator.start()
    try:
        return tuple(_code(view) for view in _pulled(simulator, url, marketplace))
    finally:
        simulator.stop()


def _pulled(simulator: Simulator, url: str, marketplace: str) -> list[ListingView]:
    (shop_id,) = simulator.book.shops

    def now() -> datetime:
        return datetime.now(UTC)

    services = Services(
        tokens=MemoryTokens(simulator.token_pair(shop_id)),
        budget=CountingBudget(now),
        now=now,
        timeouts=Timeouts(connect=1.0, read=5.0),
        host=url,
        auth_host=url,
    )
    connector = marketplace_of(marketplace).connect(simulator.app(), simulator.access(shop_id), services)
    return all_rows(connector.pull_listings, MOST_PAGES)


def _code(view: ListingView) -> ListingCode:
    assert view.price is not None, view
    return ListingCode(
        item_id=view.item_id,
        model_id=view.model_id,
        title=view.title,
        options=view.options,
        sku=view.sku,
        barcode=view.barcode,
        price=view.price,
    )
