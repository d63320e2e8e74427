"""Makes, changes, shows and hides listings of one shop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from connectors.base.category import Category, CategoryId, CategoryRules, Courier
from connectors.base.draft import Draft, ImageId, Published
from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected, Transient
from connectors.base.multipart import Part, multipart
from connectors.base.outcome import applied_despite
from connectors.base.picture import picture_type
from connectors.base.types import Applied, ItemId, ItemOutcome, ListingView, ModelId
from connectors.shopee.catalogue_wire import (
    FoundItemsWire,
    ImageWire,
    MadeItemWire,
    UnlistedListWire,
)
from connectors.shopee.categories import Categories
from connectors.shopee.client import ShopeeClient
from connectors.shopee.config import NOT_DELETED, PAGE_SIZE
from connectors.shopee.errors import ROW_REASON, ROWS_ARE_INSIDE, bare
from connectors.shopee.listings import NO_MODEL
from connectors.shopee.locations import Locations
from connectors.shopee.named import number
from connectors.shopee.outcomes import STOCK_LOCATION
from connectors.shopee.product_body import Json, new_item, page, variants
from connectors.shopee.wire import Envelope, ItemListWire, ModelListWire

PICTURE_BYTES = 10 * 1024 * 1024
SETTLE_SECONDS = 6
"""An item takes no variants in its first five seconds."""
LOOK_BACK = timedelta(days=2)
LOOK_BACK_PAGES = 4

MADE = Envelope[MadeItemWire]
FOUND = Envelope[FoundItemsWire]
ITEM_LIST = Envelope[ItemListWire]
MODEL_LIST = Envelope[ModelListWire]
SHOWN = Envelope[UnlistedListWire]
IMAGE = Envelope[ImageWire]

Read = Callable[[Sequence[ItemId]], tuple[ListingView, ...]]


class ShopeeCatalogue:
    """Speaks for one shop; `read` reads listings by their ids."""

    def __init__(
        self, client: ShopeeClient, locations: Locations, now: Callable[[], datetime], read: Read
    ) -> None:
        self._client = client
        self._locations = locations
        self._now = now
        self._read = read
        self._categories = Categories(client)

    def categories(self) -> tuple[Category, ...]:
        """The tree in Indonesian; one call."""
        return self._categories.tree()

    def rules(self, category_id: CategoryId) -> CategoryRules:
        """What a listing in this leaf must be like; two calls."""
        return self._categories.rules(category_id)

    def couriers(self) -> tuple[Courier, ...]:
        """The shop's couriers; one call."""
        return self._categories.couriers()

    def upload_image(self, content: bytes, name: str) -> ImageId:
        """≤ 10 MB; the picture belongs to the app, not to the shop."""
        kind = picture_type(content, PICTURE_BYTES, self._client.shop_id)
        parts = (Part("scene", b"normal"), Part("image", content, name, kind))
        made = self._client.upload("upload_image", IMAGE, *multipart(parts))
        if not made.image_info.image_id:
            raise Transient("connection.bad_answer", "upload_image", shop_id=self._client.shop_id)
        return ImageId(made.image_info.image_id)

    def publish(self, draft: Draft, key: str) -> Published:
        """One add_item. With variants it stays hidden until they are given, by `finish`. Shopee knows no
        key: ask `find` before trying again."""
        shop_id = self._client.shop_id
        if not draft.models:
            raise Rejected("shopee.no_models", shop_id=shop_id)
        if draft.tiers:
            # What makes no sense in the second step is refused before the first.
            variants(draft, "0", [()] * len(draft.models), shop_id)
        made = self._placed(
            "add_item",
            lambda: new_item(draft, self._stock(draft, 0), hidden=bool(draft.tiers), shop_id=shop_id),
        )
        if not made.item_id:
            raise OutcomeUnknown("connection.bad_answer", "add_item", shop_id=shop_id)
        item_id = ItemId(made.item_id)
        if not draft.tiers:
            return Published(item_id, (NO_MODEL,))
        return Published(item_id, finish_at=self._now() + timedelta(seconds=SETTLE_SECONDS))

    def finish(self, item_id: ItemId, draft: Draft) -> Published:
        """Give the variants and show the listing, each where it isn't done yet; up to four calls."""
        if not draft.tiers:
            return Published(item_id, (NO_MODEL,))
        models = self._models(item_id)
        if not models:
            places = range(len(draft.models))
            self._placed(
                "init_tier_variation",
                lambda: variants(
                    draft, item_id, [self._stock(draft, at) for at in places], self._client.shop_id
                ),
            )
            models = self._models(item_id)
        missing = [model.sku for model in draft.models if model.sku not in models]
        if missing:
            raise Rejected("shopee.variants_changed", shop_id=self._client.shop_id)
        (outcome,) = self.show([item_id], True)
        if outcome.error is not None:
            raise outcome.error
        return Published(item_id, tuple(models[model.sku] for model in draft.models))

    def find(self, skus: Sequence[str]) -> tuple[ListingView, ...]:
        """One search a SKU. Whether Shopee's search looks at variants too isn't documented: what it doesn't
        find is looked for among the items that changed in the last two days."""
        wanted = list(dict.fromkeys(sku for sku in skus if sku))
        found: list[str] = []
        for sku in wanted:
            query = [("page_size", str(PAGE_SIZE)), ("item_sku", sku)]
            query += [("item_status", status) for status in NOT_DELETED]
            found += self._client.get("search_item", FOUND, query).item_id_list
        views = self._with(found, wanted)
        if {view.sku for view in views} >= set(wanted):
            return views
        return self._with([*found, *self._changed_lately()], wanted)

    def update(self, item_id: ItemId, draft: Draft) -> None:
        """One update_item."""
        body = {"item_id": number(item_id), **page(draft, self._client.shop_id)}
        self._client.change("update_item", MADE, body)

    def show(self, item_ids: Sequence[ItemId], visible: bool) -> tuple[ItemOutcome, ...]:
        """One unlist_item for ≤ 50."""
        rows = [{"item_id": number(item_id), "unlist": not visible} for item_id in item_ids]
        try:
            answer = self._client.change("unlist_item", SHOWN, {"item_list": rows})
        except Rejected as refused:
            if len(item_ids) > 1 and bare(refused) in ROWS_ARE_INSIDE:
                return tuple(outcome for item_id in item_ids for outcome in self._alone(item_id, visible))
            return tuple(ItemOutcome(item_id, Applied.NO, refused) for item_id in item_ids)
        done = {row.item_id for row in answer.success_list}
        failed = {row.item_id: row.failed_reason for row in answer.failure_list}
        return tuple(self._outcome(item_id, done, failed) for item_id in item_ids)

    def _alone(self, item_id: ItemId, visible: bool) -> tuple[ItemOutcome, ...]:
        """One of several that were refused together without a word for each. Never raises: others may be
        applied."""
        try:
            return self.show([item_id], visible)
        except ConnectorError as error:
            return (ItemOutcome(item_id, applied_despite(error), error),)

    def _outcome(self, item_id: ItemId, done: set[str], failed: Mapping[str, str]) -> ItemOutcome:
        if item_id in done and item_id not in failed:
            return ItemOutcome(item_id, Applied.YES)
        if item_id in failed and item_id not in done:
            error = self._client.refusal(ROW_REASON, failed[item_id], write=True)
            return ItemOutcome(item_id, applied_despite(error), error)
        lost = OutcomeUnknown("connection.no_outcome", shop_id=self._client.shop_id)
        return ItemOutcome(item_id, Applied.UNKNOWN, lost)

    def _placed(self, endpoint: str, body: Callable[[], Json]) -> MadeItemWire:
        """A write with stock; once more with the shop's locations where it turns out to have several."""
        try:
            return self._client.change(endpoint, MADE, body())
        except Rejected as refused:
            if refused.key != STOCK_LOCATION:
                raise
            self._locations.forget()
            if not self._locations.names():
                raise
        return self._client.change(endpoint, MADE, body())

    def _stock(self, draft: Draft, place: int) -> list[Json]:
        return self._locations.at_first(draft.models[place].stock)

    def _models(self, item_id: ItemId) -> dict[str, ModelId]:
        rows = self._client.get("model_list", MODEL_LIST, [("item_id", item_id)]).model
        return {row.model_sku: ModelId(row.model_id) for row in rows if row.model_id}

    def _with(self, item_ids: Sequence[str], skus: Sequence[str]) -> tuple[ListingView, ...]:
        ids = [ItemId(item_id) for item_id in dict.fromkeys(item_ids)]
        views: list[ListingView] = []
        for at in range(0, len(ids), PAGE_SIZE):
            views += self._read(ids[at : at + PAGE_SIZE])
        return tuple(view for view in views if view.sku in skus)

    def _changed_lately(self) -> list[str]:
        since = int((self._now() - LOOK_BACK).timestamp())
        found: list[str] = []
        offset = 0
        for _ in range(LOOK_BACK_PAGES):
            query = [
                ("offset", str(offset)),
                ("page_size", str(PAGE_SIZE)),
                ("update_time_from", str(since)),
                ("update_time_to", str(int(self._now().timestamp()) + 1)),
            ]
            query += [("item_status", status) for status in NOT_DELETED]
            answer = self._client.get("item_list", ITEM_LIST, query)
            found += [row.item_id for row in answer.item]
            if not answer.has_next_page or answer.next_offset <= offset:
                break
            offset = answer.next_offset
        return found
