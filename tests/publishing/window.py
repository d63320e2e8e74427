"""A marketplace in memory: it keeps listings, has limits, and fails as it is told.

It can be killed at any place, which a simulator behind HTTP can't.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from connectors.base.catalogue import Catalogue
from connectors.base.category import (
    Attribute,
    AttributeId,
    AttributeKind,
    Category,
    CategoryId,
    CategoryRules,
    Choice,
    Courier,
    CourierId,
    Span,
)
from connectors.base.draft import Draft, DraftModel, ImageId, Published
from connectors.base.errors import ConnectorError, Rejected
from connectors.base.fulfilment import Fulfilment
from connectors.base.protocol import Manifest
from connectors.base.registry import marketplace
from connectors.base.types import (
    Applied,
    ExternalOrderId,
    ItemId,
    ItemOutcome,
    ListingView,
    ModelId,
    OrderRef,
    OrderView,
    Page,
    PriceRow,
    RowOutcome,
    StockRow,
)
from mappings.words import ListingStatus

SHIRTS = CategoryId("601")
HATS = CategoryId("602")
MATERIAL = AttributeId("m1")
TREE = (
    Category(CategoryId("600"), CategoryId(""), "Pakaian Pria", leaf=False),
    Category(SHIRTS, CategoryId("600"), "Kemeja", leaf=True),
    Category(HATS, CategoryId("600"), "Topi", leaf=True),
)
RULES = CategoryRules(
    category_id=SHIRTS,
    attributes=(
        Attribute(
            MATERIAL, "Material", AttributeKind.CHOICE, required=True, choices=(Choice("c1", "Katun"),)
        ),
    ),
    title=Span(5, 100),
    description=Span(10, 5000),
    images=Span(1, 3),
    price=Span(100, 100_000_000),
    stock=Span(0, 9999),
    weight_grams=Span(1, 50_000),
    tiers=2,
    options=20,
    models=50,
    pre_order_days=Span(3, 30),
    price_ratio=Decimal(7),
    courier=True,
)
COURIERS = (
    Courier(CourierId("reg"), "Reguler", enabled=True, weight_grams=Span(1, 20_000)),
    Courier(CourierId("off"), "Kargo", enabled=False),
)


@dataclass
class Item:
    """A listing in the books."""

    item_id: str
    key: str
    draft: Draft
    models: tuple[str, ...]
    visible: bool
    found_from: datetime
    """Before this neither a search nor a reading finds it."""
    steps_left: int = 0


class Died(BaseException):
    """The worker is killed at this very place."""


Fault = Callable[[], BaseException | None]
"""What a call fails with; one that gives None only sees that it comes so far."""


@dataclass
class Window(Catalogue):
    """The marketplace. `before` and `after` hold what the next calls of a method fail with, before or after
    they took effect; None lets one pass. `knows_keys`: of two tries with one key only one listing is made."""

    now: Callable[[], datetime]
    tree: tuple[Category, ...] = TREE
    rule_of: dict[CategoryId, CategoryRules] = field(default_factory=lambda: {SHIRTS: RULES})
    courier_list: tuple[Courier, ...] = COURIERS
    knows_keys: bool = False
    steps: int = 0
    step_pause: timedelta = timedelta(seconds=6)
    lag: timedelta = timedelta(0)
    items: dict[str, Item] = field(default_factory=dict)
    images: list[bytes] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    before: dict[str, list[Fault | None]] = field(default_factory=dict)
    after: dict[str, list[Fault | None]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def categories(self) -> tuple[Category, ...]:
        self._begin("categories")
        return self.tree

    def rules(self, category_id: CategoryId) -> CategoryRules:
        self._begin("rules")
        if category_id not in self.rule_of:
            raise Rejected("window.no_category")
        return self.rule_of[category_id]

    def couriers(self) -> tuple[Courier, ...]:
        self._begin("couriers")
        return self.courier_list

    def upload_image(self, content: bytes, name: str) -> ImageId:
        self._begin("upload_image")
        assert "/" not in name
        self.images.append(content)
        self._end("upload_image")
        return ImageId(f"img-{len(self.images)}")

    def publish(self, draft: Draft, key: str) -> Published:
        self._begin("publish")
        known = next((item for item in self.items.values() if item.key == key), None)
        if known is None or not self.knows_keys:
            item_id = str(7000 + len(self.items))
            models = tuple(f"{item_id}{place:02}" for place, _ in enumerate(draft.models))
            known = Item(item_id, key, draft, models, not self.steps, self.now() + self.lag, self.steps)
            self.items[item_id] = known
        self._end("publish")
        return self._told(known)

    def finish(self, item_id: ItemId, draft: Draft) -> Published:
        self._begin("finish")
        item = self.items[item_id]
        item.steps_left = max(0, item.steps_left - 1)
        item.visible = not item.steps_left
        self._end("finish")
        return self._told(item)

    def find(self, skus: Sequence[str]) -> tuple[ListingView, ...]:
        self._begin("find")
        assert 0 < len(skus) <= 10
        found: list[ListingView] = []
        for item in self.items.values():
            if item.found_from > self.now():
                continue
            found += [view for view in self._views(item) if view.sku in skus]
        return tuple(found)

    def update(self, item_id: ItemId, draft: Draft) -> None:
        self._begin("update")
        item = self.items[item_id]
        item.draft = replace(draft, models=item.draft.models)
        self._end("update")

    def show(self, item_ids: Sequence[ItemId], visible: bool) -> tuple[ItemOutcome, ...]:
        self._begin("show")
        for item_id in item_ids:
            self.items[item_id].visible = visible
        self._end("show")
        return tuple(ItemOutcome(item_id, Applied.YES) for item_id in item_ids)

    def views(self, item_id: str) -> tuple[ListingView, ...]:
        """The item's rows as a seller sees them; none while it isn't searchable yet."""
        item = self.items.get(item_id)
        return () if item is None or item.found_from > self.now() else tuple(self._views(item))

    def _views(self, item: Item) -> list[ListingView]:
        return [
            self._view(item, model_id, model)
            for model_id, model in zip(item.models, item.draft.models, strict=True)
        ]

    def _view(self, item: Item, model_id: str, model: DraftModel) -> ListingView:
        status = ListingStatus.LIVE if item.visible else ListingStatus.HIDDEN
        return ListingView(
            ItemId(item.item_id),
            ModelId(model_id),
            item.draft.title,
            model.options,
            model.sku,
            model.barcode,
            model.price,
            model.stock,
            status,
        )

    def _told(self, item: Item) -> Published:
        if item.steps_left:
            return Published(ItemId(item.item_id), finish_at=self.now() + self.step_pause)
        return Published(ItemId(item.item_id), tuple(ModelId(model) for model in item.models))

    def _begin(self, name: str) -> None:
        self.calls.append(name)
        self._fail(self.before, name)

    def _end(self, name: str) -> None:
        self._fail(self.after, name)

    def _fail(self, plan: dict[str, list[Fault | None]], name: str) -> None:
        waiting = plan.get(name)
        fault = waiting.pop(0) if waiting else None
        error = fault() if fault is not None else None
        if error is not None:
            raise error


@dataclass
class WindowConnector:
    """A connector with nothing but a window: no other call is expected."""

    window: Window | None
    manifest: Manifest = field(default_factory=lambda: marketplace("shopee").manifest)
    fulfilment: Fulfilment | None = None

    @property
    def catalogue(self) -> Catalogue | None:
        return self.window

    def read_listings(self, item_ids: Sequence[ItemId]) -> tuple[ListingView, ...]:
        assert self.window is not None
        self.window.calls.append("read_listings")
        return tuple(view for item_id in item_ids for view in self.window.views(item_id))

    def check(self) -> str:
        raise AssertionError("not asked for")

    def pull_listings(self, cursor: str = "") -> Page[ListingView]:
        raise AssertionError(cursor)

    def push_stock(self, item_id: ItemId, rows: Sequence[StockRow]) -> tuple[RowOutcome, ...]:
        raise AssertionError((item_id, rows))

    def push_price(self, item_id: ItemId, rows: Sequence[PriceRow]) -> tuple[RowOutcome, ...]:
        raise AssertionError((item_id, rows))

    def list_orders(self, since: datetime, until: datetime, cursor: str = "") -> Page[OrderRef]:
        raise AssertionError((since, until, cursor))

    def read_orders(self, order_ids: Sequence[ExternalOrderId]) -> tuple[OrderView, ...]:
        raise AssertionError(order_ids)


def failing(error: Callable[[str], ConnectorError], key: str = "connection.broken") -> Fault:
    """A fault that raises this kind of error."""
    return lambda: error(key)
