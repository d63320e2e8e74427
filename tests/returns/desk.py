"""A cooperative with one shop, whose buyers give back what they bought; Saleor and marketplace are real
servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from redis import Redis

from connectors.base.simulator.orders import Step
from connectors.base.simulator.returned import ReturnStep
from storefront_sync.orders.models import Order
from storefront_sync.returns.counted import counted
from storefront_sync.returns.feed import read_returns
from storefront_sync.returns.inspect import Inspected, inspect
from storefront_sync.returns.models import Return
from storefront_sync.returns.pieces import Looked
from storefront_sync.returns.restock import Pace, Restocked, restock
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.simulator.control import NewOrder
from storefront_sync.saleor.types import Sending
from storefront_sync.tenants.models import Cooperative, CooperativeWarehouse, Problem, Shop
from tests.orders.whole_world import WholeWorld, whole_world

SLUG = "melati"
PERIOD = timedelta(minutes=10)
PACE = Pace(lease_seconds=30, longest_call=timedelta(seconds=6))


@dataclass
class Desk:
    """What a test drives."""

    world: WholeWorld
    key: str

    @property
    def shop(self) -> Shop:
        """The shop."""
        return Shop.objects.select_related("cooperative__installation").get(
            pk=self.world.shops[SLUG, self.key].pk
        )

    @property
    def cooperative(self) -> Cooperative:
        """The cooperative."""
        return self.world.cooperatives[SLUG]

    def sell(self, *wanted: tuple[str, int], known: bool = True) -> str:
        """A buyer gets what he bought; the order is in Saleor, unless it isn't known. Returns its number."""
        world = self.world
        order_id = world.buy(SLUG, self.key, list(wanted))
        if known:
            self.world.redis.flushall()  # call budgets begin full
            world.clock.forward(3)
            world.everything(SLUG)
        for step in (Step.ARRANGE, Step.SHIP, Step.DELIVER):
            world.simulators[self.key].step_order(order_id, step)
        world.clock.forward(3)
        return order_id

    def give_back(
        self,
        order_id: str,
        lines: Mapping[int, int] | None = None,
        *,
        goods_back: bool = True,
        until: tuple[ReturnStep, ...] = (ReturnStep.ACCEPT, ReturnStep.SEND_BACK),
    ) -> Return:
        """The buyer gives pieces back (by the line's place; None = all), and we read it."""
        returns = self.world.simulators[self.key].returns
        asked = returns.ask(order_id, lines, goods_back=goods_back)
        for step in until:
            self.world.clock.forward(1)
            returns.step(asked.return_id, step)
        self.world.clock.forward(3)
        self.read()
        return Return.objects.get(return_id=asked.return_id)

    def read(self) -> int:
        """Read what changed."""
        self.world.redis.flushall()
        return read_returns(self.shop, self.world.connector(SLUG, self.key), PERIOD, self.world.clock.now)

    def inspect(self, returned: Return, *found: tuple[str, Looked], **more: object) -> Inspected:
        """Staff look at pieces of listings, by name."""
        given = {self.line(returned, name): looked for name, looked in found}
        now = self.world.clock.now()
        return inspect(self.cooperative, returned.pk, given, "staff", now, **more)  # type: ignore[arg-type]

    def line(self, returned: Return, name: str) -> str:
        """The line of a return's order that has this listing."""
        row = self.world.listing(SLUG, self.key, name)
        assert returned.order is not None
        return returned.order.lines.get(item_id=row.item_id, model_id=row.model_id).line_key

    def restock(self, client: SaleorClient | None = None) -> Restocked:
        """What the job does."""
        return restock(self.cooperative, client or self.world.client(), PACE, self.world.clock.now)

    def counted(self, returned: Return) -> None:
        """Staff have counted."""
        counted(self.cooperative, returned.pk, self.world.clock.now())

    def second_warehouse(self, name: str, pieces: int) -> str:
        """A second warehouse of the cooperative's, with pieces of a variant; its id."""
        made = self.world.saleor.add_cooperative("second", ["wh-second"], []).warehouses[0]
        store = self.world.saleor.store
        with store.lock:
            next(row for row in store.channels if row.slug == SLUG).warehouses.append(made)
        CooperativeWarehouse.objects.create(
            installation=self.cooperative.installation, cooperative=self.cooperative, warehouse_id=made.id
        )
        self.world.client().stock_set(
            self.world.variant(SLUG, name).saleor_id, made.id, pieces, "first stock"
        )
        self.world.sweep(SLUG)
        self.world.redis.flushall()
        self.world.everything(SLUG)
        return made.id

    def store_sends(self, name: str, pieces: int) -> None:
        """An order of the store is paid and leaves with its pieces."""
        lines = [{"sku": self.world.sku(SLUG, name), "quantity": pieces}]
        wanted = NewOrder.model_validate({"lines": lines, "channel": SLUG, "paid": True})
        status, answer = self.world.saleor.world.place_order(wanted)
        assert status == 200, answer
        self.fulfil(str(answer["order_id"]))

    def fulfil(self, saleor_id: str) -> None:
        """An order leaves with all that is set aside for it."""
        order = self.world.client().order(saleor_id)
        assert order is not None
        sendings = [
            Sending(line.id, part.warehouse_id, part.quantity)
            for line in order.lines
            for part in line.allocations
        ]
        self.world.client().order_fulfill(saleor_id, sendings, exceed_stock=True)

    def on_hand(self, name: str) -> int:
        """Pieces of a variant in Saleor's books."""
        return self.world.stock_in_saleor(SLUG, name)[0]

    def order(self, order_id: str) -> Order:
        """Our row of an order."""
        return Order.objects.get(shop=self.shop, external_id=order_id)

    def told(self, returned: Return) -> list[str]:
        """The keys of what staff are told of a return."""
        rows = Problem.objects.filter(subject=f"order:return:{returned.pk}", closed_at=None)
        return sorted(rows.values_list("key", flat=True))


@contextmanager
def desk(redis: Redis, key: str) -> Iterator[Desk]:
    """The world of one marketplace."""
    with whole_world(redis, keys=(key,)) as world:
        world.cooperative(SLUG)
        world.sweep(SLUG)
        world.link_all(SLUG)
        redis.flushall()
        world.everything(SLUG, rounds=1)
        yield Desk(world, key)
