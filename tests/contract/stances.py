"""Every way in which every simulated marketplace may behave."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.base.registry import marketplaces
from connectors.base.simulator.find import simulator_class
from tests.contract.quality import keeps


@dataclass(frozen=True)
class Stance:
    """One marketplace, with one switch away from its default ("" = none)."""

    key: str
    switch: str = ""
    position: str = ""

    def __str__(self) -> str:
        return f"{self.key}-{self.switch}={self.position}" if self.switch else self.key


def stances(promise: str = "") -> list[Stance]:
    """All marketplaces by default, and each other position of each of their switches; only those that keep
    `promise`, where one is named."""
    return [
        stance
        for key in marketplaces()
        if not promise or keeps(key, promise)
        for stance in (
            Stance(key),
            *(
                Stance(key, switch.name, position)
                for switch in simulator_class(key).switches
                for position in switch.positions[1:]
            ),
        )
    ]
