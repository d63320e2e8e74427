"""Products and their stock, read: search, detail, inventory."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connectors.base.simulator.book import Book
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import Item
from connectors.tokopedia.simulator import shown
from connectors.tokopedia.simulator.asked import (
    InventoryFilter,
    ProductFilter,
    body_of,
    page_size,
)
from connectors.tokopedia.simulator.page_tokens import PageTokens
from connectors.tokopedia.simulator.refusal import Refusal, success

MOST_SEARCHED = 10
MOST_PRODUCTS = 100
MOST_SKUS = 600

ShopOf = Callable[[Incoming], str]
Warehouses = Callable[[str], Sequence[str]]


class ProductReads:
    """Answers for the shop that a request names; `warehouses` are a shop's, `at` tells how
    a switch stands."""

    def __init__(
        self,
        book: Book,
        shop_of: ShopOf,
        warehouses: Warehouses,
        at: Callable[[str], str],
        page_tokens: PageTokens,
    ) -> None:
        self._at = at
        self._page_tokens = page_tokens
        self._book = book
        self._shop_of = shop_of
        self._warehouses = warehouses

    def search(self, request: Incoming, fate: Fate) -> Outgoing:
        """One page of the products that fit the filter."""
        wanted, size = body_of(ProductFilter, request), page_size(request)
        if len(wanted.sku_ids) > MOST_SEARCHED:
            raise Refusal(12019087)
        if len(wanted.seller_skus) > MOST_SEARCHED:
            raise Refusal(12019027)
        place = self._page_tokens.place(request) or "0"
        if not place.isdecimal():
            raise Refusal(12019108)
        start = int(place)
        shop_id = self._shop_of(request)
        with self._book.lock:
            fitting = [item for item in self._book.shop(shop_id).items.values() if _fits(item, wanted)]
            page = fitting[start : start + size]
            only = self._matching(wanted)
            products = [shown.product(item, self._warehouses(shop_id), only) for item in page]
        more = start + size < len(fitting)
        token = self._page_tokens.given(str(start + size)) if more else ""
        return success({"products": products, "total_count": len(fitting), "next_page_token": token})

    def detail(self, request: Incoming, fate: Fate) -> Outgoing:
        """One product."""
        shop_id = self._shop_of(request)
        with self._book.lock:
            item = self._book.shop(shop_id).items.get(request.path.rsplit("/", 1)[-1])
            if item is None:
                raise Refusal(12052032)
            both = self._at("detail_price") == "both"
            return success(shown.product(item, self._warehouses(shop_id), list_price=both))

    def inventory(self, request: Incoming, fate: Fate) -> Outgoing:
        """The stock of the products or SKUs asked for; a product that isn't the shop's spoils the call."""
        wanted = body_of(InventoryFilter, request)
        if len(wanted.product_ids) > MOST_PRODUCTS or len(wanted.sku_ids) > MOST_SKUS:
            raise Refusal(12019015)
        sku_ids = frozenset(wanted.sku_ids)
        with self._book.lock:
            items = self._book.shop(self._shop_of(request)).items
            if sku_ids:
                found = [item for item in items.values() if sku_ids & item.models.keys()]
            elif set(wanted.product_ids) <= items.keys():
                found = [items[product_id] for product_id in wanted.product_ids]
            else:
                raise Refusal(12019008)
            rows = [shown.inventory(item, self._floors(item), sku_ids or None) for item in found]
        return success({"inventory": rows})

    def _matching(self, wanted: ProductFilter) -> frozenset[str] | None:
        """The SKUs and their codes that a search shows; None for all of a product."""
        searched = frozenset((*wanted.sku_ids, *wanted.seller_skus))
        return searched if searched and self._at("found_skus") == "matching" else None

    def _floors(self, item: Item) -> dict[str, int]:
        return {model.model_id: self._book.floor(model) for model in item.models.values()}


def _fits(item: Item, wanted: ProductFilter) -> bool:
    if wanted.status not in ("ALL", shown.sold_as(item)):
        return False
    if wanted.sku_ids and not item.models.keys() & set(wanted.sku_ids):
        return False
    codes = {model.sku for model in item.models.values()}
    return not wanted.seller_skus or bool(codes & set(wanted.seller_skus))
