"""Any story of sales, edits, faults and time ends, once the faults end, with every number right and every
order told."""

from __future__ import annotations

from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from redis import Redis

from connectors.base.errors import ConnectorError
from connectors.base.simulator.faults import Faults
from connectors.base.simulator.orders import Step
from connectors.base.simulator.shelf import BookError
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.saleor.errors import SaleorError
from storefront_sync.saleor.simulator.control import Edit
from storefront_sync.saleor.types import Sending
from tests.orders.whole_world import WholeWorld, whole_world

COOPERATIVES = ("sumber", "melati")
UNITS = {"S": ("S", 1), "M": ("M", 1), "L": ("L", 1), "pack": ("S", 6)}
SLUG = st.sampled_from(COOPERATIVES)
KEY = st.sampled_from(("shopee", "tokopedia"))
NAME = st.sampled_from(tuple(UNITS))
VARIANT = st.sampled_from(("S", "M", "L"))
FAULTY = Faults(
    server_error_rate=0.15,
    drop_connection_rate=0.15,
    ignored_write_rate=0.15,
    partial_rate=0.2,
)
SALEOR_FAULTY = Faults(server_error_rate=0.15, drop_connection_rate=0.15)


class Story(RuleBasedStateMachine):
    """Rules are what people, marketplaces and a bad network do, and what the jobs do in between."""

    redis: ClassVar[Redis]

    def __init__(self) -> None:
        super().__init__()
        self._savepoint = transaction.atomic()
        self._savepoint.__enter__()
        self.redis.flushall()
        self._context = whole_world(self.redis)
        self.world: WholeWorld = self._context.__enter__()
        for slug in COOPERATIVES:
            self.world.cooperative(slug)
            self.world.sweep(slug)
            self.world.link_all(slug)
        self.orders: list[tuple[str, str]] = []

    @rule(slug=SLUG, key=KEY, name=NAME, pieces=st.integers(1, 3), paid=st.booleans())
    def somebody_buys(self, slug: str, key: str, name: str, pieces: int, paid: bool) -> None:
        try:
            self.orders.append((key, self.world.buy(slug, key, [(name, pieces)], paid=paid)))
        except BookError:  # sold out there
            return

    @rule(choice=st.integers(0, 50), step=st.sampled_from(tuple(Step)))
    def an_order_moves(self, choice: int, step: Step) -> None:
        if self.orders:
            key, order_id = self.orders[choice % len(self.orders)]
            try:
                self.world.simulators[key].step_order(order_id, step)
            except BookError:  # not possible from where it is
                return

    @rule(slug=SLUG, name=VARIANT, pieces=st.integers(1, 2))
    def somebody_buys_in_the_store(self, slug: str, name: str, pieces: int) -> None:
        self.world.store_sells(slug, name, pieces)

    @rule(slug=SLUG, name=VARIANT, quantity=st.integers(0, 30))
    def staff_count(self, slug: str, name: str, quantity: int) -> None:
        self.world.staff_sets(slug, name, quantity)

    @rule(slug=SLUG, name=VARIANT, price=st.integers(1, 90))
    def staff_set_a_price(self, slug: str, name: str, price: int) -> None:
        self.world.saleor.world.edit(Edit(sku=self.world.sku(slug, name), price=price * 500))

    @rule(slug=SLUG, key=KEY, name=NAME, stock=st.integers(0, 40), price=st.integers(1, 50))
    def somebody_edits_in_seller_center(self, slug: str, key: str, name: str, stock: int, price: int) -> None:
        row = self.world.listing(slug, key, name)
        shop_id = self.world.shops[slug, key].external_id
        self.world.simulators[key].edit(shop_id, row.item_id, row.model_id, stock=stock, price=price * 1000)

    @rule(on=st.booleans())
    def the_network_turns(self, on: bool) -> None:
        for simulator in self.world.simulators.values():
            simulator.set_faults(FAULTY if on else Faults())
        self.world.saleor.world.set_faults(SALEOR_FAULTY if on else Faults())

    @rule(seconds=st.sampled_from((0.2, 1, 3, 10, 70)))
    def time_passes(self, seconds: float) -> None:
        self.world.clock.forward(seconds)

    @rule(slug=SLUG, key=KEY)
    def a_shop_is_drained(self, slug: str, key: str) -> None:
        self.world.drain(slug, key)

    @rule(slug=SLUG)
    def orders_are_settled(self, slug: str) -> None:
        self.world.settle(slug)

    @rule(slug=SLUG)
    def parcels_are_read(self, slug: str) -> None:
        try:
            self.world.parcels(slug)
        except ConnectorError:  # the sweeper would come back to what is due
            return

    @rule(choice=st.integers(0, 50))
    def staff_pack_an_order(self, choice: int) -> None:
        """In the Dashboard; the event is lost."""
        imported = Order.objects.filter(phase=Phase.IMPORTED.value).order_by("pk")
        for order in imported[choice : choice + 1]:
            place = order.cooperative.warehouses.get()
            try:
                found = self.world.client().order(order.saleor_id)
                rest = [
                    Sending(line.id, place.warehouse_id, line.quantity - line.fulfilled)
                    for line in (found.lines if found else ())
                    if line.quantity > line.fulfilled
                ]
                if found and found.status != "CANCELED" and rest:
                    self.world.client().order_fulfill(found.id, rest, exceed_stock=True)
            except SaleorError:
                return

    @rule(slug=SLUG)
    def saleor_is_read(self, slug: str) -> None:
        try:
            self.world.sweep(slug)
            self.world.absorb(slug)
        except SaleorError:  # the job would log it and be woken again
            return

    @rule(slug=SLUG, key=KEY)
    def a_shop_is_scanned(self, slug: str, key: str) -> None:
        try:
            self.world.scan(slug, key)
        except SaleorError:
            return

    def teardown(self) -> None:
        try:
            self._quiet()
            for slug in COOPERATIVES:
                self._all_orders_are_told(slug)
                self._all_numbers_agree(slug)
        finally:
            self._context.__exit__(None, None, None)
            transaction.set_rollback(True)
            self._savepoint.__exit__(None, None, None)

    def _quiet(self) -> None:
        """The faults end; the jobs go on as they would, with nobody's help."""
        self.the_network_turns(on=False)
        for _ in range(3):
            self.world.clock.forward(400)
            for slug in COOPERATIVES:
                self.world.sweep(slug)
                for key in self.world.simulators:
                    self.world.scan(slug, key)
                for _ in range(4):
                    self.world.everything(slug, rounds=1)
                    self.world.clock.forward(15)

    def _all_orders_are_told(self, slug: str) -> None:
        for order in Order.objects.filter(cooperative=self.world.cooperatives[slug]):
            found = [row for row in self.world.in_saleor(order) if row["status"] != "CANCELED"]
            if order.phase == Phase.IMPORTED.value:
                assert len(found) == 1
                assert found[0]["charged"] == sum(
                    line.quantity * line.unit_price for line in order.lines.all()
                )
                self._what_left_is_sent_once(order)
            else:
                assert order.phase in ("short", "seen", "cancelled", "never")
                assert order.phase != "seen" or order.state == "unpaid"
                assert all(row["status"] == "DRAFT" for row in found)
        known = set(Order.objects.values_list("external_id", flat=True))
        assert {order_id for _, order_id in self.orders} <= known

    def _what_left_is_sent_once(self, order: Order) -> None:
        found = self.world.client().order(order.saleor_id)
        assert found is not None
        sent = [row for row in found.fulfilments if row.status == "FULFILLED"]
        assert len(sent) <= 1
        assert len(sent) == 1 or order.left_at is None
        if order.left_at is not None:
            assert order.parcels.get().tracking_number in sent[0].tracking_number
            assert all(line.fulfilled == line.quantity for line in found.lines)

    def _all_numbers_agree(self, slug: str) -> None:
        sellable = {name: self._sellable(slug, name) for name in ("S", "M", "L")}
        prices = self._prices(slug)
        for key in self.world.simulators:
            for name, (stock, price) in self.world.shown(slug, key).items():
                variant, units = UNITS[name]
                assert stock == max(sellable[variant], 0) // units, (slug, key, name)
                assert price == prices[variant] * units, (slug, key, name)

    def _sellable(self, slug: str, name: str) -> int:
        """By the simulators' books alone."""
        quantity, allocated = self.world.stock_in_saleor(slug, name)
        waiting = 0
        for order in Order.objects.filter(cooperative=self.world.cooperatives[slug]):
            if order.state == "cancelled" or any(
                row["status"] not in ("DRAFT", "CANCELED") for row in self.world.in_saleor(order)
            ):
                continue
            for line in order.lines.select_related("listing"):
                assert line.listing is not None
                variant, units = UNITS[line.listing.options[0] if line.listing.options else "pack"]
                waiting += line.quantity * units if variant == name else 0
        return quantity - allocated - waiting

    def _prices(self, slug: str) -> dict[str, int]:
        variants = self.world.saleor.world.truth()["variants"]
        assert isinstance(variants, list)
        return {
            name: row["price"]
            for name in ("S", "M", "L")
            for row in variants
            if row["sku"] == self.world.sku(slug, name)
        }


@pytest.mark.django_db
@pytest.mark.long
def test_every_story_ends_in_agreement(redis: Redis) -> None:
    Story.redis = redis
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Story,
        settings=settings(
            max_examples=5,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
