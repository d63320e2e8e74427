"""The plan of a run is what it says it is."""

from __future__ import annotations

import random
from collections import Counter

from tests.bench.orders.fate import DROPPED, LATE, MOST_COPIES, fate
from tests.bench.orders.scale import FULL, QUICK, Scale
from tests.bench.orders.script import RUSH_SECONDS, SCARCE, SHARES, THROUGH_US, Act, Kind, lives

MANY = 20_000


def test_the_full_run_is_as_large_as_promised() -> None:
    assert (FULL, QUICK) == (5_000, 80)
    assert Scale.of(quick=False, orders=None, live=False).orders == 5_000
    assert Scale.of(quick=True, orders=None, live=True).orders == 80


def test_the_same_seed_brings_the_same_lives() -> None:
    assert lives(3, 200, 20, 3) == lives(3, 200, 20, 3) != lives(4, 200, 20, 3)


def test_every_way_to_live_comes_as_often_as_it_should() -> None:
    assert sum(SHARES.values()) == 100
    seen = Counter(life.kind for life in lives(1, MANY, 100, 3))
    for kind, share in SHARES.items():
        assert abs(seen[kind] / MANY - share / 100) < 0.01, kind


def test_each_life_begins_with_its_order_and_goes_on_in_time() -> None:
    for life in lives(2, 2_000, 60, 3):
        times = [at for at, _ in life.acts]
        assert life.acts[0][1] is Act.ORDER
        assert times == sorted(times)
        assert 0 <= times[0] <= 60
        assert len(life.picks) == len(life.pieces)
        assert life.paid is (life.kind not in (Kind.LATE_PAYER, Kind.TIMED_OUT, Kind.UNPAID))


def test_what_is_cancelled_at_once_is_cancelled_before_anybody_reads_of_it() -> None:
    gone = [life for life in lives(2, 2_000, 60, 3) if life.kind is Kind.CANCELLED_AT_ONCE]
    assert gone
    assert all(life.acts[0][0] == life.acts[1][0] for life in gone)


def test_webhooks_are_lost_late_and_doubled_as_often_as_promised() -> None:
    rng = random.Random(1)
    fates = [fate(rng) for _ in range(MANY)]
    sent = [one for one in fates if one.copies]
    assert abs(1 - len(sent) / MANY - DROPPED) < 0.01
    assert abs(sum(one.overtaken_by > 0 for one in sent) / len(sent) - LATE) < 0.01
    copies = Counter(len(one.copies) for one in sent)
    assert set(copies) == set(range(1, MOST_COPIES + 1))
    assert all(abs(count / len(sent) - 1 / MOST_COPIES) < 0.02 for count in copies.values())


def test_half_of_what_staff_do_they_do_through_us() -> None:
    acts = Counter(act for life in lives(5, MANY, 100, 3) for _, act in life.acts)
    for ours, theirs in ((Act.HAND_OVER, Act.ARRANGE), (Act.CUT, Act.CANCEL_PART)):
        assert abs(acts[ours] / (acts[ours] + acts[theirs]) - THROUGH_US) < 0.05, ours


def test_what_is_scarce_is_asked_for_all_at_once() -> None:
    found = lives(6, MANY, 100, 3)
    scarce = [life for life in found if life.scarce]
    assert abs(len(scarce) / MANY - SCARCE) < 0.01
    assert all(life.acts[0][0] % RUSH_SECONDS == 0 for life in scarce)
