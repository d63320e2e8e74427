"""All tables of the simulated server behind one lock: a request holds it whole, as Saleor holds its row
locks."""

from __future__ import annotations

import random
import string
import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from threading import RLock
from typing import TypeVar

from connectors.base.simulator.journal import Journal
from storefront_sync.saleor.simulator.state.apps import App, Installation, Staff
from storefront_sync.saleor.simulator.state.catalogue import (
    Attribute,
    Category,
    Product,
    ProductType,
    Stock,
    Variant,
)
from storefront_sync.saleor.simulator.state.checkouts import Checkout
from storefront_sync.saleor.simulator.state.ids import global_id
from storefront_sync.saleor.simulator.state.node import Node
from storefront_sync.saleor.simulator.state.orders import Order
from storefront_sync.saleor.simulator.state.places import (
    Channel,
    ShippingMethod,
    ShippingZone,
    ShopSettings,
    Warehouse,
)

N = TypeVar("N", bound=Node)
Stamp = tuple[int, str, datetime, datetime]


class Store:
    """Tables in the order of creation; `now` is in epoch seconds, `rng` makes ids and tokens."""

    def __init__(self, now: Callable[[], float], rng: random.Random) -> None:
        self.lock = RLock()
        self.rng = rng
        self.journal = Journal(now)
        self.settings = ShopSettings()
        self.staff = Staff(global_id("User", 1), "staff@example.com")
        self.staff_token = self.new_token()
        self.staff_password = self.new_token()
        self.login_delayed_until: datetime | None = None
        self.channels: list[Channel] = []
        self.warehouses: list[Warehouse] = []
        self.zones: list[ShippingZone] = []
        self.shipping_methods: dict[str, ShippingMethod] = {}
        self.categories: list[Category] = []
        self.product_types: list[ProductType] = []
        self.attributes: list[Attribute] = []
        self.products: list[Product] = []
        self.variants: list[Variant] = []
        self.stocks: list[Stock] = []
        self.orders: list[Order] = []
        self.checkouts: dict[str, Checkout] = {}
        self.apps: list[App] = []
        self.installations: list[Installation] = []
        self.variant_by_sku: dict[str, Variant] = {}
        self.by_reference: dict[tuple[str, str], Node] = {}
        self._nodes: dict[str, Node] = {}
        self._keys: defaultdict[str, int] = defaultdict(int)
        self._now = now

    def now(self) -> datetime:
        """The server's clock."""
        return datetime.fromtimestamp(self._now(), UTC)

    def stamp(self, kind: str, *, long_key: bool = False) -> Stamp:
        """(sorting key, global id, created, updated) of a new object; `long_key` where Saleor's keys are
        UUIDs."""
        self._keys[kind] += 1
        key = self._keys[kind]
        now = self.now()
        return key, global_id(kind, str(self.new_uuid()) if long_key else key), now, now

    def new_uuid(self) -> uuid.UUID:
        """A random UUID from the simulator's own randomness."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def new_token(self) -> str:
        """30 random characters, as Saleor's app tokens are."""
        return "".join(self.rng.choices(string.ascii_letters + string.digits, k=30))

    def add(self, node: N) -> N:
        """Make an object findable by its id and by its external reference."""
        self._nodes[node.id] = node
        self.refer(node, node.external_reference)
        return node

    def refer(self, node: Node, reference: str | None) -> None:
        """Give an object another external reference, or none."""
        kind = type(node).__name__
        if node.external_reference and self.by_reference.get((kind, node.external_reference)) is node:
            del self.by_reference[kind, node.external_reference]
        node.external_reference = reference
        if reference:
            self.by_reference[kind, reference] = node

    def drop(self, node: Node) -> None:
        """Forget an object."""
        self._nodes.pop(node.id, None)
        if node.external_reference:
            self.by_reference.pop((type(node).__name__, node.external_reference), None)

    def find(self, kind: type[N], node_id: str | None) -> N | None:
        """The object of that kind with that global id."""
        node = self._nodes.get(node_id or "")
        return node if isinstance(node, kind) else None

    def node(self, node_id: str) -> Node | None:
        """The object of any kind with that global id."""
        return self._nodes.get(node_id)

    def referred(self, kind: type[N], reference: str | None) -> N | None:
        """The object of that kind with that external reference."""
        node = self.by_reference.get((kind.__name__, reference or ""))
        return node if isinstance(node, kind) else None

    def touch(self, node: Node) -> None:
        """Move `updatedAt`, which stock changes never do."""
        node.updated_at = self.now()

    def note_stock(self, stock: Stock, cause: str, order: str = "") -> None:
        """Write a stock's numbers into the journal."""
        variant = stock.product_variant
        facts: dict[str, object] = {
            "sku": variant.sku,
            "variant_id": variant.id,
            "warehouse": stock.warehouse.slug,
            "quantity": stock.quantity,
            "allocated": stock.quantity_allocated,
            "reserved": stock.reserved(self.now()),
            "cause": cause,
        }
        if order:
            facts["order"] = order
        self.journal.add("stock", **facts)

    def note_order(self, order: Order) -> None:
        """Write an order's state into the journal."""
        self.journal.add(
            "order",
            order_id=order.id,
            external_reference=order.external_reference,
            origin=order.origin.lower(),
            status=order.status,
            lines=[
                {
                    "sku": line.product_sku,
                    "variant_id": line.variant.id if line.variant else None,
                    "quantity": line.quantity,
                    "unit_price": str(line.unit_price),
                }
                for line in order.lines
            ],
        )
