"""Reads all products page by page, in windows of creation time where one list would be too long to walk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from connectors.base.types import ListingView, Page
from connectors.lazada.catalogue_wire import ProductsWire
from connectors.lazada.client import LazadaClient
from connectors.lazada.config import WIB
from connectors.lazada.listings import listing_views
from connectors.lazada.signed import Parameters
from mappings.words import ListingStatus

PAGE_SIZE = 50
LAST_OFFSET = 10_000
"""Products beyond this offset of one query can't be reached."""
FIRST_DAY = int(datetime(2012, 1, 1, tzinfo=UTC).timestamp())
"""Lazada has no older products."""


@dataclass(frozen=True)
class Place:
    """Where a walk is: the window in epoch seconds (`end` 0 = no window), how far in it, and where the last
    window ends."""

    start: int = 0
    end: int = 0
    offset: int = 0
    last: int = 0

    @classmethod
    def read(cls, cursor: str) -> Place:
        """The place in a cursor; the start for "". Raises ValueError for a cursor that isn't ours."""
        return cls(*map(int, cursor.split("-"))) if cursor else cls()

    def __str__(self) -> str:
        return f"{self.start}-{self.end}-{self.offset}-{self.last}"


def pull(client: LazadaClient, cursor: str, now: Callable[[], datetime]) -> Page[ListingView]:
    """One page. A page without rows and with a cursor narrows the window down."""
    place = Place.read(cursor)
    found = client.get("products", ProductsWire, _parameters(place))
    narrower = _narrower(place, found.total_products, int(now().timestamp()))
    if narrower is not None:
        return Page((), str(narrower))
    views = (view for product in found.products for view in listing_views(product, now()))
    rows = tuple(view for view in views if view.status is not ListingStatus.DELETED)
    onward = _next(place, found.total_products)
    return Page(rows, str(onward) if onward else "")


def _parameters(place: Place) -> Parameters:
    window = [("create_after", _iso(place.start)), ("create_before", _iso(place.end))] if place.end else []
    return [("filter", "all"), ("limit", str(PAGE_SIZE)), ("offset", str(place.offset)), *window]


def _narrower(place: Place, total: int, now: int) -> Place | None:
    """The first half of a window that holds more than can be walked; None where it needn't or can't be
    halved."""
    start, end = place.start or FIRST_DAY, place.end or now
    if total <= LAST_OFFSET or place.offset or end - start <= 1:
        return None
    return Place(start, (start + end) // 2, 0, place.last or now)


def _next(place: Place, total: int) -> Place | None:
    if place.offset + PAGE_SIZE < min(total, LAST_OFFSET + PAGE_SIZE):
        return replace(place, offset=place.offset + PAGE_SIZE)
    if place.end < place.last:
        # Both ends of a window are inside: what was created at this very second may come twice, never not.
        return Place(place.end, place.last, 0, place.last)
    return None


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, WIB).isoformat()
