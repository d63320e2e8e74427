"""How the cooperative's stock of one variant is shared between its channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mappings.apportion import largest_remainder


@dataclass(frozen=True)
class Shared:
    """Every channel shows all that there is."""

    key = "stock.shared"

    def share(self, available: int, channel: str) -> int:
        """The pieces of `available` (≥ 0) that `channel` may show."""
        del channel
        return available


@dataclass(frozen=True)
class Split:
    """Each channel shows its part by weight; the parts sum to the whole. Without a weight: nothing."""

    weights: tuple[tuple[str, int], ...]
    key = "stock.split"

    def __post_init__(self) -> None:
        if any(weight < 0 for _, weight in self.weights):
            raise ValueError("a weight can't be negative")
        if len(dict(self.weights)) != len(self.weights):
            raise ValueError("a channel has one weight")

    @classmethod
    def by(cls, weights: Mapping[str, int]) -> Split:
        """A split from a mapping of channel to weight."""
        return cls(tuple(sorted(weights.items())))

    def share(self, available: int, channel: str) -> int:
        """The pieces of `available` (≥ 0) that `channel` may show."""
        return largest_remainder(available, dict(self.weights)).get(channel, 0)


@dataclass(frozen=True)
class LastUnits:
    """Every channel shows all, but at or below `threshold` pieces only the chosen channel shows them."""

    threshold: int
    channel: str
    key = "stock.last_units"

    def __post_init__(self) -> None:
        if self.threshold < 0:
            raise ValueError("a threshold can't be negative")

    def share(self, available: int, channel: str) -> int:
        """The pieces of `available` (≥ 0) that `channel` may show."""
        return available if channel == self.channel or available > self.threshold else 0


Policy = Shared | Split | LastUnits
