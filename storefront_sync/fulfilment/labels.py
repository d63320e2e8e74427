"""Shipping labels of one or a hundred orders, as PDF. They hold the buyer's address: they are handed on, and
never logged or put into an error; nothing is stored here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connectors.base.errors import ConnectorError, RateLimited, Rejected, Transient
from connectors.base.fulfilment import Fulfilment
from connectors.base.shipment import LabelFile, ParcelId, ParcelRef
from connectors.base.types import ExternalOrderId
from mappings.words import ParcelState
from storefront_sync.fulfilment.rows import Why
from storefront_sync.orders.models import Order
from storefront_sync.orders.parcels import store

TRIES = 8
"""How often labels in the making are asked for, in all."""
PAUSE = timedelta(seconds=4)
LONGEST_PAUSE = timedelta(seconds=20)
"""A marketplace that wants to be left alone for longer is told as such."""
NOT_ARRANGED = Why("fulfilment.label_not_arranged")
IN_THE_MAKING = Why("fulfilment.label_in_the_making")
NO_PARCEL = Why("fulfilment.no_parcel_yet")
GONE = Why("fulfilment.parcel_gone")


@dataclass(frozen=True)
class NotPrinted:
    """A parcel without a label, and why. `parcel_id` "" = the order has one parcel, or none yet."""

    order_id: str
    parcel_id: str
    why: Why


@dataclass(frozen=True)
class Printed:
    """What one shop printed: the files in the order of asking, and what is lacking."""

    files: tuple[LabelFile, ...] = ()
    missing: tuple[NotPrinted, ...] = ()


@dataclass
class Printing:
    """Prints for one shop, ≤ `at_once` parcels a call. `files` and `missing` grow; `reasons` are those of
    parcels to ask for again, after `pause`."""

    fulfilment: Fulfilment
    at_once: int
    now: Callable[[], datetime]
    files: list[LabelFile] = field(default_factory=list, repr=False)
    missing: list[NotPrinted] = field(default_factory=list)
    reasons: dict[ParcelRef, Why] = field(default_factory=dict)
    pause: timedelta = PAUSE

    def print(self, orders: Iterable[Order], sleep: Callable[[float], None]) -> Printed:
        """The labels of these orders, each asked for until it is made or the bound is reached. `sleep` waits
        seconds while labels are made."""
        wanted = [ref for order in orders for ref in self.find(order)]
        left = wanted
        for tried in range(TRIES):
            if not left:
                break
            if tried:
                sleep(self.pause.total_seconds())
            left = self.once(left)
        for ref in left:
            self._lacks(ref, self.reasons.get(ref, IN_THE_MAKING))
        place = {ref: at for at, ref in enumerate(wanted)}
        self.files.sort(key=lambda file: min((place.get(ref, 0) for ref in file.parcels), default=0))
        return Printed(tuple(self.files), tuple(self.missing))

    def find(self, order: Order) -> list[ParcelRef]:
        """The order's parcels that may have a label, read anew where there is news of them."""
        found = list(order.parcels.order_by("parcel_id").values_list("parcel_id", "state"))
        order_id = ExternalOrderId(order.external_id)
        if order.parcels_due_at is not None or not found:
            began = self.now()
            try:
                views = self.fulfilment.parcels(order_id)
            except ConnectorError as error:
                self._lacks(ParcelRef(order_id), Why.of(error))
                return []
            store(order.pk, views, began, self.now())
            found = [(view.ref.parcel_id, view.state.value) for view in views]
        if not found:
            self._lacks(ParcelRef(order_id), NO_PARCEL)
        refs = []
        for parcel_id, state in found:
            ref = ParcelRef(order_id, ParcelId(parcel_id))
            if state in (ParcelState.CANCELLED, ParcelState.LOST):
                self._lacks(ref, GONE)
            elif state == ParcelState.WAITING:
                self._lacks(ref, NOT_ARRANGED)
            else:
                refs.append(ref)
        return refs

    def once(self, refs: Sequence[ParcelRef]) -> list[ParcelRef]:
        """Ask for all of them; returns those to ask for again after `pause`, and in `reasons` why."""
        self.pause = PAUSE
        again: list[ParcelRef] = []
        for start in range(0, len(refs), self.at_once):
            again += self._ask(refs[start : start + self.at_once])
        return again

    def _ask(self, chunk: Sequence[ParcelRef]) -> list[ParcelRef]:
        try:
            labels = self.fulfilment.labels(chunk)
        except Rejected as error:
            if len(chunk) > 1:  # one of them spoils it for all
                return [ref for one in chunk for ref in self._ask([one])]
            self._lacks(chunk[0], Why.of(error))
            return []
        except ConnectorError as error:
            if self._may_pass(error):
                self.reasons |= dict.fromkeys(chunk, Why.of(error))
                return list(chunk)
            for ref in chunk:
                self._lacks(ref, Why.of(error))
            return []
        self.files += labels.files
        for ref, refusal in labels.refused:
            self._lacks(ref, Why.of(refusal))
        told = {ref for file in labels.files for ref in file.parcels}
        told |= {ref for ref, _ in labels.refused}
        for ref in chunk:
            self.reasons.pop(ref, None)
        return [ref for ref in chunk if ref not in told]

    def _may_pass(self, error: ConnectorError) -> bool:
        if isinstance(error, RateLimited):
            wait = error.until - self.now()
            self.pause = max(self.pause, wait)
            return wait <= LONGEST_PAUSE
        return isinstance(error, Transient)

    def _lacks(self, ref: ParcelRef, why: Why) -> None:
        self.missing.append(NotPrinted(ref.order_id, ref.parcel_id, why))
