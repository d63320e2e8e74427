"""Shopee as a connector: past here there are only our own types."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from connectors.base.catalogue import Catalogue
from connectors.base.errors import ConnectorError, RateLimited, Rejected, Transient
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
    ModelId,
    OrderRef,
    OrderView,
    Page,
    PriceRow,
    RowOutcome,
    ShopAccess,
    StockRow,
)
from connectors.shopee.client import ShopeeClient
from connectors.shopee.config import NOT_DELETED, ORDER_PAGE_SIZE, PAGE_SIZE
from connectors.shopee.errors import GONE
from connectors.shopee.fulfilment import ShopeeFulfilment
from connectors.shopee.listings import models, single
from connectors.shopee.locations import Held, Locations, stock_list
from connectors.shopee.manifest import MANIFEST
from connectors.shopee.money import ShopeeFinance
from connectors.shopee.orders import OPTIONAL_FIELDS, order_view
from connectors.shopee.outcomes import (
    by_campaign,
    by_location,
    explained,
    holds,
    refused,
    row_outcomes,
    unexplained,
)
from connectors.shopee.publishing import ShopeeCatalogue
from connectors.shopee.reading import order_rows
from connectors.shopee.wire import (
    Envelope,
    ItemBaseWire,
    ItemListWire,
    ItemWire,
    ModelListWire,
    OrderListWire,
    PromotionListWire,
)

ITEM_LIST = Envelope[ItemListWire]
ITEM_BASE = Envelope[ItemBaseWire]
MODEL_LIST = Envelope[ModelListWire]
PROMOTIONS = Envelope[PromotionListWire]
ORDER_LIST = Envelope[OrderListWire]


class ShopeeConnector:
    """Speaks for one shop; see `connectors.base.protocol.Connector`."""

    def __init__(self, app: AppCredentials, shop: ShopAccess, services: Services) -> None:
        self._shop_id = shop.shop_id
        self._client = ShopeeClient(app, shop, services)
        self._locations = Locations(self._client)
        self._catalogue = ShopeeCatalogue(self._client, self._locations, services.now, self.read_listings)
        self._fulfilment = ShopeeFulfilment(self._client)
        self._finance = ShopeeFinance(self._client, shop.shop_id)

    @property
    def manifest(self) -> Manifest:
        """Shopee's data."""
        return MANIFEST

    @property
    def catalogue(self) -> Catalogue | None:
        """Categories, and listings that are made."""
        return self._catalogue

    @property
    def fulfilment(self) -> Fulfilment | None:
        """Parcels, labels, cancelling, returns."""
        return self._fulfilment

    @property
    def finance(self) -> Finance | None:
        """What orders cost whom."""
        return self._finance

    def check(self) -> str:
        """A signed call that proves the token; returns the shop's name."""
        return self._client.shop_name()

    def pull_listings(self, cursor: str = "") -> Page[ListingView]:
        """One page of the shop's items that aren't deleted; the cursor is an offset.

        Items with models cost a call each. Where the budget ends or a call fails among them, the page ends
        there, so that a long page makes headway under a small budget and on a bad line.
        """
        offset = int(cursor or 0)
        page = self._client.get(
            "item_list",
            ITEM_LIST,
            [
                ("offset", str(offset)),
                ("page_size", str(PAGE_SIZE)),
                *(("item_status", status) for status in NOT_DELETED),
            ],
        )
        ids = [ItemId(row.item_id) for row in page.item if row.item_id]
        items = self._items(ids)
        rows: list[ListingView] = []
        for done, item_id in enumerate(ids):
            try:
                rows += self._views(items[item_id]) if item_id in items else ()
            except (RateLimited, Transient):
                if not done:
                    raise
                return Page(tuple(rows), str(offset + done))
        if not page.has_next_page:
            return Page(tuple(rows))
        following = page.next_offset or offset + len(page.item)
        if following <= offset:
            raise self._endless("item_list")
        return Page(tuple(rows), str(following))

    def read_listings(self, item_ids: Sequence[ItemId]) -> tuple[ListingView, ...]:
        """These items as shown now; one call, and one for each item with models."""
        return tuple(view for item in self._items(item_ids).values() for view in self._views(item))

    def push_stock(self, item_id: ItemId, rows: Sequence[StockRow]) -> tuple[RowOutcome, ...]:
        """One update_stock; where a campaign refused a row, one read more for its floor and end.

        A shop with several stock locations costs a read of what each holds as well, so that each keeps what
        it has. What is refused for its locations is written once more, with those that there are now.
        """
        held = self._locations.held(item_id) if self._locations.several else {}
        outcomes = {outcome.model_id: outcome for outcome in self._stock(item_id, rows, held)}
        astray = [row for row in rows if by_location(outcomes[row.model_id])]
        if astray:
            try:
                outcomes |= {one.model_id: one for one in self._stock_again(item_id, astray, held)}
            except ConnectorError as error:
                # What was taken of the first write stands.
                if len(astray) == len(rows):
                    raise
                outcomes |= {row.model_id: refused(row.model_id, error) for row in astray}
        wanted = {row.model_id: row.stock for row in rows}
        return self._with_holds(item_id, tuple(outcomes.values()), wanted)

    def push_price(self, item_id: ItemId, rows: Sequence[PriceRow]) -> tuple[RowOutcome, ...]:
        """One update_price; where a campaign refused a row, one read more for its end."""
        price_list = [{"model_id": int(row.model_id), "original_price": row.price} for row in rows]
        outcomes = self._write("update_price", item_id, {"price_list": price_list}, rows)
        return self._with_holds(item_id, outcomes, None)

    def list_orders(self, since: datetime, until: datetime, cursor: str = "") -> Page[OrderRef]:
        """Orders changed in [since, until]; Shopee's list doesn't say when each changed."""
        page = self._client.get(
            "order_list",
            ORDER_LIST,
            [
                ("time_range_field", "update_time"),
                ("time_from", str(int(since.timestamp()))),
                ("time_to", str(math.ceil(until.timestamp()))),
                ("page_size", str(ORDER_PAGE_SIZE)),
                ("cursor", cursor),
            ],
        )
        refs = tuple(OrderRef(ExternalOrderId(row.order_sn)) for row in page.order_list if row.order_sn)
        if page.more and page.next_cursor in ("", cursor):
            raise self._endless("order_list")
        return Page(refs, page.next_cursor if page.more else "")

    def read_orders(self, order_ids: Sequence[ExternalOrderId]) -> tuple[OrderView, ...]:
        """Whole orders. One that can't be understood has no row among others, and raises Rejected alone."""
        views = []
        for order in order_rows(self._client, order_ids, OPTIONAL_FIELDS):
            try:
                views.append(order_view(order, self._shop_id))
            except Rejected:
                if len(order_ids) == 1:
                    raise
        return tuple(views)

    def _endless(self, endpoint: str) -> Transient:
        # A page that says "more" and not where is no last page: taking it for one would lose the rest.
        return Transient("connection.bad_answer", endpoint, shop_id=self._shop_id)

    def _items(self, item_ids: Sequence[ItemId]) -> dict[ItemId, ItemWire]:
        rows = narrowed(item_ids, self._base_info, {GONE})
        asked = set(item_ids)
        return {ItemId(row.item_id): row for row in rows if row.item_id in asked}

    def _base_info(self, item_ids: Sequence[str]) -> Sequence[ItemWire]:
        query = [("item_id_list", ",".join(item_ids))]
        return self._client.get("item_base_info", ITEM_BASE, query).item_list

    def _views(self, item: ItemWire) -> Iterator[ListingView]:
        if not item.has_model:
            return iter((single(item),))
        return models(item, self._client.get("model_list", MODEL_LIST, [("item_id", item.item_id)]))

    def _stock(self, item_id: ItemId, rows: Sequence[StockRow], held: Held) -> tuple[RowOutcome, ...]:
        return self._write("update_stock", item_id, {"stock_list": stock_list(rows, held)}, rows)

    def _stock_again(self, item_id: ItemId, rows: Sequence[StockRow], held: Held) -> tuple[RowOutcome, ...]:
        """These rows with the locations that there are now; nothing where those are the same."""
        self._locations.forget()
        now = self._locations.held(item_id)
        return () if now == held else self._stock(item_id, rows, now)

    def _write(
        self,
        endpoint: str,
        item_id: ItemId,
        body: Mapping[str, object],
        rows: Sequence[StockRow] | Sequence[PriceRow],
    ) -> tuple[RowOutcome, ...]:
        asked = [row.model_id for row in rows]
        try:
            answer, request_id = self._client.write(endpoint, {"item_id": int(item_id), **body})
        except Rejected as error:
            return tuple(refused(model_id, error) for model_id in asked)
        return row_outcomes(asked, answer, self._shop_id, request_id)

    def _with_holds(
        self, item_id: ItemId, outcomes: tuple[RowOutcome, ...], wanted: Mapping[ModelId, int] | None
    ) -> tuple[RowOutcome, ...]:
        """What a campaign refused, told its floor and end; `wanted` is the stock, None for prices.

        Where Shopee gave no reason at all, a campaign that stands in the way is taken for it.
        """
        if not any(by_campaign(outcome) or unexplained(outcome) for outcome in outcomes):
            return outcomes
        try:
            answer = self._client.get("item_promotion", PROMOTIONS, [("item_id_list", item_id)])
        except ConnectorError:
            # The refusal stands and is worth more than its reason.
            return outcomes
        found = holds(
            [row for item in answer.success_list if item.item_id == item_id for row in item.promotion]
        )
        return tuple(
            explained(outcome, found[outcome.model_id], wanted) if outcome.model_id in found else outcome
            for outcome in outcomes
        )
