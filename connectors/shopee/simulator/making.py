"""Shopee's calls that make, change, show, hide and search listings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from connectors.base.draft import Draft
from connectors.base.simulator.book import Book
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.forms import parts_of
from connectors.base.simulator.inspection import first_fault
from connectors.base.simulator.pictures import PictureRefused, Pictures
from connectors.base.simulator.publishing import Publishing
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError, Item
from connectors.shopee.simulator.body import Body, read, whole
from connectors.shopee.simulator.envelope import Envelopes, Refused
from connectors.shopee.simulator.locations import StockLocations
from connectors.shopee.simulator.pages import (
    AddBody,
    SellerStock,
    TierBody,
    UpdateBody,
    model_of,
    page_of,
    single_of,
    tiers_of,
)
from connectors.shopee.simulator.products import BUSY
from connectors.shopee.simulator.rules import COURIERS, leaf_of, refusal_of, rules_of
from mappings.words import ListingStatus

SETTLES_SECONDS = 5.0
MOST_SHOWN = 50
MOST_FOUND = 100
ALL_PICTURES = ""
"""Pictures belong to the app."""
NOT_FOUND = ("product.error_item_not_found", "Product not found")


class _Unlisted(Body):
    item_id: str
    unlist: bool


class _UnlistBody(Body):
    item_list: list[_Unlisted]


class Making:
    """Answers for the shop that a request names. `whole_search`: whether a search by SKU looks at variants
    too; `rows_told`: whether an answer in which all rows failed names the rows."""

    def __init__(
        self,
        book: Book,
        publishing: Publishing,
        pictures: Pictures,
        locations: StockLocations,
        envelopes: Envelopes,
        now: Callable[[], float],
        *,
        whole_search: Callable[[], bool],
        rows_told: Callable[[], bool],
    ) -> None:
        self._book = book
        self._publishing = publishing
        self._pictures = pictures
        self._locations = locations
        self._envelopes = envelopes
        self._now = now
        self._whole_search = whole_search
        self._rows_told = rows_told
        self._made_at: dict[str, float] = {}

    def upload(self, request: Incoming, fate: Fate) -> Outgoing:
        """upload_image."""
        content = parts_of(request).get("image")
        if content is None:
            raise Refused("error_param", "Wrong parameters, detail: image is a required field.")
        try:
            picture = self._pictures.take(ALL_PICTURES, content)
        except PictureRefused:
            raise Refused("error_param", "Wrong parameters, detail: invalid image.") from None
        return self._envelopes.success({"image_info": {"image_id": picture, "image_url_list": []}})

    def add(self, request: Incoming, fate: Fate) -> Outgoing:
        """add_item."""
        body = read(AddBody, request)
        shop_id = self._book.shop(request.one("shop_id")).shop_id
        stock = self._stock(shop_id, body.seller_stock)
        draft = replace(page_of(body, leaf_of(body.category_id)), models=(single_of(body, stock),))
        self._refuse(draft)
        if fate.ignored:
            return self._envelopes.success({"item_id": int(self._publishing.new_item_id())})
        status = ListingStatus.HIDDEN if body.item_status == "UNLIST" else ListingStatus.LIVE
        item = self._publishing.create(shop_id, draft, status)
        self._made_at[item.item_id] = self._now()
        return self._envelopes.success({"item_id": int(item.item_id), "item_status": body.item_status})

    def init_tiers(self, request: Incoming, fate: Fate) -> Outgoing:
        """init_tier_variation: once, and not in an item's first seconds."""
        body = read(TierBody, request)
        shop_id = self._book.shop(request.one("shop_id")).shop_id
        with self._book.lock:
            item = self._item(shop_id, body.item_id)
            if self._now() - self._made_at.get(item.item_id, 0.0) < SETTLES_SECONDS:
                raise Refused("product.error_inner", "System error, please try again later.")
            if item.has_model or item.page is None:
                raise Refused("product.error_param", "The level of tier-variation not change.")
            tiers = tiers_of(body)
            models = tuple(model_of(row, tiers, self._stock(shop_id, row.seller_stock)) for row in body.model)
            draft = replace(item.page, tiers=tiers, models=models)
            self._refuse(draft)
            if not fate.ignored:
                self._publishing.give_models(shop_id, item.item_id, draft)
            rows = [
                {"model_id": int(model.model_id), "model_sku": model.sku}
                for model in item.models.values()
                if item.has_model
            ]
        return self._envelopes.success({"item_id": int(item.item_id), "model": rows})

    def update(self, request: Incoming, fate: Fate) -> Outgoing:
        """update_item."""
        body = read(UpdateBody, request)
        shop_id = self._book.shop(request.one("shop_id")).shop_id
        with self._book.lock:
            item = self._item(shop_id, body.item_id)
            draft = page_of(body, leaf_of(body.category_id))
            self._refuse(draft, sells=False)
            if not fate.ignored:
                self._publishing.rewrite(shop_id, item.item_id, draft)
        return self._envelopes.success({"item_id": int(item.item_id)})

    def unlist(self, request: Incoming, fate: Fate) -> Outgoing:
        """unlist_item: each row has its own outcome."""
        rows = read(_UnlistBody, request).item_list
        if not 1 <= len(rows) <= MOST_SHOWN:
            raise Refused("product.error_param", "item_list must hold 1-50 items")
        shop_id = self._book.shop(request.one("shop_id")).shop_id
        good: list[dict[str, object]] = []
        bad: list[dict[str, object]] = []
        with self._book.lock:
            for at, row in enumerate(rows):
                reason = BUSY if at == fate.refused_row else self._unlisted(shop_id, row, fate)
                if reason:
                    bad.append({"item_id": int(row.item_id), "failed_reason": reason})
                else:
                    good.append({"item_id": int(row.item_id), "unlist": row.unlist})
        response = {"success_list": good, "failure_list": bad}
        if good:
            return self._envelopes.success(response)
        return self._envelopes.failure(
            "product.error_unlist_item_all_failed",
            "Unlist item all failed.",
            response=response if self._rows_told() else None,
        )

    def search(self, request: Incoming, fate: Fate) -> Outgoing:
        """search_item by SKU."""
        size, sku = whole(request.one("page_size")), request.one("item_sku")
        if not 1 <= size <= MOST_FOUND:
            raise Refused("product.error_param", "page_size must be 1-100")
        shop_id = self._book.shop(request.one("shop_id")).shop_id
        found = [
            int(item.item_id)
            for item in self._publishing.found(shop_id, [sku])
            if self._whole_search() or not item.has_model or item.sku == sku
        ]
        return self._envelopes.success(
            {"item_id_list": found[:size], "total_count": len(found), "next_offset": ""}
        )

    def _unlisted(self, shop_id: str, row: _Unlisted, fate: Fate) -> str:
        item = self._book.shop(shop_id).items.get(row.item_id)
        if item is None or item.status is ListingStatus.DELETED:
            return NOT_FOUND[1]
        if item.status is ListingStatus.BLOCKED:
            return "Banned and Reviewing Products cannot be delisted"
        if fate.applied:
            try:
                self._publishing.show(shop_id, row.item_id, not row.unlist)
            except BookError:
                return NOT_FOUND[1]
        return ""

    def _stock(self, shop_id: str, rows: Sequence[SellerStock]) -> int:
        return self._locations.total(shop_id, [(row.location_id, row.stock) for row in rows])

    def _item(self, shop_id: str, item_id: str) -> Item:
        item = self._book.shop(shop_id).items.get(item_id)
        if item is None or item.status is ListingStatus.DELETED:
            raise Refused(*NOT_FOUND)
        return item

    def _refuse(self, draft: Draft, *, sells: bool = True) -> None:
        fault = first_fault(
            draft,
            rules_of(leaf_of(draft.category_id or "")),
            COURIERS,
            lambda picture: self._pictures.known(ALL_PICTURES, picture),
            sells=sells,
        )
        if fault:
            raise refusal_of(fault)


def unlist_subject(request: Incoming) -> tuple[str, int]:
    """("", rows) of an unlist_item; ("", 0) where the body can't be read."""
    try:
        return "", len(read(_UnlistBody, request).item_list)
    except Refused:
        return "", 0
