"""Every way in which every simulated marketplace may behave."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.base.registry import marketplaces
from connectors.base.simulator.find import simulator_class


@dataclass(frozen=True)
class Stance:
    """One marketplace, with one switch away from its default ("" = none)."""

    key: str
    switch: str = ""
    position: str = ""

    def __str__(self) -> str:
        return f"{self.key}-{self.switch}={self.position}" if self.switch else self.key


def stances() -> list[Stance]:
    """All marketplaces by default, and each other position of each of their switches."""
    return [
        stance
        for key in marketplaces()
        for stance in (
            Stance(key),
            *(
                Stance(key, switch.name, position)
                for switch in simulator_class(key).switches
                for position in switch.positions[1:]
            ),
        )
    ]
