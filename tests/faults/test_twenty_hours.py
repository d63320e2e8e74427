"""Twenty hours of a bad day on every marketplace at once: all ends in agreement, by the timetable alone."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from redis import Redis

from connectors.base.registry import marketplaces
from connectors.base.simulator.consent import Seller
from connectors.base.simulator.faults import Faults
from connectors.base.simulator.orders import Step
from connectors.base.simulator.shelf import BookError
from mappings.words import OrderState
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.saleor.simulator.control import Edit
from storefront_sync.settings.env import settings
from storefront_sync.sync.campaigns import ASKED_AGAIN, HELD
from storefront_sync.sync.granted import office, take
from storefront_sync.tenants.models import Problem, Shop
from tests.faults.by_hand import ByHand, by_hand

HOURS = 20
QUARTERS_AN_HOUR = 4
SLUG = "sumber"
PUBLIC_URL = "https://hub.example.id"
HELD_PIECES = 5
BAD_NETWORK = Faults(
    server_error_rate=0.2, drop_connection_rate=0.1, partial_rate=0.2, ignored_write_rate=0.1
)


@pytest.fixture
def service(transactional_db: None, redis: Redis) -> Iterator[ByHand]:
    """Running and in agreement on every marketplace that there is."""
    with by_hand(redis, sorted(marketplaces()), [SLUG]) as made:
        assert made.wrong() == []
        yield made


@dataclass
class Day:
    """What buyers, staff, sellers and the network do, by the quarter of an hour."""

    service: ByHand
    rng: random.Random = field(default_factory=lambda: random.Random(4))
    bought: list[tuple[str, str]] = field(default_factory=list)
    """(marketplace, order id) of every order of a marketplace."""
    store_orders: int = 0
    seen: dict[str, object] = field(default_factory=dict)
    """What was looked at on the way."""

    @property
    def keys(self) -> list[str]:
        """The marketplaces."""
        return list(self.service.simulators)

    def pass_all(self) -> None:
        """The whole day."""
        plan = self._plan()
        for quarter in range(HOURS * QUARTERS_AN_HOUR):
            for key in self.keys:
                self._buyer(key)
            self.store_orders += self.service.store_sells(SLUG, self.rng.choice("SL"), 1) == 200
            plan.pop(quarter / QUARTERS_AN_HOUR, _nothing)()
            for seconds, every in ((60, 30), (840, 420)):
                for _ in self.service.run_for(seconds, every):
                    pass
        assert plan == {}, "everything that was planned did happen"
        for key, number in self.bought:  # what is reserved for buyers is in no book of Saleor's
            self._step(key, number, Step.PAY)

    def _plan(self) -> dict[float, Callable[[], None]]:
        return {
            1.0: lambda: self._on_each(self._token_expires),
            3.0: lambda: self._on_each(self._campaign_begins),
            3.25: lambda: self.service.staff_sets(SLUG, "M", 2),
            4.0: lambda: self.seen.update(held=self._shown("M"), told=_told(HELD)),
            5.0: lambda: self._faults(Faults(calls_per_second=0.2, burst=2)),
            5.5: lambda: self._faults(Faults()),
            8.0: lambda: self._on_each(self._consent_is_taken_back),
            9.75: lambda: self.seen.update(away=self._states()),
            10.0: lambda: self._on_each(self._consent_is_given_again),
            12.0: lambda: self._faults(BAD_NETWORK),
            13.0: lambda: self._faults(Faults()),
            14.0: lambda: self.seen.update(after=self._shown("M"), told_after=_told(HELD)),
            14.25: lambda: self.service.staff_sets(SLUG, "M", 40),
            15.0: lambda: self._on_each(self._price_is_locked),
            15.25: lambda: self.service.saleor.world.edit(
                Edit(sku=self.service.sku(SLUG, "M"), price=11_000)
            ),
            18.0: lambda: self.service.pass_by(1_200),
        }

    def _on_each(self, act: Callable[[str], None]) -> None:
        for key in self.keys:
            act(key)

    def _account(self, key: str) -> str:
        return self.service.shops[SLUG, key].external_id

    def _buyer(self, key: str) -> None:
        """Somebody buys on this marketplace, or pays, cancels or is sent what he bought before."""
        earlier = [number for owner, number in self.bought if owner == key]
        if earlier and self.rng.random() < 0.2:
            self._step(key, self.rng.choice(earlier), self.rng.choice([Step.CANCEL, Step.PAY, Step.SHIP]))
            return
        wanted = [(self.rng.choice(["S", "L", "L", "pack"]), 1)]
        self.bought.append((key, self.service.buy(SLUG, key, wanted, paid=self.rng.random() < 0.8)))

    def _step(self, key: str, number: str, step: Step) -> None:
        try:
            self.service.simulators[key].step_order(number, step)
        except BookError as error:
            if error.word != "wrong_state":  # an order that was sent can't be cancelled, and so on
                raise

    def _token_expires(self, key: str) -> None:
        self.service.simulators[key].expire_token(self._account(key))

    def _campaign_begins(self, key: str) -> None:
        row = self.service.listing(SLUG, key, "M")
        self.service.simulators[key].campaign(
            self._account(key), row.item_id, row.model_id, HELD_PIECES, self._in_hours(4)
        )

    def _price_is_locked(self, key: str) -> None:
        row = self.service.listing(SLUG, key, "M")
        self.service.simulators[key].campaign(
            self._account(key), row.item_id, row.model_id, 0, self._in_hours(2), price_locked=True
        )

    def _in_hours(self, hours: float) -> float:
        return self.service.clock.time() + 3600 * hours

    def _faults(self, faults: Faults) -> None:
        for simulator in self.service.simulators.values():
            simulator.set_faults(faults)

    def _consent_is_taken_back(self, key: str) -> None:
        self.service.simulators[key].revoke_token(self._account(key))

    def _consent_is_given_again(self, key: str) -> None:
        """The seller walks the whole way: our address, the marketplace's screen, and back."""
        simulator, account = self.service.simulators[key], self._account(key)
        consent = marketplaces()[key].consent
        assert consent is not None
        ours = office(consent, key, PUBLIC_URL, self.service.clock.now)
        assert ours is not None
        simulator.register_return_page(ours.redirect)
        simulator.desk.seller = Seller((account,))
        there = requests.get(ours.address("a-word"), allow_redirects=False, timeout=5).headers["Location"]
        answer = dict(parse_qsl(urlsplit(there).query, keep_blank_values=True))
        taken = take(
            self.service.cooperatives[SLUG], key, ours.redeem(answer), "a-trip", self.service.clock.now()
        )
        assert [shop.back for shop in taken.shops] == [True], "the shop had stopped by itself"

    def _shown(self, name: str) -> dict[str, int]:
        return {key: self.service.shown(SLUG, key)[name][0] for key in self.keys}

    def _states(self) -> set[bool]:
        """Whether the shops had a call that went well within the last hour."""
        shops = Shop.objects.filter(cooperative=self.service.cooperatives[SLUG])
        now = self.service.clock.now()
        return {
            row.last_success_at is not None and (now - row.last_success_at).total_seconds() < 3600
            for row in shops
        }


def _nothing() -> None:
    """A quiet quarter."""


def _told(key: str) -> int:
    return Problem.objects.filter(key=key, closed_at=None).count()


@pytest.mark.long
def test_twenty_hours_of_trouble_end_in_agreement(service: ByHand) -> None:
    day, before = Day(service), _open()
    refreshed = {key: simulator.tokens.refreshes for key, simulator in service.simulators.items()}
    day.pass_all()
    for _ in service.run_for(ASKED_AGAIN.total_seconds(), every=60):
        if not service.wrong() and _open() == before:
            break
    for _ in service.run_for(settings().drift_seconds, every=20):
        pass

    count = len(service.simulators)
    assert day.seen["held"] == dict.fromkeys(day.keys, HELD_PIECES), "as near as the campaign let"
    assert day.seen["told"] == count, "and staff were told, for each shop"
    assert day.seen["after"] == dict.fromkeys(day.keys, 2), "the right number after its end"
    assert day.seen["told_after"] == 0
    assert day.seen["away"] == {False}, "no shop was called while its seller had taken the consent back"
    assert all(service.simulators[key].tokens.refreshes > refreshed[key] for key in day.keys)
    assert len(day.bought) > 40 * count
    assert day.store_orders == HOURS * QUARTERS_AN_HOUR

    assert service.wrong() == []
    for key, number in day.bought:
        order = Order.objects.get(shop__marketplace=key, external_id=number)
        there = service.in_saleor(order)
        if order.state == OrderState.CANCELLED:  # its draft was deleted, or its order cancelled
            assert order.phase in (Phase.CANCELLED, Phase.NEVER)
            assert [row["status"] for row in there] in ([], ["CANCELED"])
        else:
            assert order.phase in (Phase.IMPORTED, Phase.PLACED)
            assert len(there) == 1
    references = Counter(row["external_reference"] for row in _orders(service) if row["external_reference"])
    assert set(references.values()) == {1}
    assert _open() == before
    assert service.wrong() == []


def _open() -> set[tuple[str, str]]:
    """What staff are told to do, by cooperative."""
    return set(Problem.objects.filter(closed_at=None).values_list("cooperative__slug", "key"))


def _orders(service: ByHand) -> list[dict[str, object]]:
    rows = service.saleor.world.truth()["orders"]
    assert isinstance(rows, list)
    return rows
