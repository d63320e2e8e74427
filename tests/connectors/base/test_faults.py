"""Faults are seeded, documented and bounded."""

from __future__ import annotations

import random
from collections import Counter
from statistics import median, quantiles

import pytest

from connectors.base.simulator.faults import Dice, Fate, Faults
from tests.conftest import HandSetClock


def dice(clock: HandSetClock, seed: float = 1, **faults: float) -> Dice:
    """Dice with these faults in force."""
    thrown = Dice(random.Random(seed), clock.time)
    thrown.replace(Faults.model_validate(faults))
    return thrown


def fates(thrown: Dice, count: int = 1_000, *, write: bool = True, rows: int = 3) -> list[Fate]:
    """Many fates."""
    return [thrown.throw("7", write=write, rows=rows) for _ in range(count)]


def test_all_faults_are_off_by_default(clock: HandSetClock) -> None:
    assert set(fates(dice(clock), 50)) == {Fate()}


def test_every_fault_is_documented() -> None:
    assert all(field.description for field in Faults.model_fields.values())


def test_the_same_seed_meets_the_same_fates(clock: HandSetClock) -> None:
    some = {"server_error_rate": 0.1, "drop_connection_rate": 0.1, "partial_rate": 0.3, "latency_ms_p50": 20}
    assert fates(dice(clock, 7, **some)) == fates(dice(clock, 7, **some))
    assert fates(dice(clock, 7, **some)) != fates(dice(clock, 8, **some))


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("server_error_rate", "server_error"),
        ("drop_connection_rate", "drop_connection"),
        ("timeout_after_apply_rate", "timeout_after_apply"),
        ("ignored_write_rate", "ignored_write"),
        ("partial_rate", "partial"),
    ],
)
def test_a_rate_is_kept(clock: HandSetClock, field: str, name: str) -> None:
    met = Counter(fate.name for fate in fates(dice(clock, **{field: 0.2}), 5_000))
    assert met[name] / 5_000 == pytest.approx(0.2, abs=0.02)
    assert set(met) == {"", name}


def test_reads_are_neither_ignored_nor_partial(clock: HandSetClock) -> None:
    assert set(fates(dice(clock, ignored_write_rate=1, partial_rate=1), 20, write=False)) == {Fate()}


def test_one_row_alone_is_never_a_partial_success(clock: HandSetClock) -> None:
    assert set(fates(dice(clock, partial_rate=1), 20, rows=1)) == {Fate()}


def test_a_refused_row_is_one_of_the_rows(clock: HandSetClock) -> None:
    assert {fate.refused_row for fate in fates(dice(clock, partial_rate=1))} == {0, 1, 2}


def test_errors_come_in_bursts(clock: HandSetClock) -> None:
    thrown = dice(clock, server_error_rate=0.01, server_error_burst=5)
    names = "".join("x" if fate.name else "." for fate in fates(thrown, 5_000))
    assert min(len(run) for run in names.split(".") if run) == 5


def test_a_token_call_never_loses_its_answer(clock: HandSetClock) -> None:
    thrown = dice(clock, drop_connection_rate=1, timeout_after_apply_rate=1, ignored_write_rate=1)
    assert thrown.throw("7", write=False, rows=0, fragile=False) == Fate()


def test_a_rested_shop_has_its_burst_and_then_its_rate(clock: HandSetClock) -> None:
    thrown = dice(clock, calls_per_second=2, burst=3)
    assert [fate.name for fate in fates(thrown, 5)] == ["", "", "", "throttled", "throttled"]
    clock.forward(1)
    assert [fate.name for fate in fates(thrown, 3)] == ["", "", "throttled"]
    assert thrown.throw("8", write=True, rows=1).name == ""


def test_latency_has_the_median_and_the_tail_asked_for(clock: HandSetClock) -> None:
    seconds = [
        fate.latency_seconds for fate in fates(dice(clock, latency_ms_p50=40, latency_ms_p99=400), 20_000)
    ]
    assert median(seconds) == pytest.approx(0.040, rel=0.05)
    assert quantiles(seconds, n=100)[98] == pytest.approx(0.400, rel=0.15)
