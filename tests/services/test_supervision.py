"""The supervisor's rules, with processes that only pretend."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from typing import cast

import pytest

from storefront_sync.services.child import Child
from storefront_sync.services.supervisor import ChildNotReady, Supervisor


class _Pretended:
    """Stands in for a Popen."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code


class _World:
    """Time that only moves when somebody sleeps, and a record of what happened."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.started: list[tuple[float, str]] = []
        self.stopped: list[str] = []
        self.living: dict[str, _Pretended] = {}
        self.supervisor = Supervisor(
            monotonic=lambda: self.seconds, sleep=self.sleep, start_process=self.start, stop_process=self.stop
        )

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def start(self, child: Child) -> subprocess.Popen[bytes]:
        self.started.append((round(self.seconds, 2), child.name))
        self.living[child.name] = _Pretended(len(self.started))
        return cast("subprocess.Popen[bytes]", self.living[child.name])

    def stop(self, process: subprocess.Popen[bytes], child: Child) -> int:
        self.stopped.append(child.name)
        return 0


def _child(name: str, **options: object) -> Child:
    return Child(name, ("true",), **options)  # type: ignore[arg-type]


def test_children_start_one_after_the_other_and_stop_the_other_way_round() -> None:
    world = _World()
    world.supervisor.start_all(_child(name) for name in ("postgres", "valkey", "web"))
    world.supervisor.stop()
    assert [name for _, name in world.started] == ["postgres", "valkey", "web"]
    assert world.stopped == ["web", "valkey", "postgres"]


def test_the_next_child_waits_until_the_one_before_is_ready() -> None:
    world = _World()
    world.supervisor.start(_child("postgres", ready=lambda: world.seconds >= 3))
    world.supervisor.start(_child("web"))
    assert world.started[1][0] >= 3


def test_a_child_that_is_never_ready_is_stopped_and_named() -> None:
    world = _World()
    with pytest.raises(ChildNotReady, match="postgres: not ready after 5 s"):
        world.supervisor.start(_child("postgres", ready=lambda: False, ready_seconds=5.0))
    assert world.stopped == ["postgres"]
    assert world.supervisor.pids() == {}


def test_a_child_that_dies_before_it_is_ready_is_named_at_once() -> None:
    world = _World()

    def dies() -> bool:
        world.living["web"].code = 3
        return False

    with pytest.raises(ChildNotReady, match="web: exit code 3"):
        world.supervisor.start(_child("web", ready=dies))
    assert world.seconds < 1


def test_a_child_that_keeps_dying_is_started_ever_more_slowly_but_never_given_up() -> None:
    world = _World()
    world.supervisor.start(_child("web"))
    for _ in range(4000):
        world.living["web"].code = 1
        world.supervisor.tend()
        world.sleep(0.05)
    moments = [at for at, _ in world.started]
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert waits[0] == pytest.approx(0.2, abs=0.11)
    assert waits[1] == pytest.approx(0.4, abs=0.11)
    assert max(waits) == pytest.approx(10, abs=0.2)
    assert world.seconds - moments[-1] <= 10.2


def test_a_child_that_was_well_for_long_starts_again_at_once() -> None:
    world = _World()
    world.supervisor.start(_child("web"))
    world.sleep(31)
    world.living["web"].code = -9
    assert world.supervisor.tend() == ("web",)


def test_living_children_are_left_alone() -> None:
    world = _World()
    world.supervisor.start_all([_child("postgres"), _child("web")])
    world.living["web"].code = 1
    world.sleep(31)
    world.supervisor.tend()
    assert [name for _, name in world.started] == ["postgres", "web", "web"]


def test_a_child_is_prepared_before_each_start() -> None:
    world = _World()
    prepared: list[int] = []
    world.supervisor.start(_child("postgres", prepare=lambda: prepared.append(len(world.started))))
    world.sleep(31)
    world.living["postgres"].code = 1
    world.supervisor.tend()
    assert prepared == [0, 1]


def test_told_to_stop_it_stops_all_and_returns() -> None:
    world = _World()
    world.supervisor.start_all([_child("postgres"), _child("web")])
    world.supervisor.run(lambda: world.seconds > 2)
    assert world.stopped == ["web", "postgres"]
