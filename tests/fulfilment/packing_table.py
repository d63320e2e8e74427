"""One shop at a simulated marketplace, its orders taken in, and staff who send them off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis import Redis

from connectors.base.protocol import Connector
from connectors.base.shipment import Handover, Parcel
from connectors.base.simulator.faults import Faults
from connectors.base.simulator.protocol import Simulator
from connectors.base.simulator.shipping import Shipping
from connectors.base.types import ExternalOrderId
from mappings.words import OrderState
from storefront_sync.core.sentences import sentence
from storefront_sync.fulfilment import ask, rows
from storefront_sync.fulfilment.ask import Asked
from storefront_sync.fulfilment.drain import Carried, carry_on
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.wishes import ArrangeWish
from storefront_sync.fulfilment.work import Pace
from storefront_sync.orders.models import Order
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.models import Cooperative, Problem, Shop
from tests.sync.world import World, world

SLUG = "melati"
MARKETPLACES = ("shopee", "tokopedia", "lazada")
PACE = Pace(
    lease_seconds=30,
    longest_call=timedelta(seconds=2),
    longest_step=timedelta(seconds=20),
    longest=timedelta(minutes=10),
)
PLACE = "1101"
"""The seller's first address, at a marketplace where one is to be chosen."""
STRIDE = 60
"""Seconds between two drains."""


@dataclass
class PackingTable:
    """What a test drives."""

    world: World
    key: str

    @property
    def cooperative(self) -> Cooperative:
        """The cooperative."""
        return self.world.cooperatives[SLUG]

    @property
    def shop(self) -> Shop:
        """The shop as it is now."""
        return Shop.objects.get(pk=self.world.shops[SLUG, self.key].pk)

    @property
    def simulator(self) -> Simulator:
        """The marketplace."""
        return self.world.simulators[self.key]

    def ships(self, **fields: object) -> None:
        """How the marketplace ships from now on."""
        self.simulator.dispatch.shipping = Shipping.model_validate(fields)

    def connector(self) -> Connector:
        """The shop's connector; call budgets are full."""
        self.world.redis.flushall()
        return self.world.connector(SLUG, self.key, CallClass.NORMAL)

    def sold(self, *wanted: tuple[str, int], paid: bool = True) -> Order:
        """A buyer orders, and the order is taken in."""
        external_id = self.world.buy(SLUG, self.key, wanted or [("S", 1)], paid=paid)
        self.reads()
        return Order.objects.get(shop=self.shop, external_id=external_id)

    def many_sold(self, count: int) -> list[Order]:
        """As many orders of a piece each, taken in."""
        row = self.world.listing(SLUG, self.key, "S")
        self.simulator.edit(self.shop.external_id, row.item_id, row.model_id, stock=count)
        ids = [self.world.buy(SLUG, self.key, [("S", 1)]) for _ in range(count)]
        self.reads()
        return list(Order.objects.filter(shop=self.shop, external_id__in=ids).order_by("pk"))

    def reads(self) -> None:
        """Order changes are read."""
        self.world.clock.forward(30)
        self.world.redis.flushall()
        self.world.drain(SLUG, self.key)

    def wish(self) -> ArrangeWish:
        """A way that every marketplace here offers for a new parcel, at the next time."""
        handover = Handover.DROPOFF if self.key == "lazada" else Handover.PICKUP
        return ArrangeWish(handover, PLACE if self.key == "shopee" else "")

    def asks(self, *orders: Order, wish: ArrangeWish | None = None) -> Asked:
        """Staff want these sent off."""
        ids = [order.pk for order in orders]
        return ask.arrange(self.cooperative, ids, wish or self.wish(), "cli", self.world.clock.now())

    def carry_on(self, now: Callable[[], datetime] | None = None) -> Carried:
        """One drain of the shop's requests."""
        return carry_on(self.shop, self.connector(), PACE, now or self.world.clock.now)

    def settle(self, strides: int = 60) -> None:
        """Drain until nothing is open any more, however long that takes."""
        for _ in range(strides):
            self.carry_on()
            if not Request.objects.filter(shop=self.shop, closed_at=None).exists():
                return
            self.world.clock.forward(STRIDE)
        raise AssertionError(list(Request.objects.values("kind", "state", "outcome", "attempts")))

    def faults(self, **fields: float) -> None:
        """Put faults in force."""
        self.simulator.set_faults(Faults.model_validate(fields))

    def state(self, order: Order) -> OrderState:
        """How far the marketplace itself has the order."""
        return self.simulator.book.order(order.external_id).state

    def parcels(self, order: Order) -> tuple[Parcel, ...]:
        """The order's parcels as the marketplace shows them."""
        fulfilment = self.connector().fulfilment
        assert fulfilment is not None
        return fulfilment.parcels(ExternalOrderId(order.external_id))

    def arrangements(self) -> int:
        """How often an order was arranged there."""
        return [event["state"] for event in self.simulator.events("order")].count("arranged")

    def writes(self) -> int:
        """The writes to do with orders that reached the marketplace."""
        return len(self.world.calls(self.key))

    def ended(self, order: Order) -> list[tuple[str, str]]:
        """(state, outcome) of what was asked of an order, in the order of asking."""
        return list(Request.objects.filter(order=order).order_by("pk").values_list("state", "outcome"))

    def told(self, order: Order, kind: str = "arrange") -> list[str]:
        """The problems that are open of an order; each has a sentence in both languages."""
        subject = rows.subject(order.pk, kind)
        found = Problem.objects.filter(subject=subject, closed_at=None).order_by("key")
        for problem in found:
            assert problem.detail["order"] == order.external_id
            for language in ("id", "en"):
                assert sentence(problem.key, language) != problem.key
        return [problem.key for problem in found]


@contextmanager
def packing_table(redis: Redis, key: str) -> Iterator[PackingTable]:
    """One cooperative whose goods are all in stock, in agreement with its shops."""
    with world(redis, [key]) as made:
        made.cooperative(SLUG)
        made.read(SLUG, S=300, M=60, L=40)
        made.link_all(SLUG)
        redis.flushall()
        made.drain(SLUG, key)
        yield PackingTable(made, key)
