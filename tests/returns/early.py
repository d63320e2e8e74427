"""A desk at which orders are imported whose goods nobody knows yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from connectors.base.types import OrderView
from storefront_sync.catalog.models import Listing
from storefront_sync.fulfilment.seen import problems_of
from storefront_sync.orders.early import import_early
from storefront_sync.orders.intake import take_in
from storefront_sync.orders.models import Order
from storefront_sync.returns import stand_ins
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.types import OrderRead
from storefront_sync.sync import link
from tests.returns.desk import SLUG, Desk


class Early:
    """What a test drives. All orders are of the shop's listings M and L unless others are named."""

    def __init__(self, at: Desk) -> None:
        self.desk, self.world = at, at.world
        self._shown: dict[int, dict[str, object]] = {}
        for name in ("S", "M", "L"):
            self.world.staff_sets(SLUG, name, 100)
        self.world.sweep(SLUG)
        self.world.redis.flushall()
        self.world.everything(SLUG, rounds=1)
        self.unlink("M")
        self.unlink("L")

    def unlink(self, name: str) -> None:
        """Nobody knows any more what a listing is made of."""
        row = self.world.listing(SLUG, self.desk.key, name)
        row.components.all().delete()
        Listing.objects.filter(pk=row.pk).update(link="unmapped", link_source="")

    def link(self, name: str, goods: Mapping[str, int]) -> None:
        """Staff say what a listing is made of, and the sweeper comes by."""
        row = self.world.listing(SLUG, self.desk.key, name)
        units = {self.world.sku(SLUG, sku): count for sku, count in goods.items()}
        link.confirm(self.desk.shop, row.item_id, row.model_id, units, self.world.clock.now())
        self.owe()

    def owe(self) -> None:
        """What the sweeper does."""
        stand_ins.owe(self.world.clock.now())

    def bought(self, *wanted: tuple[str, int]) -> Order:
        """An order that was read and waits for a link."""
        number = self.world.buy(SLUG, self.desk.key, list(wanted))
        self.world.clock.forward(3)
        self.jobs(rounds=1)
        return self.desk.order(number)

    def imported(self, *wanted: tuple[str, int]) -> Order:
        """One that is in Saleor on staff's word."""
        order = self.bought(*wanted)
        assert import_early(self.desk.cooperative, [order.pk], "siti", self.world.clock.now()).orders
        self.jobs(rounds=1)
        order.refresh_from_db()
        assert order.phase == "imported"
        return order

    def jobs(self, rounds: int = 2, client: SaleorClient | None = None) -> None:
        """What all the jobs do."""
        for _ in range(rounds):
            self.world.redis.flushall()
            self.world.everything(SLUG, rounds=1)
            self.owe()
            done = self.desk.restock(client)
            stand_ins.stock_rose(done.raised)

    def seen(self, order: Order, **changes: object) -> None:
        """The marketplace shows the order changed; what it showed before stays."""
        changes = self._shown.setdefault(order.pk, {}) | changes
        self._shown[order.pk] = changes
        connector = self.world.connector(SLUG, self.desk.key)
        (view,) = connector.read_orders([order.external_id])  # type: ignore[list-item]
        changed: OrderView = replace(view, updated_at=self.world.clock.now(), **changes)  # type: ignore[arg-type]
        now = self.world.clock.now()
        take_in(order.shop, [changed], now, connector.manifest.capabilities, now - timedelta(days=1), now)
        order.refresh_from_db()

    def fewer(self, order: Order, pieces: Mapping[str, int]) -> None:
        """A part was cancelled: so many pieces are left by line key, 0 for a line that is gone."""
        connector = self.world.connector(SLUG, self.desk.key)
        (view,) = connector.read_orders([order.external_id])  # type: ignore[list-item]
        lines = tuple(
            replace(line, quantity=pieces.get(line.line_key, line.quantity))
            for line in view.lines
            if pieces.get(line.line_key, line.quantity)
        )
        self.seen(order, lines=lines)

    def in_saleor(self, order: Order) -> OrderRead:
        """The order as Saleor has it."""
        found = self.world.client().order(order.saleor_id)
        assert found is not None
        return found

    def on_hand(self) -> tuple[int, int, int]:
        """Pieces of S, M and L in Saleor's books."""
        return self.desk.on_hand("S"), self.desk.on_hand("M"), self.desk.on_hand("L")

    def allocated(self) -> int:
        """Pieces that are set aside there, of all three."""
        return sum(self.world.stock_in_saleor(SLUG, name)[1] for name in ("S", "M", "L"))

    def told(self, order: Order) -> list[str]:
        """The keys of what staff are told of the order and its goods."""
        return sorted(row.key for row in problems_of(order))
