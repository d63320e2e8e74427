"""How large a run is, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass

FULL, QUICK = 5_000, 80
PER_SECOND, LIVE_PER_SECOND = 12.0, 1.0
"""Orders that come in a second; a real Saleor takes about a second for an import."""
PROVES = 1_000
"""Orders among which even what is rare must come about; the quick run shows that the bench itself works."""
PIECES_EACH = 3
"""More of any one good than the buyers of so many orders take."""
FEW_GOODS, FEW = 4, 3
"""So many goods are scarce: so many pieces of each lie there at first, and come in with each delivery."""
DELIVERED_EVERY = 10.0
"""Seconds between two deliveries while orders come in."""
LINKED_LATER = 0.5
"""Share of staff's links that they confirm only in the middle of the run."""


@dataclass(frozen=True)
class Scale:
    """`seconds` is how long orders come in, `patience_seconds` how long all may take to come right after the
    last event, `on_hand` what lies of each good in the warehouse at first. An order waits `staff_seconds`
    for staff, then the seller sends it off in the marketplace's own app."""

    orders: int
    seconds: float
    kills: int
    patience_seconds: float
    on_hand: int
    staff_seconds: float

    @property
    def proves(self) -> bool:
        """Whether it is large enough for everything to happen that may."""
        return self.orders >= PROVES

    @classmethod
    def of(cls, *, quick: bool, orders: int | None, live: bool) -> Scale:
        """The scale of what was asked for."""
        count = orders or (QUICK if quick else FULL)
        return cls(
            orders=count,
            seconds=count / (LIVE_PER_SECOND if live else PER_SECOND),
            kills=min(max(count // 40, 4), 60),
            patience_seconds=300.0 + count * (3.0 if live else 0.6),
            on_hand=1_000 + PIECES_EACH * count,
            staff_seconds=60.0 + count * 0.2,
        )
