"""Returns in a simulated shop: what is asked for, and which step follows which."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mappings.words import ReturnState


class ReturnStep(StrEnum):
    """What can happen to a return."""

    ACCEPT = "accept"
    DISPUTE = "dispute"
    SEND_BACK = "send_back"
    REFUND = "refund"
    WITHDRAW = "withdraw"


_OPEN = frozenset({ReturnState.ASKED, ReturnState.ACCEPTED, ReturnState.DISPUTED})

RETURN_STEPS: dict[ReturnStep, tuple[frozenset[ReturnState], ReturnState]] = {
    ReturnStep.ACCEPT: (frozenset({ReturnState.ASKED, ReturnState.DISPUTED}), ReturnState.ACCEPTED),
    ReturnStep.DISPUTE: (frozenset({ReturnState.ASKED}), ReturnState.DISPUTED),
    ReturnStep.SEND_BACK: (frozenset({ReturnState.ACCEPTED}), ReturnState.COMING_BACK),
    ReturnStep.REFUND: (_OPEN | {ReturnState.COMING_BACK}, ReturnState.REFUNDED),
    ReturnStep.WITHDRAW: (_OPEN, ReturnState.CLOSED),
}


@dataclass
class SoldReturn:
    """A return; `lines` are pieces by the index of the order's line, `text` the buyer's own words, `changes`
    the epoch seconds at which it changed, the request first."""

    return_id: str
    order_id: str
    lines: dict[int, int]
    goods_back: bool
    refund: int
    changes: list[float]
    state: ReturnState = ReturnState.ASKED
    reason: str = "damaged"
    text: str = field(default="", repr=False)

    @property
    def created_at(self) -> float:
        """Epoch seconds of the request."""
        return self.changes[0]

    @property
    def updated_at(self) -> float:
        """Epoch seconds of the last change."""
        return self.changes[-1]
