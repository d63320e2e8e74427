"""Any story of links, cancelled pieces, parcels, returns, lost answers and deaths ends with what was sold of
the shelf, once each, and nothing else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Stage
from hypothesis import strategies as st
from redis import Redis

from connectors.base.simulator.returned import ReturnStep
from mappings.words import OrderState
from storefront_sync.orders.phases import Phase
from storefront_sync.orders.plan import Effect, plan
from storefront_sync.returns.models import Restock
from storefront_sync.returns.pieces import Looked
from storefront_sync.returns.portion import NOWHERE, NoPlace, Portion, Short, portion
from storefront_sync.saleor.types import StockRead
from tests.returns.desk import PACE, desk
from tests.returns.disturbed import Disturbed, Killed, kill, lose
from tests.returns.early import Early

PLACES = ("first", "second")
SOLD = 3
LINKS = ({"M": 1}, {"S": 2}, {"S": 1, "L": 3}, None)
"""What the listing may be linked to; None: to nothing any more."""
ACTS = st.sampled_from(
    ("link", "link", "link", "fewer", "cancel", "leave", "inspect", "jobs", "kill", "die", "lose")
)
STORIES = st.lists(st.tuples(ACTS, st.integers(0, 3)), min_size=4, max_size=9)


@dataclass
class Story:
    """One order of three pieces of a listing, from its early import on; the books are kept by hand."""

    at: Early

    def __post_init__(self) -> None:
        self.order = self.at.imported(("M", SOLD))
        self.line = self.order.lines.get().line_key
        self.pieces, self.left, self.cancelled, self.good = SOLD, 0, False, 0
        self.goods: dict[str, int] | None = None
        self.fixed: dict[str, int] | None = None

    def act(self, name: str, number: int) -> None:
        getattr(self, name)(number)
        self.at.world.clock.forward(40)

    def link(self, number: int) -> None:
        self.goods = LINKS[number]
        if self.goods is None:
            self.at.unlink("M")
        else:
            self.at.link("M", self.goods)

    def fewer(self, number: int) -> None:
        if 1 <= number < self.pieces and not self.cancelled:
            self.pieces = number
            self.at.fewer(self.order, {self.line: number})

    def leave(self, number: int) -> None:
        if not self.cancelled and not self.left:
            self.left = self.pieces
            self.at.seen(self.order, state=OrderState.SHIPPED)

    def cancel(self, number: int) -> None:
        if not self.cancelled:
            self.cancelled = True
            self.at.seen(self.order, state=OrderState.CANCELLED)

    def inspect(self, number: int) -> None:
        """The buyer gives pieces back that had left; staff find one good."""
        if not self.left or self.cancelled or self.goods is None or self.good:
            return
        returns = self.at.world.simulators["shopee"].returns
        asked = returns.ask(self.order.external_id, None, goods_back=True)
        for step in (ReturnStep.ACCEPT, ReturnStep.SEND_BACK):
            self.at.world.clock.forward(1)
            returns.step(asked.return_id, step)
        self.at.world.clock.forward(3)
        self.at.desk.read()
        found = self.order.return_set.get()  # type: ignore[attr-defined]
        self.at.desk.inspect(found, ("M", Looked(good=1)))
        self.good, self.fixed = 1, self.goods

    def jobs(self, number: int) -> None:
        self.at.jobs(rounds=1)

    def kill(self, number: int) -> None:
        self._disturbed("before", kill)

    def die(self, number: int) -> None:
        self._disturbed("after", kill)

    def lose(self, number: int) -> None:
        """The answer is lost, and the link changes before anybody knows."""
        self._disturbed("after", lose)
        self.link(number)

    def _disturbed(self, moment: str, end: object) -> None:
        client = Disturbed(self.at.desk)
        setattr(client, moment, end)
        self.at.owe()
        with suppress(Killed):
            self.at.desk.restock(client)

    def ends(self) -> None:
        """Faults are over: the books must match."""
        for _ in range(3):
            self.at.world.clock.forward(PACE.longest_call.total_seconds() * 3 + PACE.lease_seconds + 300)
            self.at.jobs(rounds=1)
        assert not Restock.objects.filter(done_at=None).exists()
        assert not Restock.objects.exclude(doubted_at=None).exists()
        for row in Restock.objects.filter(order__isnull=False):
            assert sum(row.written.values()) == row.pieces
        sold = max(self.left, 0 if self.cancelled else self.pieces)
        goods = self.fixed or self.goods or {}
        expected = {name: 100 - goods.get(name, 0) * (sold - self.good) for name in ("S", "M", "L")}
        assert dict(zip(("S", "M", "L"), self.at.on_hand(), strict=True)) == expected
        assert self.at.allocated() == 0
        shown = self.at.world.shown(self.at.desk.cooperative.slug, "shopee")
        assert shown["S"][0] == expected["S"]


@pytest.mark.django_db
def test_every_story_ends_with_what_was_sold_off_the_shelf_and_nothing_else(redis: Redis) -> None:
    told = []

    @settings(
        max_examples=8,
        phases=[Stage.generate],
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(STORIES)
    def every(acts: list[tuple[str, int]]) -> None:
        redis.flushall()
        with transaction.atomic(), desk(redis, "shopee") as at:
            story = Story(Early(at))
            for name, number in acts:
                story.act(name, number)
            story.ends()
            told.append(story.goods is not None and not story.cancelled)
            transaction.set_rollback(True)

    every()
    assert sum(told) > 2, "else the stories showed nothing"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(-12, 12), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(-3, 9), st.integers(0, 5)), min_size=0, max_size=2),
    st.booleans(),
    st.booleans(),
)
def test_portions_come_to_what_is_owed_and_take_only_what_is_free_before_it_left(
    changes: list[int], rows: list[tuple[int, int]], left: bool, counted: bool
) -> None:
    """Whatever is owed more or less in between, portions end it or wait for stock, and the sum of what was
    written is what was decided."""
    shelf = dict(zip(PLACES, ([quantity, allocated] for quantity, allocated in rows), strict=False))
    written: dict[str, int] = {}
    decided = 0
    for change in changes:
        decided = min(decided + change, 0)
        for _ in range(6):
            owed = decided - sum(written.values())
            if owed == 0:
                break
            stocks = [StockRead(place, *row, 0) for place, row in shelf.items()] if counted else None
            before = {place: quantity - allocated for place, (quantity, allocated) in shelf.items()}
            chosen = portion(owed, written, stocks, PLACES, left=left)
            assert not isinstance(chosen, NoPlace)
            if isinstance(chosen, Short):
                assert not left
                assert chosen.missing == -owed - sum(max(free, 0) for free in before.values())
                break
            assert isinstance(chosen, Portion)
            assert chosen.pieces * owed > 0
            assert abs(chosen.pieces) <= abs(owed)
            written[chosen.place] = written.get(chosen.place, 0) + chosen.pieces
            if chosen.place != NOWHERE:
                shelf.setdefault(chosen.place, [0, 0])[0] += chosen.pieces
                assert left or chosen.pieces > 0 or before[chosen.place] >= -chosen.pieces
            assert all(pieces <= 0 for pieces in written.values())
        else:
            raise AssertionError("it doesn't end")
    if decided == 0:
        assert not any(written.values())


@pytest.mark.parametrize("left", [False, True])
def test_staffs_word_imports_what_waits_for_a_link_and_changes_nothing_else(left: bool) -> None:
    for phase, state, linked in product(Phase, OrderState, (False, True)):
        usual = plan(phase, state, lines_linked=linked, left=left)
        early = plan(phase, state, lines_linked=linked, left=left, early=True)
        waits = usual == (Effect.WAIT_FOR_LINK,)
        assert early == ((Effect.IMPORT, Effect.TRIM, Effect.SEND) if waits else usual)
