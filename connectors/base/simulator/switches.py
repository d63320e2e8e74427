"""Behaviours that no document settles: a simulator can show each of them either way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Switch:
    """One uncertain behaviour. The first of `positions` is what is taken to be likelier, and the default;
    `about` says what is uncertain and where that is noted, in a sentence for developers."""

    name: str
    positions: tuple[str, ...]
    about: str

    def __post_init__(self) -> None:
        if len(self.positions) < 2 or len(set(self.positions)) != len(self.positions):
            raise ValueError(f"switch {self.name}: needs two different positions or more")


class Switchboard:
    """How a simulator's switches stand. Raises ValueError on an unknown switch or position."""

    def __init__(self, switches: Iterable[Switch]) -> None:
        self._switches = {switch.name: switch for switch in switches}
        self._stand = {name: switch.positions[0] for name, switch in self._switches.items()}

    def turn(self, name: str, position: str) -> None:
        """Set one switch."""
        switch = self._switches.get(name)
        if switch is None or position not in switch.positions:
            raise ValueError(f"no such switch or position: {name}={position}")
        self._stand[name] = position

    def at(self, name: str) -> str:
        """How one switch stands."""
        if name not in self._stand:
            raise ValueError(f"no such switch: {name}")
        return self._stand[name]

    def stand(self) -> Mapping[str, str]:
        """All switches and how they stand."""
        return dict(self._stand)
