"""From paid to delivered and back, as one shop's seller does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from connectors.base.aftersale import CancelOption, ReturnView
from connectors.base.shipment import (
    HandoverChoice,
    HandoverOptions,
    Labels,
    Parcel,
    ParcelOutcome,
    ParcelRef,
)
from connectors.base.types import ExternalOrderId, Page


class Fulfilment(Protocol):
    """The part of a connector that handles orders. Every method raises only `ConnectorError`s; none sleeps.

    Each write may be repeated: what was done before is success ("already shipped", "already cancelled").
    """

    def parcels(self, order_id: ExternalOrderId) -> tuple[Parcel, ...]:
        """The order's parcels with courier, state and tracking number; empty before it is paid."""

    def options(self, parcel: ParcelRef) -> HandoverOptions:
        """How this parcel may be handed over. Raises Transient while the marketplace still looks for a
        courier."""

    def arrange(self, parcels: Sequence[ParcelRef], choice: HandoverChoice) -> tuple[ParcelOutcome, ...]:
        """Accept and arrange the shipment of ≤ capabilities.arrange_parcels parcels in one way.

        One outcome per parcel given, in any order. Raises when the whole call failed the same way for every
        parcel: RateLimited / Transient / AuthExpired / ConfigError (nothing applied), OutcomeUnknown (perhaps
        applied). A tracking number may come later: read `parcels` again.
        """

    def labels(self, parcels: Sequence[ParcelRef]) -> Labels:
        """Shipping labels of ≤ capabilities.label_parcels parcels, as PDF. Each parcel is in exactly one of
        the answer's three parts. Asking again never makes a second shipment, so that a failure is Transient,
        not OutcomeUnknown."""

    def cancel_options(self, order_id: ExternalOrderId) -> tuple[CancelOption, ...]:
        """The reasons that the seller may cancel this order for now; empty where it can't be cancelled."""

    def cancel(self, order_id: ExternalOrderId, option: CancelOption, line_keys: Sequence[str] = ()) -> None:
        """Cancel as the seller; `line_keys` are the lines concerned (empty = all). Raises Rejected where it
        can't be cancelled any more, where a line isn't in the order, and for a part of an order unless
        capabilities.partial_cancel and the reason allow it."""

    def answer_cancellation(self, order_id: ExternalOrderId, accept: bool) -> None:
        """Answer a buyer who asked to cancel. Raises Rejected where nobody asks any more, except to accept
        what is cancelled already."""

    def returns(self, since: datetime, until: datetime, cursor: str = "") -> Page[ReturnView]:
        """Returns whose last change lies in [since, until], ≤ capabilities.order_window_days apart."""
