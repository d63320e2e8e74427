"""Every way in which every simulated marketplace may behave."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from connectors.base.registry import marketplaces
from connectors.base.simulator.find import simulator_class
from tests.contract.quality import keeps

ONE_BY_ONE = "CONTRACT_SWITCHES_ONE_BY_ONE"
"""Set in the environment: each position of each switch by itself. Takes many times as long."""


@dataclass(frozen=True)
class Behaviour:
    """One marketplace, with these switches away from their defaults."""

    key: str
    name: str = ""
    turned: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.key}-{self.name}" if self.name else self.key


def behaviours(promise: str = "") -> list[Behaviour]:
    """All marketplaces by default and with every other position of their switches; only those that keep
    `promise`, where one is named."""
    turned = _one_by_one if os.environ.get(ONE_BY_ONE) else _together
    return [
        behaviour
        for key in marketplaces()
        if not promise or keeps(key, promise)
        for behaviour in (Behaviour(key), *turned(key))
    ]


def _one_by_one(key: str) -> Iterator[Behaviour]:
    for switch in simulator_class(key).switches:
        for position in switch.positions[1:]:
            yield Behaviour(key, f"{switch.name}={position}", {switch.name: position})


def _together(key: str) -> Iterator[Behaviour]:
    """All switches away from their defaults; again for the third positions, and so on."""
    switches = simulator_class(key).switches
    others = zip_longest(*(switch.positions[1:] for switch in switches))
    for number, positions in enumerate(others, start=1):
        turned = {
            switch.name: position for switch, position in zip(switches, positions, strict=True) if position
        }
        yield Behaviour(key, f"otherwise-{number}", turned)
