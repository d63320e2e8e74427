"""One Lazada shop in our own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from connectors.base.catalogue import Catalogue
from connectors.base.errors import ConfigError, Rejected, Transient
from connectors.base.fulfilment import Fulfilment
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
from connectors.lazada.catalogue_wire import ProductWire
from connectors.lazada.client import LazadaClient
from connectors.lazada.errors import ORDER_GONE, PRODUCT_GONE
from connectors.lazada.feed import changed_orders
from connectors.lazada.fulfilment import LazadaFulfilment
from connectors.lazada.listings import listing_views
from connectors.lazada.manifest import MANIFEST
from connectors.lazada.money import LazadaFinance
from connectors.lazada.order_wire import OrderWire, UnitWire
from connectors.lazada.orders import order_view
from connectors.lazada.publishing import LazadaCatalogue
from connectors.lazada.pulling import pull
from connectors.lazada.reading import units_of
from connectors.lazada.told import ToldOrders
from connectors.lazada.wire import SellerWire
from connectors.lazada.writes import Writes
from mappings.words import ListingStatus


class LazadaConnector:
    """Speaks for one shop. What each method promises is written in `connectors/base/protocol.py`."""

    manifest: Manifest = MANIFEST

    def __init__(self, app: AppCredentials, shop: ShopAccess, services: Services) -> None:
        self._shop_id = shop.shop_id
        self._now = services.now
        self._client = LazadaClient(app, shop, services)
        self._told = ToldOrders(services.now)
        self._writes = Writes(self._client, shop.shop_id, services.now)
        self.catalogue: Catalogue | None = LazadaCatalogue(self._client, shop.shop_id, services.now)
        self.fulfilment: Fulfilment | None = LazadaFulfilment(self._client, shop.shop_id)
        self.finance: Finance | None = LazadaFinance(self._client, shop.shop_id, services.now)

    def check(self) -> str:
        """The shop's name; raises ConfigError where the token speaks for another shop."""
        seller = self._client.get("seller", SellerWire)
        if seller.seller_id != self._shop_id:
            raise ConfigError("lazada.token_of_another_shop", shop_id=self._shop_id)
        return seller.name

    def pull_listings(self, cursor: str = "") -> Page[ListingView]:
        """≤ 50 products that aren't deleted, with all their SKUs, in one call."""
        return pull(self._client, cursor, self._now)

    def read_listings(self, item_ids: Sequence[ItemId]) -> tuple[ListingView, ...]:
        """These products now, one call each."""
        views = (view for item_id in item_ids for view in self._listing(item_id))
        return tuple(view for view in views if view.status is not ListingStatus.DELETED)

    def push_stock(self, item_id: ItemId, rows: Sequence[StockRow]) -> tuple[RowOutcome, ...]:
        """Absolute sellable stock; what a campaign refuses comes back with its floor and end."""
        return self._writes.stock(item_id, rows)

    def push_price(self, item_id: ItemId, rows: Sequence[PriceRow]) -> tuple[RowOutcome, ...]:
        """Absolute list prices."""
        return self._writes.price(item_id, rows)

    def list_orders(self, since: datetime, until: datetime, cursor: str = "") -> Page[OrderRef]:
        """Orders by their last change, oldest first."""
        return changed_orders(self._client, self._told, since, until, cursor, self._shop_id)

    def read_orders(self, order_ids: Sequence[ExternalOrderId]) -> tuple[OrderView, ...]:
        """Whole orders: all units in one call, then each order that the change list hasn't told just now. One
        that can't be understood has no row among others, and raises Rejected alone."""
        units = units_of(self._client, order_ids)
        views = []
        for order_id in order_ids:
            try:
                orders = self._order(order_id, units)
                views += [order_view(order, units[order_id], self._shop_id) for order in orders]
            except Rejected:
                if len(order_ids) == 1:
                    raise
        return tuple(views)

    def _listing(self, item_id: ItemId) -> Sequence[ListingView]:
        try:
            product = self._client.get("product", ProductWire, [("item_id", item_id)])
        except Rejected as refused:
            if refused.technical in PRODUCT_GONE:
                return ()
            raise
        if product.item_id != item_id:
            # An answer about nothing must not be taken for a product that is gone.
            raise Transient("connection.bad_answer", "product", shop_id=self._shop_id)
        return tuple(listing_views(product, self._now()))

    def _order(self, order_id: str, known: Mapping[str, Sequence[UnitWire]]) -> Sequence[OrderWire]:
        """The order itself; () for one without units, which isn't the shop's."""
        if order_id not in known:
            return ()
        if told := self._told.take(order_id, known[order_id]):
            return (told,)
        try:
            order = self._client.get("order", OrderWire, [("order_id", order_id)])
        except Rejected as refused:
            if refused.technical in ORDER_GONE:
                return ()
            raise
        if order.order_id != order_id:
            raise Transient("connection.bad_answer", "order", shop_id=self._shop_id)
        return (order,)
