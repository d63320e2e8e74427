"""Shopee's product calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from connectors.base.simulator.book import Book
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BelowCampaign, BookError, Item, Model
from connectors.shopee.simulator.amounts import PriceBody, StockBody
from connectors.shopee.simulator.body import read, whole
from connectors.shopee.simulator.envelope import Envelopes, Refused
from connectors.shopee.simulator.locations import StockLocations
from connectors.shopee.words import LISTING_STATUS
from mappings.words import Aspect, ListingStatus

MOST_IDS = 50
MOST_ROWS = 50
MOST_ITEMS = 100
LARGEST_STOCK = 999_999
LOWEST_PRICE = 99
HIGHEST_PRICE = 150_000_000
WORD: dict[ListingStatus, str] = {
    ListingStatus.LIVE: "NORMAL",
    ListingStatus.HIDDEN: "UNLIST",
    ListingStatus.BLOCKED: "BANNED",
    ListingStatus.DELETED: "SELLER_DELETE",
}

BUSY = "System error, please try again later"
LOCKED_STOCK = "error_promotion_cantnot_update_stock: Cannot change stock when item is under promotion."
LOCKED_PRICE = "error_cannt_edit_price_in_promotion: Price cannot be edited when item is under promotion."


Row = tuple[str, int]
"""(model id, value)."""


class Products:
    """Answers the product calls from the book. `rows_told`: whether an answer in which all rows failed names
    the rows."""

    def __init__(
        self,
        book: Book,
        envelopes: Envelopes,
        locations: StockLocations,
        rows_told: Callable[[], bool],
    ) -> None:
        self._rows_told = rows_told
        self._book = book
        self._envelopes = envelopes
        self._locations = locations

    def warehouses(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_warehouse_detail: only for shops with several locations."""
        names = self._locations.names(self._book.shop(request.one("shop_id")).shop_id)
        if len(names) < 2:
            raise Refused("warehouse.error_not_in_whitelist", "The shop is not in the whitelist.")
        rows = [
            {"warehouse_id": at, "warehouse_type": 1, "location_id": name, "address_id": 1100 + at}
            for at, name in enumerate(names, 1)
        ]
        return self._envelopes.success(rows)

    def item_list(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_item_list: by offset, ≤ 100 a page."""
        size, offset = whole(request.one("page_size", "0")), whole(request.one("offset", "0"))
        since, until = whole(request.one("update_time_from")), whole(request.one("update_time_to"))
        wanted = request.many("item_status")
        if not 1 <= size <= MOST_ITEMS or not wanted or any(word not in LISTING_STATUS for word in wanted):
            raise Refused("product.error_param", "page_size must be 1-100 and item_status is required")
        with self._book.lock:
            items = [
                item
                for item in self._book.shop(request.one("shop_id")).items.values()
                if WORD[item.status] in wanted and since <= int(item.updated_at) <= (until or item.updated_at)
            ]
            page = items[offset : offset + size]
            more = offset + size < len(items)
            response: dict[str, object] = {
                "item": [
                    {
                        "item_id": int(item.item_id),
                        "item_status": WORD[item.status],
                        "update_time": int(item.updated_at),
                        "tag": {"kit": False},
                    }
                    for item in page
                ],
                "total_count": len(items),
                "has_next_page": more,
            }
            if more:
                response["next_offset"] = offset + size
        return self._envelopes.success(response)

    def item_base_info(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_item_base_info: ≤ 50 ids; an id that isn't there has no row."""
        with self._book.lock:
            shop_id = self._book.shop(request.one("shop_id")).shop_id
            rows = [self._base_info(shop_id, item) for item in self._asked(request)]
        return self._envelopes.success({"item_list": rows})

    def model_list(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_model_list: one item."""
        with self._book.lock:
            shop_id = self._book.shop(request.one("shop_id")).shop_id
            item = self._item(shop_id, request.one("item_id"))
            models = list(item.models.values()) if item.has_model else []
            response = {
                "tier_variation": _tiers(item, models),
                "model": [
                    {
                        "model_id": int(model.model_id),
                        "tier_index": _tier_index(item, at),
                        "model_name": model.name,
                        "model_sku": model.sku,
                        "model_status": "MODEL_NORMAL",
                        "gtin_code": model.barcode or "00",
                        "has_promotion": self._book.campaign(model) is not None,
                        "weight": "0.3",
                        **self._numbers(shop_id, model),
                    }
                    for at, model in enumerate(models)
                ],
            }
        return self._envelopes.success(response)

    def item_promotion(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_item_promotion: what campaigns hold, ≤ 50 ids."""
        with self._book.lock:
            rows = [
                {"item_id": int(item.item_id), "promotion": list(self._promotions(item))}
                for item in self._asked(request)
            ]
        return self._envelopes.success({"success_list": rows, "failure_list": []})

    def update_stock(self, request: Incoming, fate: Fate) -> Outgoing:
        """update_stock: absolute, ≤ 50 models of one item."""
        body = read(StockBody, request)
        shop_id = request.one("shop_id")
        given = {
            str(row.model_id): [(one.location_id, one.stock) for one in row.seller_stock]
            for row in body.stock_list
        }
        rows = [
            (str(row.model_id), self._locations.total(shop_id, given[str(row.model_id)]))
            for row in body.stock_list
        ]
        answer = self._update(request, fate, str(body.item_id), Aspect.STOCK, rows)
        self._placed(shop_id, str(body.item_id), given)
        return answer

    def update_price(self, request: Incoming, fate: Fate) -> Outgoing:
        """update_price: absolute, ≤ 50 models of one item."""
        body = read(PriceBody, request)
        rows = [(str(row.model_id), int(row.original_price)) for row in body.price_list]
        return self._update(request, fate, str(body.item_id), Aspect.PRICE, rows)

    def _update(
        self, request: Incoming, fate: Fate, item_id: str, aspect: Aspect, rows: Sequence[Row]
    ) -> Outgoing:
        if not 1 <= len(rows) <= MOST_ROWS or len({model_id for model_id, _ in rows}) != len(rows):
            raise Refused("product.error_param", "the list must hold 1-50 different models")
        shop_id = request.one("shop_id")
        good: list[dict[str, object]] = []
        bad: list[dict[str, object]] = []
        with self._book.lock:
            item = self._item(shop_id, item_id)
            self._refuse_item(item, aspect, rows)
            for at, (model_id, value) in enumerate(rows):
                reason = (
                    BUSY
                    if at == fate.refused_row
                    else self._row(shop_id, item, model_id, aspect, value, fate)
                )
                if reason:
                    bad.append({"model_id": int(model_id), "failed_reason": reason})
                elif aspect is Aspect.STOCK:
                    location = self._locations.names(shop_id)[0]
                    good.append({"model_id": int(model_id), "location_id": location, "stock": value})
                else:
                    good.append({"model_id": int(model_id), "original_price": value})
        response = {"success_list": good, "failure_list": bad}
        if bad and not good:
            return self._envelopes.failure(
                f"product.error_busi_update_{aspect.value}_failed",
                "Update failed.",
                response=response if self._rows_told() else None,
            )
        return self._envelopes.success(response)

    def _placed(self, shop_id: str, item_id: str, given: Mapping[str, Sequence[tuple[str, int]]]) -> None:
        with self._book.lock:
            models = self._book.shop(shop_id).items[item_id].models
            for model_id, parts in given.items():
                model = models.get(model_id)
                if model is not None and model.stock == sum(pieces for _, pieces in parts):
                    self._locations.put(shop_id, model, parts)

    def _refuse_item(self, item: Item, aspect: Aspect, rows: Sequence[Row]) -> None:
        if item.status is ListingStatus.DELETED:
            raise Refused("product.error_item_uneditable", "The item cannot be edited.")
        if item.has_model and any(model_id == "0" for model_id, _ in rows):
            raise Refused(
                "product.error_edit_item_stock_for_item_has_model", "Use model_id for an item with models."
            )
        if item.has_model or aspect is Aspect.PRICE:
            return
        model = next(iter(item.models.values()))
        # The real one says this with `error_auth`, the code of a bad token.
        if 0 <= rows[0][1] < self._book.floor(model):
            raise Refused("error_auth", "Total stock must be more than reserved stock.")

    def _row(self, shop_id: str, item: Item, model_id: str, aspect: Aspect, value: int, fate: Fate) -> str:
        if aspect is Aspect.STOCK and not 0 <= value <= LARGEST_STOCK:
            return "error_param: stock out of range."
        if aspect is Aspect.PRICE and not LOWEST_PRICE <= value <= HIGHEST_PRICE:
            return "error_price_exceed_min_limit: price exceeds the limit."
        try:
            self._book.write(
                shop_id, item.item_id, model_id, aspect, value, call=fate.call, applied=fate.applied
            )
        except BelowCampaign:
            return LOCKED_STOCK if aspect is Aspect.STOCK else LOCKED_PRICE
        except BookError:
            return "The model is not found."
        return ""

    def _asked(self, request: Incoming) -> list[Item]:
        ids = request.many("item_id_list")
        if not 1 <= len(ids) <= MOST_IDS:
            raise Refused("product.error_param", "item_id_list must hold 1-50 ids")
        items = self._book.shop(request.one("shop_id")).items
        return [items[item_id] for item_id in dict.fromkeys(ids) if item_id in items]

    def _item(self, shop_id: str, item_id: str) -> Item:
        item = self._book.shop(shop_id).items.get(item_id)
        if item is None:
            raise Refused("product.error_item_not_found", "Item is not found.")
        return item

    def _base_info(self, shop_id: str, item: Item) -> dict[str, object]:
        info: dict[str, object] = {
            "item_id": int(item.item_id),
            "item_name": item.title,
            "item_sku": item.sku,
            "item_status": WORD[item.status],
            "has_model": item.has_model,
            "update_time": int(item.updated_at),
            "weight": "0.3",
        }
        if not item.has_model:
            model = next(iter(item.models.values()))
            info |= {
                "item_sku": model.sku,
                "gtin_code": model.barcode or "00",
                "has_promotion": self._book.campaign(model) is not None,
                **self._numbers(shop_id, model),
            }
        return info

    def _numbers(self, shop_id: str, model: Model) -> dict[str, object]:
        price = {"currency": "IDR", "original_price": model.price, "current_price": model.price}
        return {
            "price_info": [price],
            "stock_info_v2": {
                "summary_info": {
                    "total_reserved_stock": self._book.floor(model),
                    "total_available_stock": model.stock,
                },
                "seller_stock": [
                    {"location_id": name, "stock": pieces, "if_saleable": True}
                    for name, pieces in self._locations.held(shop_id, model).items()
                ],
                "shopee_stock": [],
            },
        }

    def _promotions(self, item: Item) -> list[dict[str, object]]:
        promotions: list[dict[str, object]] = []
        for model in item.models.values():
            campaign = self._book.campaign(model)
            if campaign is None:
                continue
            promotions.append(
                {
                    "promotion_type": "Campaign",
                    "promotion_id": 1,
                    "model_id": int(model.model_id),
                    "start_time": int(item.updated_at),
                    "end_time": int(campaign.ends_at or 0),
                    "promotion_staging": "ongoing",
                    "promotion_stock_info_v2": {
                        "summary_info": {"total_reserved_stock": self._book.floor(model)}
                    },
                }
            )
        return promotions


def _tiers(item: Item, models: Sequence[Model]) -> list[dict[str, object]]:
    if not models:
        return []
    if item.page is not None and item.page.tiers:
        return [
            {"name": tier.name, "option_list": [{"option": option} for option in tier.options]}
            for tier in item.page.tiers
        ]
    options = [{"option": model.name or f"Variasi {at}"} for at, model in enumerate(models, 1)]
    return [{"name": "Variasi", "option_list": options}]


def _tier_index(item: Item, at: int) -> list[int]:
    if item.page is None or not item.page.tiers:
        return [at]
    options = item.page.models[at].options
    return [tier.options.index(option) for tier, option in zip(item.page.tiers, options, strict=True)]
