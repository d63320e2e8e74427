"""How large a run is, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass

FULL, QUICK = 5_000, 200
PER_SECOND, LIVE_PER_SECOND = 12.0, 1.0
"""Orders that come in a second; a real Saleor takes about a second for an import."""
PIECES_EACH = 3
"""More of any one good than the buyers of so many orders take."""


@dataclass(frozen=True)
class Scale:
    """`seconds` is how long orders come in, `patience_seconds` how long all may take to come right after the
    last event, `on_hand` what lies of each good in the warehouse at first."""

    orders: int
    seconds: float
    kills: int
    patience_seconds: float
    on_hand: int

    @classmethod
    def of(cls, *, quick: bool, orders: int | None, live: bool) -> Scale:
        """The scale of what was asked for."""
        count = orders or (QUICK if quick else FULL)
        return cls(
            orders=count,
            seconds=count / (LIVE_PER_SECOND if live else PER_SECOND),
            kills=min(max(count // 40, 4), 60),
            patience_seconds=300.0 + count * (3.0 if live else 0.3),
            on_hand=1_000 + PIECES_EACH * count,
        )
