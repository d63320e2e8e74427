"""Makes, changes, shows and hides listings on both fronts of one shop."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connectors.base.category import Category, CategoryId, CategoryRules, Courier
from connectors.base.draft import Draft, ImageId, Published
from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected, Transient
from connectors.base.multipart import Part
from connectors.base.outcome import applied_despite
from connectors.base.picture import picture_type
from connectors.base.types import Applied, ItemId, ItemOutcome, ListingView, ModelId
from connectors.tokopedia.catalogue_wire import (
    MadeProductWire,
    PictureWire,
    ShownErrorsWire,
    ShownErrorWire,
    WarehousesWire,
)
from connectors.tokopedia.categories import Categories
from connectors.tokopedia.client import Json, TikTokShopClient
from connectors.tokopedia.config import FRONTS
from connectors.tokopedia.outcomes import NO_OUTCOME, refusal
from connectors.tokopedia.product_body import (
    in_draft_order,
    kept_sku,
    new_product,
    page,
    pre_order_changes,
)
from connectors.tokopedia.wire import InventoryWire, ProductWire

PICTURE_BYTES = 10 * 1024 * 1024

Found = Callable[[Sequence[str]], tuple[ListingView, ...]]


class TikTokShopCatalogue:
    """Speaks for one shop; `found` reads listings by their SKUs."""

    def __init__(self, client: TikTokShopClient, shop_id: str, found: Found) -> None:
        self._client = client
        self._shop_id = shop_id
        self._found = found
        self._categories = Categories(client)

    def categories(self) -> tuple[Category, ...]:
        """The tree in Indonesian, without categories that ask for an invitation."""
        return self._categories.tree()

    def rules(self, category_id: CategoryId) -> CategoryRules:
        """What a listing in this leaf must be like."""
        return self._categories.rules(category_id)

    def couriers(self) -> tuple[Courier, ...]:
        """None: the warehouse's couriers are used, unless the seller sets others in Seller Center."""
        return ()

    def upload_image(self, content: bytes, name: str) -> ImageId:
        """≤ 10 MB."""
        kind = picture_type(content, PICTURE_BYTES, self._shop_id)
        parts = (Part("use_case", b"MAIN_IMAGE"), Part("data", content, name, kind))
        picture = self._client.upload("upload_image", PictureWire, parts)
        if not picture.uri:
            raise Transient("connection.bad_answer", "upload_image", shop_id=self._shop_id)
        return ImageId(picture.uri)

    def publish(self, draft: Draft, key: str) -> Published:
        """One call makes it all; buyers see it after TikTok Shop's audit."""
        body = new_product(draft, self._warehouse(), key, self._shop_id)
        made, request_id = self._client.write("create_product", MadeProductWire, body)
        if not made.product_id:
            raise OutcomeUnknown("connection.bad_answer", request_id=request_id, shop_id=self._shop_id)
        ids = in_draft_order(draft, {sku.seller_sku: sku.id for sku in made.skus})
        return Published(ItemId(made.product_id), tuple(ModelId(each) for each in ids))

    def finish(self, item_id: ItemId, draft: Draft) -> Published:
        """There is no further step: what stands there."""
        product = self._product(item_id)
        ids = in_draft_order(draft, {sku.seller_sku: sku.id for sku in product.skus})
        return Published(item_id, tuple(ModelId(each) for each in ids))

    def find(self, skus: Sequence[str]) -> tuple[ListingView, ...]:
        """The listings with these SKUs, hidden ones and those in audit too."""
        return self._found(skus)

    def update(self, item_id: ItemId, draft: Draft) -> None:
        """A partial edit, which leaves alone what it doesn't name; a whole one, which is audited again, only
        where the category changes."""
        product = self._product(item_id)
        body = page(draft, self._shop_id)
        chain = [link.id for link in product.category_chains]
        moved = bool(chain) and draft.category_id not in (None, chain[-1])
        if moved:
            body["category_id"] = draft.category_id
        if moved or pre_order_changes(product.skus, draft):
            # SKUs that such a call doesn't name are deleted there: name all of them, or make no call.
            self._refuse_gaps(product)
            body["skus"] = [kept_sku(sku, draft) for sku in product.skus]
        call = "edit_product" if moved else "partial_edit"
        self._client.write(call, MadeProductWire, body, product_id=item_id)

    def _refuse_gaps(self, product: ProductWire) -> None:
        """Raises Transient unless the inventory service knows the same SKUs as the product's page."""
        wire = self._client.search("search_inventory", InventoryWire, {"product_ids": [product.id]})
        held = {sku.id for row in wire.inventory if row.product_id == product.id for sku in row.skus}
        if not held or held != {sku.id for sku in product.skus}:
            raise Transient("connection.bad_answer", "skus", shop_id=self._shop_id)

    def show(self, item_ids: Sequence[ItemId], visible: bool) -> tuple[ItemOutcome, ...]:
        """On Tokopedia and TikTok Shop; a listing that is shown again is audited first."""
        body: dict[str, Json] = {"product_ids": list(item_ids), "listing_platforms": FRONTS}
        call = "activate" if visible else "deactivate"
        try:
            answer, request_id = self._client.write(call, ShownErrorsWire, body)
        except Rejected as refused:
            if len(item_ids) == 1:
                return (ItemOutcome(item_ids[0], Applied.NO, refused),)
            return tuple(outcome for item_id in item_ids for outcome in self._shown_alone(item_id, visible))
        named = {ItemId(error.detail.product_id): error for error in answer.errors}
        stray = any(item_id not in item_ids for item_id in named)
        return tuple(self._outcome(item_id, named.get(item_id), stray, request_id) for item_id in item_ids)

    def _shown_alone(self, item_id: ItemId, visible: bool) -> tuple[ItemOutcome, ...]:
        """One of several that were refused together. Never raises: others may be applied."""
        try:
            return self.show([item_id], visible)
        except ConnectorError as error:
            return (ItemOutcome(item_id, applied_despite(error), error),)

    def _outcome(
        self, item_id: ItemId, error: ShownErrorWire | None, stray: bool, request_id: str
    ) -> ItemOutcome:
        if error is not None:
            refused = refusal(error, error.detail.extra_errors, self._shop_id, request_id)
            return ItemOutcome(item_id, applied_despite(refused), refused)
        if stray:
            silent = OutcomeUnknown(NO_OUTCOME, request_id=request_id, shop_id=self._shop_id)
            return ItemOutcome(item_id, Applied.UNKNOWN, silent)
        return ItemOutcome(item_id, Applied.YES)

    def _product(self, item_id: ItemId) -> ProductWire:
        return self._client.get("product", ProductWire, product_id=item_id)

    def _warehouse(self) -> str:
        """The shop's default warehouse for sales; raises Rejected where there is none that works."""
        rows = self._client.get("warehouses", WarehousesWire).warehouses
        usable = [
            row
            for row in rows
            if row.id and row.effect_status in ("ENABLED", "") and row.type in ("SALES_WAREHOUSE", "")
        ]
        if not usable:
            raise Rejected("tokopedia.no_warehouse", shop_id=self._shop_id)
        return next((row.id for row in usable if row.is_default), usable[0].id)
