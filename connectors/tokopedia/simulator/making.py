"""Products that are made, changed, shown and hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from connectors.base.draft import Draft
from connectors.base.simulator.book import Book
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.forms import parts_of
from connectors.base.simulator.inspection import first_fault
from connectors.base.simulator.pictures import PictureRefused, Pictures
from connectors.base.simulator.publishing import Publishing
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError, Item
from connectors.tokopedia.simulator.asked import ShowBody, body_of
from connectors.tokopedia.simulator.pages import ProductBody, blank, refuse_marks, written
from connectors.tokopedia.simulator.refusal import MESSAGES, Refusal, success
from connectors.tokopedia.simulator.rules import leaf_of, refusal_of, rules_of
from connectors.tokopedia.simulator.shown import FRONTS, default_category, sold_as
from mappings.words import ListingStatus

MOST_SHOWN = 20
OF_THE_APP = ""
"""Pictures are handed over without a shop."""
DEFAULT_FRONTS = ("TIKTOK_SHOP",)
REFUSED_PICTURES = {"too_big": 12038005, "not_a_picture": 12038004}


class ProductMaking:
    """Answers for the shop that a request names. `audits` tells whether a partial edit is audited again."""

    def __init__(
        self,
        book: Book,
        publishing: Publishing,
        pictures: Pictures,
        shop_of: Callable[[Incoming], str],
        warehouses: Callable[[str], Sequence[str]],
        audits: Callable[[], bool],
    ) -> None:
        self._book = book
        self._publishing = publishing
        self._pictures = pictures
        self._shop_of = shop_of
        self._warehouses = warehouses
        self._audits = audits

    def upload(self, request: Incoming, fate: Fate) -> Outgoing:
        """images/upload."""
        parts = parts_of(request)
        if "data" not in parts:
            raise Refusal(12038002)
        try:
            uri = self._pictures.take(OF_THE_APP, parts["data"])
        except PictureRefused as refused:
            raise Refusal(REFUSED_PICTURES[refused.word]) from None
        use = parts.get("use_case", b"MAIN_IMAGE").decode()
        return success({"uri": uri, "url": f"https://img.invalid/{uri}", "use_case": use})

    def create(self, request: Incoming, fate: Fate) -> Outgoing:
        """A product, shown after its audit; the same idempotency key gives the same product."""
        body, shop_id = body_of(ProductBody, request), self._shop_of(request)
        rules = rules_of(leaf_of(body.category_id or ""))
        if not body.skus:
            raise Refusal(12052902)
        self._refuse_warehouses(shop_id, body)
        draft = written(body, blank("", ""), rules)
        self._refuse(draft, sells=True)
        if fate.ignored:
            ids = {model.sku: f"{place}" for place, model in enumerate(draft.models, start=1)}
            return success(_made(self._publishing.new_item_id(), ids))
        key = body.idempotency_key
        item = self._publishing.create(shop_id, draft, ListingStatus.LIVE, key=key)
        item.fronts = _fronts(body.listing_platforms)
        return success(_made(item.item_id, {model.sku: model.model_id for model in item.models.values()}))

    def edit(self, request: Incoming, fate: Fate) -> Outgoing:
        """Partial and full edits: SKUs that aren't named are gone."""
        body, shop_id = body_of(ProductBody, request), self._shop_of(request)
        whole = request.method == "PUT"
        with self._book.lock:
            item = self._book.shop(shop_id).items.get(request.path.split("/")[4])
            if item is None:
                raise Refusal(12052032)
            before = item.page or blank(item.title, default_category())
            category = body.category_id if whole and body.category_id else before.category_id
            draft = written(body, before, rules_of(leaf_of(category or "")))
            self._refuse(draft, sells=False)
            if not fate.ignored:
                self._keep(item, body)
                draft = replace(draft, models=before.models, tiers=before.tiers)
                audit = whole or self._audits()
                self._publishing.rewrite(shop_id, item.item_id, draft, audit=audit)
                if body.listing_platforms is not None:
                    item.fronts = _fronts(body.listing_platforms)
            ids = {model.sku: model.model_id for model in item.models.values()}
            return success(_made(item.item_id, ids))

    def activate(self, request: Incoming, fate: Fate) -> Outgoing:
        """Show on the fronts that are named; on TikTok Shop alone where none is."""
        return self._show(request, fate, visible=True)

    def deactivate(self, request: Incoming, fate: Fate) -> Outgoing:
        """Hide on the fronts that are named; on TikTok Shop alone where none is."""
        return self._show(request, fate, visible=False)

    def _show(self, request: Incoming, fate: Fate, *, visible: bool) -> Outgoing:
        body, shop_id = body_of(ShowBody, request), self._shop_of(request)
        if not 1 <= len(body.product_ids) <= MOST_SHOWN:
            raise Refusal(12019120)
        fronts = _fronts(body.listing_platforms)
        errors: list[Mapping[str, object]] = []
        with self._book.lock:
            for place, product_id in enumerate(body.product_ids):
                code = 12052901 if place == fate.refused_row else 0
                if not code and not fate.ignored:
                    code = self._shown(shop_id, product_id, fronts, visible=visible)
                if code:
                    errors.append(_shown_error(product_id, code, wrapped=visible))
        return success({"errors": errors} if errors else {})

    def _shown(self, shop_id: str, product_id: str, fronts: frozenset[str], *, visible: bool) -> int:
        item = self._book.shop(shop_id).items.get(product_id)
        if item is None:
            return 12052048
        sold = sold_as(item) in ("ACTIVATE", "PENDING")
        before = (item.fronts or frozenset(FRONTS)) if sold else frozenset()
        after = before | fronts if visible else before - fronts
        try:
            self._publishing.show(shop_id, product_id, bool(after))
        except BookError:
            return 12052901
        item.fronts = after or frozenset(FRONTS)
        return 0

    def _keep(self, item: Item, body: ProductBody) -> None:
        if body.skus is None:
            return
        named = [sku.id for sku in body.skus]
        if not set(named) <= item.models.keys():
            raise Refusal(12052557)
        item.models = {sku_id: item.models[sku_id] for sku_id in item.models if sku_id in named}

    def _refuse(self, draft: Draft, *, sells: bool) -> None:
        refuse_marks(draft.title, 12052931)
        refuse_marks(draft.description, 12052932)
        rules = rules_of(leaf_of(draft.category_id or ""))
        fault = first_fault(draft, rules, (), partial(self._pictures.known, OF_THE_APP), sells=sells)
        if fault:
            raise refusal_of(fault)

    def _refuse_warehouses(self, shop_id: str, body: ProductBody) -> None:
        known = self._warehouses(shop_id)
        for sku in body.skus or ():
            for part in sku.inventory:
                if part.warehouse_id not in known:
                    raise Refusal(12052097)


def _fronts(named: Sequence[str] | None) -> frozenset[str]:
    fronts = frozenset(named or DEFAULT_FRONTS)
    if not fronts <= set(FRONTS):
        raise Refusal(12052330)
    return fronts


def _made(product_id: str, ids: Mapping[str, str]) -> dict[str, object]:
    # In no order that anybody promised: here, the last first.
    skus = [{"id": model_id, "seller_sku": sku} for sku, model_id in reversed(list(ids.items()))]
    return {"product_id": product_id, "skus": skus, "audit": {"status": "AUDITING"}}


def _shown_error(product_id: str, code: int, *, wrapped: bool) -> Mapping[str, object]:
    """activate wraps its reasons, deactivate doesn't: as in the vendor's samples."""
    message = MESSAGES[str(code)]
    if not wrapped:
        return {"code": code, "message": message, "detail": {"product_id": product_id}}
    extra = [{"code": code, "message": message}]
    detail = {"product_id": product_id, "extra_errors": extra}
    return {"code": 12052990, "message": MESSAGES["12052990"], "detail": detail}
