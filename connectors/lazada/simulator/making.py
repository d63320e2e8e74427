"""Products that are made, changed, shown and hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from xml.etree import ElementTree as Xml

from connectors.base.draft import Draft
from connectors.base.simulator.book import Book
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.forms import parts_of
from connectors.base.simulator.inspection import first_fault
from connectors.base.simulator.pictures import PictureRefused, Pictures
from connectors.base.simulator.publishing import Publishing
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError, Item
from connectors.lazada.simulator.asked import parameters, product_of
from connectors.lazada.simulator.pages import blank, fields_of, written
from connectors.lazada.simulator.refusal import Refusal, success
from connectors.lazada.simulator.rules import REFUSED_AS, NotTaken, fault, leaf_of, rules_of
from connectors.lazada.simulator.shown import PICTURE_HOST, default_category
from mappings.words import ListingStatus

MARKS = frozenset('"^~<>|')
REFUSED_PICTURES = {"too_big": "303", "not_a_picture": "302"}
COVERS = {True: ("500", "E500: Create product failed"), False: ("501", "E501: Update product failed")}


class ProductMaking:
    """Answers for the shop that a request's token names. `at` tells how a switch stands."""

    def __init__(
        self,
        book: Book,
        publishing: Publishing,
        pictures: Pictures,
        shop_of: Callable[[Incoming], str],
        at: Callable[[str], str],
    ) -> None:
        self._book = book
        self._publishing = publishing
        self._pictures = pictures
        self._shop_of = shop_of
        self._at = at

    def upload(self, request: Incoming, fate: Fate) -> Outgoing:
        """image/upload."""
        content = parts_of(request).get("image")
        if content is None:
            raise Refusal("302")
        if len(content) > int(self._at("picture_limit")):
            raise Refusal("303")
        try:
            code = self._pictures.take(self._shop_of(request), content)
        except PictureRefused as refused:
            raise Refusal(REFUSED_PICTURES[refused.word]) from None
        return success({"image": {"hash_code": code, "url": f"{PICTURE_HOST}{code}.jpg"}})

    def create(self, request: Incoming, fate: Fate) -> Outgoing:
        """product/create: a product that buyers see after Lazada's check."""
        product, shop_id = product_of(request, "payload"), self._shop_of(request)
        rules = rules_of(leaf_of(_text(product, "PrimaryCategory")))
        with self._book.lock:
            try:
                draft = written(product, blank("", ""), rules, new=True)
                self._refuse(shop_id, draft, new=True)
            except NotTaken as refused:
                raise self._worded(refused, new=True) from None
            if fate.ignored:
                ids = {model.sku: f"{place}" for place, model in enumerate(draft.models, start=1)}
                return success(_made(self._publishing.new_item_id(), ids))
            item = self._publishing.create(shop_id, draft, ListingStatus.LIVE)
            return success(_made(item.item_id, {row.sku: row.model_id for row in item.models.values()}))

    def update(self, request: Incoming, fate: Fate) -> Outgoing:
        """product/update: the page, and whether it is shown; what isn't named stays."""
        product, shop_id = product_of(request, "payload"), self._shop_of(request)
        with self._book.lock:
            item = self._found(shop_id, _text(product, "ItemId"), "4137")
            skus = [fields_of(sku) for sku in product.findall("./Skus/Sku")]
            if not skus or not all(sku.get("SkuId") for sku in skus):
                raise Refusal("4216")
            if fate.refused_row >= 0 or not {sku["SkuId"] for sku in skus} <= item.models.keys():
                raise Refusal("501", detail=[{"field": skus[0]["SkuId"], "message": "ITEM_NOT_FOUND"}])
            if item.status is ListingStatus.BLOCKED and item.audit is None:
                raise Refusal("4218")
            if not fate.ignored:
                self._rewrite(shop_id, item, product)
                self._set_status(shop_id, item, [sku.get("Status", "") for sku in skus])
        return success({})

    def deactivate(self, request: Incoming, fate: Fate) -> Outgoing:
        """product/deactivate: the whole product."""
        product, shop_id = product_of(request, "apiRequestBody"), self._shop_of(request)
        item_id = _text(product, "ItemId")
        if not item_id:
            raise Refusal("E0001")
        with self._book.lock:
            item = self._found(shop_id, item_id, "E0002")
            if fate.refused_row >= 0:
                raise Refusal("4155")
            if item.status is ListingStatus.HIDDEN:
                raise Refusal("E0004")
            if not fate.ignored:
                self._show(shop_id, item_id, False, "E0004")
        return success({})

    def rows(self, request: Incoming) -> tuple[str, int]:
        """(item, how many SKUs it has) of an update or a deactivation."""
        given = parameters(request)
        name = "payload" if "payload" in given else "apiRequestBody"
        try:
            item_id = _text(product_of(request, name), "ItemId")
        except Refusal:
            return "", 0
        item = self._book.shop(self._shop_of(request)).items.get(item_id)
        return item_id, len(item.models) if item else 0

    def _rewrite(self, shop_id: str, item: Item, product: Xml.Element) -> None:
        words = product.find("./Attributes")
        if words is None or not len(words):
            return
        before = item.page or blank(item.title, default_category())
        rules = rules_of(leaf_of(_text(product, "PrimaryCategory") or before.category_id or ""))
        try:
            draft = written(product, before, rules, new=False)
            self._refuse(shop_id, draft, new=False)
        except NotTaken as refused:
            raise self._worded(refused, new=False) from None
        audit = self._at("update_is_checked") == "yes"
        self._publishing.rewrite(shop_id, item.item_id, draft, audit=audit)

    def _set_status(self, shop_id: str, item: Item, named: Sequence[str]) -> None:
        """A SKU whose status is left out is kept, or shown."""
        words = {word or ("active" if self._at("status_left_out") == "active" else "") for word in named}
        if "active" in words:
            self._show(shop_id, item.item_id, True, "4218")
        elif words == {"inactive"} and item.status is not ListingStatus.HIDDEN:
            self._show(shop_id, item.item_id, False, "4218")

    def _show(self, shop_id: str, item_id: str, visible: bool, code: str) -> None:
        try:
            self._publishing.show(shop_id, item_id, visible)
        except BookError:
            raise Refusal(code) from None

    def _found(self, shop_id: str, item_id: str, code: str) -> Item:
        item = self._book.shop(shop_id).items.get(item_id)
        if item is None or item.status is ListingStatus.DELETED:
            raise Refusal(code)
        return item

    def _refuse(self, shop_id: str, draft: Draft, *, new: bool) -> None:
        rules = rules_of(leaf_of(draft.category_id or ""))
        found = first_fault(draft, rules, (), partial(self._knows, shop_id), sells=new)
        if found:
            raise fault(found)
        if self._at("special_marks") == "refused":
            values = chain.from_iterable(values for _, values in draft.attributes)
            options = chain.from_iterable(tier.options for tier in draft.tiers if new)
            texts = [draft.title, *(value.text for value in values), *options]
            if any(MARKS & set(text) for text in texts):
                raise NotTaken("marks")
        if new:
            self._refuse_goods(shop_id, draft)

    def _refuse_goods(self, shop_id: str, draft: Draft) -> None:
        pictured = [model.image is not None for model in draft.models]
        if any(pictured) and not all(pictured):
            raise NotTaken("images")
        listed = self._publishing.found(shop_id, [model.sku for model in draft.models])
        if listed and self._at("same_seller_sku") == "refused":
            raise NotTaken("sku_listed", draft.models[0].sku)

    def _knows(self, shop_id: str, address: str) -> bool:
        code = address.removeprefix(PICTURE_HOST).removesuffix(".jpg")
        return address.startswith(PICTURE_HOST) and self._pictures.known(shop_id, code)

    def _worded(self, refused: NotTaken, *, new: bool) -> Refusal:
        """A cover over its reason, or the reason's own number: both are seen."""
        number, name = REFUSED_AS[refused.word]
        cover, message = COVERS[new]
        if self._at("listing_refusal") == "as_code":
            detail = {"field": refused.sku, "message": "Please fill it in before re-uploading.", "code": name}
            return Refusal(number, message, [detail])
        detail = {"field": "", "message": f"{name}: {refused.word}", "seller_sku": refused.sku}
        return Refusal(cover, message, [detail])


def _text(product: Xml.Element, name: str) -> str:
    return (product.findtext(f"./{name}") or "").strip()


def _made(item_id: str, ids: Mapping[str, str]) -> dict[str, object]:
    # In no order that anybody promised: here, the last first, as in the vendor's sample.
    skus = [
        {"seller_sku": sku, "sku_id": int(model_id), "shop_sku": f"{item_id}_ID-{model_id}"}
        for sku, model_id in reversed(list(ids.items()))
    ]
    return {"item_id": int(item_id), "item_status": "Pending QC", "sku_list": skus}
