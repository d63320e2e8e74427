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
    """Cancelled while the goods were here: parcels that staff made in Saleor are taken back first."""
    TRIM = "trim"
    """Take out of Saleor's order what the marketplace's doesn't have any more."""
    SEND = "send"
    """Send in Saleor what has left, and keep its tracking numbers."""


_WAITS = {OrderState.UNPAID, OrderState.CANCEL_REQUESTED}


def plan(
    phase: Phase, state: OrderState, *, lines_linked: bool, left: bool, early: bool = False
) -> tuple[Effect, ...]:
    """The effects, in their order, for an order that stands at `phase` in Saleor and at `state` on the
    marketplace. `left`: some of its goods were once seen to have left. `early`: staff want it in Saleor
    though nobody knows the goods of some line.

    The marketplace is the authority for its own orders: nothing ends by our clock. Goods that have left come
    back by an inspected return only, whatever becomes of the order.
    """
    if phase in (Phase.CANCELLED, Phase.NEVER):
        return ()
    if state is OrderState.CANCELLED and not left:
        return {
            Phase.DRAFT: (Effect.DELETE_DRAFT,),
            Phase.SHORT: (Effect.DELETE_DRAFT,),
            Phase.PLACED: (Effect.CANCEL,),
            Phase.IMPORTED: (Effect.CANCEL,),
        }.get(phase, (Effect.DROP,))
    if phase is Phase.IMPORTED:
        return (Effect.TRIM, Effect.SEND)
    if phase is Phase.PLACED:
        return (Effect.IMPORT, Effect.TRIM, Effect.SEND)
    if state in _WAITS and not left:
        return (Effect.WAIT,)
    if lines_linked or early or phase in (Phase.DRAFT, Phase.SHORT):
        return (Effect.IMPORT, Effect.TRIM, Effect.SEND)
    return (Effect.WAIT_FOR_LINK,)
