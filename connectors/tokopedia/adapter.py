"""One Tokopedia & TikTok Shop shop in our own words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from connectors.base.catalogue import Catalogue
from connectors.base.errors import ConfigError, Rejected, Transient
from connectors.base.fulfilment import Fulfilment
from connectors.base.narrowed import narrowed
from connectors.base.protocol import Manifest
from connectors.base.services import Services
from connectors.base.settlement import Finance
from connectors.base.types import (
    AppCredentials,
    ExternalOrderId,
    ItemId,
    ListingView,
    OrderRef,
    OrderView,
    Page,
    PriceRow,
    RowOutcome,
    ShopAccess,
    StockRow,
)
from connectors.tokopedia.answers import instant
from connectors.tokopedia.client import Json, TikTokShopClient
from connectors.tokopedia.errors import ORDER_GONE, PRODUCT_GONE
from connectors.tokopedia.fulfilment import TikTokShopFulfilment
from connectors.tokopedia.listings import inventory_by_sku, listing_views
from connectors.tokopedia.manifest import MANIFEST
from connectors.tokopedia.money import TikTokShopFinance
from connectors.tokopedia.orders import order_view
from connectors.tokopedia.publishing import TikTokShopCatalogue
from connectors.tokopedia.returns import returned_orders
from connectors.tokopedia.wire import (
    InventoryWire,
    OrdersWire,
    OrderWire,
    ProductInventoryWire,
    ProductsWire,
    ProductWire,
    ShopsWire,
)
from connectors.tokopedia.writes import Writes
from mappings.words import ListingStatus

PAGE_SIZE = "100"
MOST_PAGES = 20
"""Of products that share a handful of SKUs; more are nobody's shop."""
SEARCHED_SKUS = 10
"""Most SKU ids in one products/search."""
ALL_STATUSES = "ALL"


class TokopediaConnector:
    """Speaks for one shop, for both of its fronts: one product, one stock."""

    def __init__(self, app: AppCredentials, shop: ShopAccess, services: Services) -> None:
        self._shop_id = shop.shop_id
        self._client = TikTokShopClient(app, shop, services)
        self._writes = Writes(self._client, shop.shop_id)
        self._fulfilment = TikTokShopFulfilment(
            self._client, shop.shop_id, services.host, lambda ids: narrowed(ids, self._orders, ORDER_GONE)
        )
        self._finance = TikTokShopFinance(
            self._client, shop.shop_id, lambda ids: narrowed(ids, self._orders, ORDER_GONE)
        )
        self._catalogue = TikTokShopCatalogue(self._client, shop.shop_id, self._by_skus)

    @property
    def manifest(self) -> Manifest:
        """The marketplace's data."""
        return MANIFEST

    @property
    def catalogue(self) -> Catalogue | None:
        """Making listings on both fronts."""
        return self._catalogue

    @property
    def fulfilment(self) -> Fulfilment | None:
        """Handling orders of both fronts."""
        return self._fulfilment

    @property
    def finance(self) -> Finance | None:
        """What orders of both fronts cost whom."""
        return self._finance

    def check(self) -> str:
        """The shop's name; raises ConfigError where the token speaks for other shops only."""
        for shop in self._client.get("shops", ShopsWire).shops:
            if shop.id == self._shop_id:
                return shop.name
        raise ConfigError("tokopedia.shop_unknown", shop_id=self._shop_id)

    def pull_listings(self, cursor: str = "") -> Page[ListingView]:
        """≤ 100 products that aren't deleted, with all their SKUs, in two calls."""
        query = (("page_size", PAGE_SIZE), *_from(cursor))
        page = self._client.search("search_products", ProductsWire, {"status": ALL_STATUSES}, query=query)
        inventory = inventory_by_sku(self._inventories([product.id for product in page.products]))
        return Page(_standing(listing_views(page.products, inventory)), page.next_page_token)

    def read_listings(self, item_ids: Sequence[ItemId]) -> tuple[ListingView, ...]:
        """These products now: one call for all stock and one for every ten products."""
        inventory = self._inventories(item_ids)
        skus = {product.product_id: [sku.id for sku in product.skus] for product in inventory}
        return _standing(listing_views(self._products(item_ids, skus), inventory_by_sku(inventory)))

    def push_stock(self, item_id: ItemId, rows: Sequence[StockRow]) -> tuple[RowOutcome, ...]:
        """Absolute stock of ≤ 100 SKUs of one product; what a campaign refuses comes back with its floor."""
        return self._writes.stock(item_id, rows)

    def push_price(self, item_id: ItemId, rows: Sequence[PriceRow]) -> tuple[RowOutcome, ...]:
        """Absolute list prices of ≤ 100 SKUs of one product."""
        return self._writes.price(item_id, rows)

    def list_orders(self, since: datetime, until: datetime, cursor: str = "") -> Page[OrderRef]:
        """Orders by their last change, oldest first."""
        query = (
            ("page_size", PAGE_SIZE),
            ("sort_field", "update_time"),
            ("sort_order", "ASC"),
            *_from(cursor),
        )
        span = {
            "update_time_ge": math.floor(since.timestamp()),
            # Exclusive there, inclusive here, and in whole seconds.
            "update_time_lt": math.floor(until.timestamp()) + 1,
        }
        page = self._client.search("search_orders", OrdersWire, span, query=query)
        refs = (
            OrderRef(ExternalOrderId(order.id), instant(order.update_time or order.create_time))
            for order in page.orders
            if order.id
        )
        return Page(tuple(refs), page.next_page_token)

    def read_orders(self, order_ids: Sequence[ExternalOrderId]) -> tuple[OrderView, ...]:
        """Whole orders. One that can't be understood has no row among others, and raises Rejected alone."""
        wires = narrowed(order_ids, self._orders, ORDER_GONE)
        returned = returned_orders(self._client, wires)
        views = []
        for wire in wires:
            try:
                views.append(order_view(wire, self._shop_id, returned=wire.id in returned))
            except Rejected:
                if len(order_ids) == 1:
                    raise
        return tuple(views)

    def _by_skus(self, skus: Sequence[str]) -> tuple[ListingView, ...]:
        """The listings, standing or in audit, whose own SKU is one of ≤ 10; raises Transient for a list
        without end."""
        products: dict[str, ProductWire] = {}
        cursor = ""
        for _ in range(MOST_PAGES):
            body: dict[str, Json] = {"status": ALL_STATUSES, "seller_skus": list(skus)}
            query = (("page_size", PAGE_SIZE), *_from(cursor))
            page = self._client.search("search_products", ProductsWire, body, query=query)
            products.update({product.id: product for product in page.products})
            if page.next_page_token in ("", cursor):
                break
            cursor = page.next_page_token
        else:
            # What was not seen might be the listing that is looked for: nobody may take it for absent.
            raise Transient("connection.bad_answer", "products without end", shop_id=self._shop_id)
        inventory = inventory_by_sku(self._inventories(list(products)))
        views = _standing(listing_views(products.values(), inventory))
        return tuple(view for view in views if view.sku in skus)

    def _orders(self, order_ids: Sequence[str]) -> Sequence[OrderWire]:
        return self._client.get("orders", OrdersWire, query=(("ids", ",".join(order_ids)),)).orders

    def _inventories(self, product_ids: Sequence[str]) -> Sequence[ProductInventoryWire]:
        return narrowed(product_ids, self._inventory, PRODUCT_GONE)

    def _inventory(self, product_ids: Sequence[str]) -> Sequence[ProductInventoryWire]:
        body: dict[str, Json] = {"product_ids": product_ids}
        return self._client.search("search_inventory", InventoryWire, body).inventory

    def _products(self, item_ids: Sequence[ItemId], skus: Mapping[str, list[str]]) -> Iterable[ProductWire]:
        """The products, ten in a call: a search finds each by one of its SKUs. Absence is confirmed by id."""
        known = [item_id for item_id in item_ids if skus.get(item_id)]
        found: dict[str, ProductWire] = {}
        for start in range(0, len(known) if len(known) > 1 else 0, SEARCHED_SKUS):
            batch = known[start : start + SEARCHED_SKUS]
            one_each = [skus[item_id][0] for item_id in batch]
            body: dict[str, Json] = {"status": ALL_STATUSES, "sku_ids": one_each}
            query = (("page_size", PAGE_SIZE),)
            page = self._client.search("search_products", ProductsWire, body, query=query)
            found.update({product.id: product for product in page.products})
        for item_id in item_ids:
            product = found.get(item_id)
            # No document says that a search by SKU shows the product's other SKUs too.
            if product and {sku.id for sku in product.skus}.issuperset(skus[item_id]):
                yield product
            else:
                yield from narrowed([item_id], self._product, PRODUCT_GONE)

    def _product(self, product_ids: Sequence[str]) -> Sequence[ProductWire]:
        return [self._client.get("product", ProductWire, product_id=product_ids[0])]


def _standing(views: Iterable[ListingView]) -> tuple[ListingView, ...]:
    return tuple(view for view in views if view.status is not ListingStatus.DELETED)


def _from(cursor: str) -> tuple[tuple[str, str], ...]:
    return (("page_token", cursor),) if cursor else ()
