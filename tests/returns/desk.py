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
from storefront_sync.returns.feed import read_returns
from storefront_sync.returns.models import Return
from storefront_sync.tenants.models import Cooperative, Problem, Shop
from tests.orders.whole_world import WholeWorld, whole_world

SLUG = "melati"
PERIOD = timedelta(minutes=10)


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
