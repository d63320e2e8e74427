"""Products, read: the list, one of them, and the warehouses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from connectors.base.simulator.book import Book
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import Item
from connectors.lazada.simulator import shown
from connectors.lazada.simulator.asked import moment, number, parameters
from connectors.lazada.simulator.refusal import Refusal, success
from connectors.lazada.simulator.stores import Stores
from mappings.words import ListingStatus

MOST_PRODUCTS = 50
MOST_CODES = 100
LAST_OFFSET = 10_000
TIMES = ("create", "update")
FILTERS: Mapping[str, Callable[[Item], bool]] = {
    "all": lambda item: True,
    "live": lambda item: item.status is ListingStatus.LIVE,
    "inactive": lambda item: item.status is ListingStatus.HIDDEN,
    "deleted": lambda item: item.status is ListingStatus.DELETED,
    "sold-out": lambda item: not any(model.stock for model in item.models.values()),
    "pending": lambda item: item.audit is not None,
    "rejected": lambda item: False,
    "image-missing": lambda item: True,
}


class ProductReads:
    """Answers for the shop that a request's token names."""

    def __init__(self, book: Book, stores: Stores, shop_of: Callable[[Incoming], str]) -> None:
        self._book = book
        self._stores = stores
        self._shop_of = shop_of

    def listed(self, request: Incoming, fate: Fate) -> Outgoing:
        """One page of the products that fit."""
        asked = parameters(request)
        fits = FILTERS.get(asked.get("filter", ""))
        if fits is None:
            raise Refusal("36")
        limit = number(asked, "limit", 20, MOST_PRODUCTS, "19")
        offset = number(asked, "offset", 0, LAST_OFFSET, "14")
        windows = [(moment(asked, f"{name}_after"), moment(asked, f"{name}_before")) for name in TIMES]
        codes = _codes(asked)
        shop_id = self._shop_of(request)
        with self._book.lock:
            items = [item for item in self._book.shop(shop_id).items.values() if fits(item)]
            found = [item for item in items if _inside(item, windows) and _named(item, codes)]
            page = [
                shown.listed_product(item, self._stores.inventories(shop_id, item))
                for item in found[offset : offset + limit]
            ]
        return success({"total_products": str(len(found)), "products": page})

    def single(self, request: Incoming, fate: Fate) -> Outgoing:
        """One product."""
        shop_id = self._shop_of(request)
        with self._book.lock:
            item = self._book.shop(shop_id).items.get(parameters(request).get("item_id", ""))
            if item is None or item.status is ListingStatus.DELETED:
                raise Refusal("208")
            return success(shown.single_product(item, self._stores.inventories(shop_id, item)))

    def warehouses(self, request: Incoming, fate: Fate) -> Outgoing:
        """The seller's warehouses; the documents ask for `addressTypes`."""
        if "warehouse" not in parameters(request).get("addressTypes", ""):
            raise Refusal("MissingParameter")
        codes = self._stores.codes(self._shop_of(request))
        module = [
            {"code": code, "name": code, "status": "ACTIVE", "defaultAddress": place == 0}
            for place, code in enumerate(codes)
        ]
        return success({"success": True, "module": module, "error_code": {}}, "result")


def _inside(item: Item, windows: Sequence[tuple[float | None, float | None]]) -> bool:
    times = (float(shown.created_at(item)), item.updated_at)
    return all(
        (first is None or at >= first) and (last is None or at <= last)
        for at, (first, last) in zip(times, windows, strict=True)
    )


def _codes(asked: Mapping[str, str]) -> frozenset[str] | None:
    if "sku_seller_list" not in asked:
        return None
    try:
        wanted = json.loads(asked["sku_seller_list"])
    except (ValueError, RecursionError):
        raise Refusal("70") from None
    if not isinstance(wanted, list) or len(wanted) > MOST_CODES:
        raise Refusal("70")
    return frozenset(map(str, wanted))


def _named(item: Item, codes: frozenset[str] | None) -> bool:
    return codes is None or not codes.isdisjoint({model.sku for model in item.models.values()})
