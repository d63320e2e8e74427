"""Makes, changes, shows and hides listings of one shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from connectors.base.category import Category, CategoryId, CategoryRules, Courier
from connectors.base.draft import Draft, ImageId, Published
from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected, Transient
from connectors.base.multipart import Part
from connectors.base.outcome import applied_despite
from connectors.base.picture import picture_type
from connectors.base.types import Applied, ItemId, ItemOutcome, ListingView, ModelId
from connectors.lazada.catalogue_wire import ProductWire, SkuWire
from connectors.lazada.categories import Categories
from connectors.lazada.category_wire import MadeProductWire, UploadedWire
from connectors.lazada.client import LazadaClient
from connectors.lazada.errors import NOT_ONLINE
from connectors.lazada.finding import find
from connectors.lazada.listings import listing_views
from connectors.lazada.payload import Fields, product_payload
from connectors.lazada.product_body import changed_page, in_draft_order, new_product, shown_again
from mappings.words import ListingStatus

PICTURE_BYTES = 3 * 1024 * 1024
"""By the guide; the page of the call itself says 1 MB, in which case a bigger one is refused there."""
DELETED = "deleted"
MOST_SKUS = 50
"""Of one write; more end in time-outs."""


class LazadaCatalogue:
    """Speaks for one shop."""

    def __init__(self, client: LazadaClient, shop_id: str, now: Callable[[], datetime]) -> None:
        self._client = client
        self._shop_id = shop_id
        self._now = now
        self._categories = Categories(client)

    def categories(self) -> tuple[Category, ...]:
        """The tree in Indonesian; one call."""
        return self._categories.tree()

    def rules(self, category_id: CategoryId) -> CategoryRules:
        """What a listing in this leaf must be like; one call."""
        return self._categories.rules(category_id)

    def couriers(self) -> tuple[Courier, ...]:
        """None: they are those of the shop, set in Seller Center."""
        return ()

    def upload_image(self, content: bytes, name: str) -> ImageId:
        """≤ 3 MB; the picture's address at Lazada."""
        kind = picture_type(content, PICTURE_BYTES, self._shop_id)
        uploaded = self._client.upload("upload_image", UploadedWire, (Part("image", content, name, kind),))
        if not uploaded.image.url:
            raise Transient("connection.bad_answer", "upload_image", shop_id=self._shop_id)
        return ImageId(uploaded.image.url)

    def publish(self, draft: Draft, key: str) -> Published:
        """Look whether the shop has these SKUs, read the category's fields, and make it all in one call;
        buyers see it after Lazada's check. Lazada knows no key, and documents differ on whether it refuses a
        SKU that the shop has already: so nothing is made where one is found. Raises Rejected then."""
        if draft.category_id is None or not draft.models:
            raise Rejected("lazada.details_refused", shop_id=self._shop_id)
        if self.find([model.sku for model in draft.models if model.sku]):
            raise Rejected("lazada.sku_listed", shop_id=self._shop_id)
        fields = new_product(draft, self._categories.fields(draft.category_id), self._shop_id)
        made = self._client.make("create_product", MadeProductWire, [("payload", product_payload(fields))])
        if not made.item_id:
            raise OutcomeUnknown("connection.bad_answer", "create_product", shop_id=self._shop_id)
        ids = in_draft_order(draft, {sku.seller_sku: sku.sku_id for sku in made.skus})
        return Published(ItemId(made.item_id), tuple(ModelId(each) for each in ids))

    def finish(self, item_id: ItemId, draft: Draft) -> Published:
        """There is no further step: what stands there."""
        product = self._product(item_id)
        ids = in_draft_order(draft, {sku.seller_sku: sku.sku_id for sku in product.skus})
        return Published(item_id, tuple(ModelId(each) for each in ids))

    def find(self, skus: Sequence[str]) -> tuple[ListingView, ...]:
        """The listings with these SKUs, hidden ones and those in check too."""
        return find(self._client, skus, self._now, self._shop_id)

    def update(self, item_id: ItemId, draft: Draft) -> None:
        """Read which SKUs there are, and write the page and their parcel; once more for each further 50."""
        product = self._product(item_id)
        for skus in _parts(product):
            self._write(changed_page(draft, item_id, skus, self._shop_id))

    def show(self, item_ids: Sequence[ItemId], visible: bool) -> tuple[ItemOutcome, ...]:
        """One call hides a listing; two show it, of which the first reads its SKUs."""
        if len(item_ids) == 1:
            return (self._shown(item_ids[0], visible),)
        return tuple(self._shown_alone(item_id, visible) for item_id in item_ids)

    def _shown_alone(self, item_id: ItemId, visible: bool) -> ItemOutcome:
        """One of several. Never raises: others may be applied."""
        try:
            return self._shown(item_id, visible)
        except ConnectorError as error:
            return ItemOutcome(item_id, applied_despite(error), error)

    def _shown(self, item_id: ItemId, visible: bool) -> ItemOutcome:
        try:
            if visible:
                self._show(item_id)
            else:
                self._hide(item_id)
        except Rejected as refused:
            return ItemOutcome(item_id, Applied.NO, refused)
        return ItemOutcome(item_id, Applied.YES)

    def _hide(self, item_id: ItemId) -> None:
        payload = product_payload([("ItemId", item_id)])
        try:
            self._client.change("deactivate", [("apiRequestBody", payload)])
        except Rejected as refused:
            # It isn't shown: because it was hidden before, or because Lazada itself has blocked it.
            if refused.technical not in NOT_ONLINE or self._status(item_id) != {ListingStatus.HIDDEN}:
                raise

    def _show(self, item_id: ItemId) -> None:
        """A listing that is shown is left alone: a SKU that the seller hid in it would be shown too."""
        product = self._product(item_id)
        views = listing_views(product, self._now())
        if any(view.status is ListingStatus.LIVE for view in views):
            return
        for skus in _parts(product):
            self._write(shown_again(product, skus))

    def _status(self, item_id: ItemId) -> set[ListingStatus]:
        return {view.status for view in listing_views(self._product(item_id), self._now())}

    def _write(self, fields: Fields) -> None:
        self._client.change("update_product", [("payload", product_payload(fields))])

    def _product(self, item_id: ItemId) -> ProductWire:
        product = self._client.get("product", ProductWire, [("item_id", item_id)])
        if product.item_id != item_id or not product.skus:
            raise Transient("connection.bad_answer", "product", shop_id=self._shop_id)
        return product


def _parts(product: ProductWire) -> Iterator[Sequence[SkuWire]]:
    """The SKUs of a product that aren't deleted, as many at a time as a write takes."""
    skus = [sku for sku in product.skus if sku.sku_id and sku.status.lower() != DELETED]
    for start in range(0, len(skus), MOST_SKUS):
        yield skus[start : start + MOST_SKUS]
