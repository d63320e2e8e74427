"""What must happen to an order, as a pure function of what we know and what the marketplace shows."""

from __future__ import annotations

from enum import StrEnum

from mappings.words import OrderState
from storefront_sync.orders.phases import Phase


class Effect(StrEnum):
    """One step towards the books being right; each may be repeated."""

    WAIT = "wait"
    """Nothing now: unpaid, or the buyer has asked to cancel."""
    WAIT_FOR_LINK = "wait_for_link"
    IMPORT = "import"
    DROP = "drop"
    """Cancelled before anything was made in Saleor: let go of what was held."""
    DELETE_DRAFT = "delete_draft"
    CANCEL = "cancel"
    NOTHING = "nothing"


_WAITS = {OrderState.UNPAID, OrderState.CANCEL_REQUESTED}


def plan(phase: Phase, state: OrderState, *, lines_linked: bool) -> Effect:
    """The next effect for an order that stands at `phase` in Saleor and at `state` on the marketplace.

    The marketplace is the authority for its own orders: nothing ends by our clock.
    """
    if phase in (Phase.CANCELLED, Phase.NEVER):
        return Effect.NOTHING
    if state is OrderState.CANCELLED:
        return {
            Phase.DRAFT: Effect.DELETE_DRAFT,
            Phase.SHORT: Effect.DELETE_DRAFT,
            Phase.PLACED: Effect.CANCEL,
            Phase.IMPORTED: Effect.CANCEL,
        }.get(phase, Effect.DROP)
    if phase is Phase.IMPORTED:
        return Effect.NOTHING
    if phase is Phase.PLACED:
        return Effect.IMPORT
    if state in _WAITS:
        return Effect.WAIT
    drafted = phase in (Phase.DRAFT, Phase.SHORT)
    return Effect.IMPORT if lines_linked or drafted else Effect.WAIT_FOR_LINK
