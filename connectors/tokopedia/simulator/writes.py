"""The two writes: stock, refused row by row, and prices, refused as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from connectors.base.simulator.book import Book
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BelowCampaign, Item
from connectors.tokopedia.simulator.asked import (
    MOST_ROWS,
    PriceBody,
    PriceSku,
    StockBody,
    StockSku,
    WarehouseQuantity,
    body_of,
)
from connectors.tokopedia.simulator.refusal import Refusal, row_error, success
from mappings.words import Aspect, ListingStatus

MOST_PIECES = 99_999


class ProductWrites:
    """Writes for the shop that a request names. `refuses_zero`: whether 0 pieces are out of range."""

    def __init__(
        self,
        book: Book,
        shop_of: Callable[[Incoming], str],
        warehouses: Callable[[str], Sequence[str]],
        refuses_zero: Callable[[], bool],
    ) -> None:
        self._refuses_zero = refuses_zero
        self._book = book
        self._shop_of = shop_of
        self._warehouses = warehouses

    def stock(self, request: Incoming, fate: Fate) -> Outgoing:
        """inventory/update: what isn't named in `errors` is applied."""
        rows = body_of(StockBody, request).skus
        shop_id = self._shop_of(request)
        errors: list[Mapping[str, object]] = []
        with self._book.lock:
            item = self._item(shop_id, request, [row.id for row in rows])
            for place, row in enumerate(rows):
                if place == fate.refused_row:
                    errors.append(row_error(row.id))
                    continue
                error = self._stock_error(shop_id, item, row)
                if error is None:
                    pieces = sum(part.quantity for part in row.inventory)
                    error = self._set(shop_id, item, row.id, Aspect.STOCK, pieces, fate)
                if error is not None:
                    errors.append(error)
        return success({"errors": errors} if errors else {})

    def prices(self, request: Incoming, fate: Fate) -> Outgoing:
        """prices/update: all rows or, but for an injected fault, none."""
        rows = body_of(PriceBody, request).skus
        shop_id = self._shop_of(request)
        errors: list[Mapping[str, object]] = []
        with self._book.lock:
            item = self._item(shop_id, request, [row.id for row in rows])
            for row in rows:
                self._refuse_price(item, row)
            for place, row in enumerate(rows):
                if place == fate.refused_row:
                    errors.append(row_error(row.id))
                else:
                    self._set(shop_id, item, row.id, Aspect.PRICE, int(row.price.amount), fate)
        return success({"errors": errors} if errors else {})

    def _item(self, shop_id: str, request: Incoming, sku_ids: Sequence[str]) -> Item:
        if not sku_ids:
            raise Refusal(12052902)
        if len(sku_ids) > MOST_ROWS:
            raise Refusal(12052050)
        if len(set(sku_ids)) < len(sku_ids):
            raise Refusal(12052553)
        item = self._book.shop(shop_id).items.get(request.path.split("/")[-3])
        if item is None:
            raise Refusal(12052032)
        if item.status is not ListingStatus.LIVE:
            raise Refusal(12052901)
        return item

    def _stock_error(self, shop_id: str, item: Item, row: StockSku) -> Mapping[str, object] | None:
        if row.id not in item.models:
            return row_error(row.id, 12052556)
        known = self._warehouses(shop_id)
        code, warehouse_id = _warehouse_code(row.inventory, known)
        if code:
            return row_error(row.id, code, warehouse_id)
        least = 1 if self._refuses_zero() else 0
        if not least <= sum(part.quantity for part in row.inventory) <= MOST_PIECES:
            return row_error(row.id, 12052055)
        return None

    def _refuse_price(self, item: Item, row: PriceSku) -> None:
        model = item.models.get(row.id)
        if model is None:
            raise Refusal(12052557)
        if row.price.currency != "IDR":
            raise Refusal(12052084)
        if not row.price.amount.isdecimal() or int(row.price.amount) < 1:
            raise Refusal(12052012)
        campaign = self._book.campaign(model)
        if campaign and campaign.price_locked:
            raise Refusal(12052038)

    def _set(
        self, shop_id: str, item: Item, sku_id: str, aspect: Aspect, value: int, fate: Fate
    ) -> Mapping[str, object] | None:
        try:
            self._book.write(
                shop_id, item.item_id, sku_id, aspect, value, call=fate.call, applied=fate.applied
            )
        except BelowCampaign:
            return row_error(sku_id, 12052393)
        return None


def _warehouse_code(parts: Sequence[WarehouseQuantity], known: Sequence[str]) -> tuple[int, str]:
    """(code, warehouse) of what is wrong with the warehouses named, (0, "") if nothing is."""
    named = [part.warehouse_id for part in parts]
    if named == [""]:
        return (0, "") if len(known) == 1 else (12019028, "")
    for warehouse in named:
        if warehouse not in known:
            return 12052097, warehouse
    return (0, "") if sorted(named) == sorted(known) else (12019028, "")
