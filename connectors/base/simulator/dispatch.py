"""A simulated shop's dispatch: parcels handed over, labels, cancelling.

Neutral: each marketplace words what stands here. Every refusal is a BookError; its `word` is one of
unknown_parcel, wrong_state, already_arranged, courier_pending, way_not_offered, no_such_place, slot_passed,
tracking_missing, not_arranged, nobody_asks, no_such_line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from connectors.base.shipment import Handover
from connectors.base.simulator.book import Book
from connectors.base.simulator.orders import SoldOrder, Step
from connectors.base.simulator.parcels import SoldParcel
from connectors.base.simulator.shelf import BookError
from connectors.base.simulator.shipping import Offer, OfferedPlace, Shipping, offer
from mappings.words import OrderState, ParcelState

SHIP_WITHIN_SECONDS = 2 * 86_400
COURIER = "Kurir Contoh"

_TO_SHIP = frozenset({OrderState.READY, OrderState.ARRANGED})
_SHIPPED = frozenset({OrderState.SHIPPED, OrderState.DELIVERED, OrderState.COMPLETED, OrderState.RETURNED})


class Dispatch:
    """Thread-safe under the book's lock. `new_parcel_id` and `new_tracking_number` give numbers in the
    marketplace's form."""

    def __init__(
        self,
        book: Book,
        now: Callable[[], float],
        *,
        new_parcel_id: Callable[[], str],
        new_tracking_number: Callable[[], str],
    ) -> None:
        self.shipping = Shipping()
        self._book = book
        self._now = now
        self._new_parcel_id = new_parcel_id
        self._new_tracking_number = new_tracking_number
        book.order_listeners.insert(0, self._order_changed)

    # Parcels.

    def parcels(self, order_id: str) -> list[SoldParcel]:
        """The parcels of an order, one unless it was split; none before it is paid."""
        with self._book.lock:
            order = self._book.order(order_id)
            if not order.parcels and order.paid_at is not None:
                every = {at: line.quantity for at, line in enumerate(order.lines)}
                order.parcels.append(self._parcel(order, every))
            return order.parcels

    def parcel(self, shop_id: str, parcel_id: str) -> tuple[SoldOrder, SoldParcel]:
        """One parcel of a shop and its order."""
        with self._book.lock:
            for order in self._book.shop(shop_id).orders.values():
                for parcel in self.parcels(order.order_id):
                    if parcel.parcel_id == parcel_id:
                        return order, parcel
        raise BookError("unknown_parcel")

    def split(self, order_id: str) -> list[SoldParcel]:
        """The seller puts each line into a parcel of its own, in Seller Center."""
        with self._book.lock:
            order = self._book.order(order_id)
            before = self.parcels(order_id)
            if order.state is not OrderState.READY or any(parcel.arranged_at for parcel in before):
                raise BookError("wrong_state")
            order.parcels = [self._parcel(order, {at: line.quantity}) for at, line in enumerate(order.lines)]
            return order.parcels

    def state(self, order: SoldOrder, parcel: SoldParcel) -> ParcelState:
        """How far a parcel is."""
        if order.state is OrderState.CANCELLED:
            return ParcelState.CANCELLED
        if parcel.mishap:
            return parcel.mishap
        if order.state is OrderState.SHIPPED:
            return ParcelState.SHIPPED
        if order.state in _SHIPPED:
            return ParcelState.DELIVERED
        return ParcelState.WAITING if parcel.arranged_at is None else ParcelState.ARRANGED

    def tracking(self, parcel: SoldParcel) -> str:
        """The tracking number, once it shows."""
        return parcel.tracking_number if self._now() >= parcel.tracking_at else ""

    def mishap(self, parcel_id: str, state: ParcelState | None) -> None:
        """The courier fails with a parcel or loses it; None: he goes on."""
        with self._book.lock:
            for shop_id in self._book.shops:
                try:
                    order, parcel = self.parcel(shop_id, parcel_id)
                except BookError:
                    continue
                parcel.mishap = state
                order.changes.append(self._now())
                return
        raise BookError("unknown_parcel")

    # Handing over.

    def offer(self, order: SoldOrder, parcel: SoldParcel) -> Offer:
        """The ways that are open for a parcel."""
        self._refuse_arrangement(order, parcel)
        return offer(self.shipping, self._now())

    def arrange(
        self,
        order: SoldOrder,
        parcel: SoldParcel,
        handover: Handover,
        *,
        place_id: str = "",
        slot_id: str = "",
        tracking_number: str = "",
        applied: bool = True,
    ) -> None:
        """Arrange one parcel; the order is arranged when its last parcel is. `applied` False (an ignored
        write) checks but changes nothing."""
        with self._book.lock:
            self._refuse_choice(self.offer(order, parcel), handover, place_id, slot_id, tracking_number)
            if not applied:
                return
            self._arranged(parcel, handover, tracking_number)
            parcel.place_id, parcel.slot_id = place_id, slot_id
            every = all(one.arranged_at is not None for one in self.parcels(order.order_id))
            if every and order.state is OrderState.READY:
                self._book.step(order.order_id, Step.ARRANGE)

    # Labels.

    def ask_label(self, order: SoldOrder, parcel: SoldParcel) -> None:
        """Have a label made; asking again changes nothing."""
        with self._book.lock:
            if parcel.arranged_at is None or order.state is OrderState.CANCELLED:
                raise BookError("not_arranged")
            if parcel.label_at is None:
                parcel.label_at = self._now() + self.shipping.label_seconds

    def label_ready(self, parcel: SoldParcel) -> bool:
        """Whether a label that was asked for is there."""
        return parcel.label_at is not None and self._now() >= parcel.label_at

    # Cancelling.

    def cancel(
        self,
        order: SoldOrder,
        *,
        reason: str,
        pieces: Mapping[int, int] | None = None,
        zeroes: bool = False,
        applied: bool = True,
    ) -> None:
        """The seller cancels an order or some of it."""
        with self._book.lock:
            if order.state not in _TO_SHIP | {OrderState.UNPAID}:
                raise BookError("wrong_state")
            if applied:
                self._book.cancel(order.order_id, by="seller", reason=reason, pieces=pieces, zeroes=zeroes)

    def cancel_in_seller_center(self, order_id: str, pieces: Mapping[int, int]) -> SoldOrder:
        """The seller cancels some pieces (by the line's index) in Seller Center."""
        with self._book.lock:
            order = self._book.order(order_id)
            self.cancel(order, reason="", pieces=pieces)
            return order

    def answer_cancellation(self, order: SoldOrder, accept: bool, *, applied: bool = True) -> None:
        """The seller answers a buyer who asked to cancel."""
        with self._book.lock:
            if order.state is not OrderState.CANCEL_REQUESTED:
                raise BookError("nobody_asks")
            if applied:
                self._book.step(order.order_id, Step.CANCEL if accept else Step.KEEP)

    def _refuse_arrangement(self, order: SoldOrder, parcel: SoldParcel) -> None:
        if parcel.arranged_at is not None and parcel.mishap is not ParcelState.FAILED:
            raise BookError("already_arranged")
        if order.state not in _TO_SHIP:
            raise BookError("wrong_state")
        if self._now() < (order.paid_at or 0) + self.shipping.courier_seconds:
            raise BookError("courier_pending")

    def _refuse_choice(
        self, offered: Offer, handover: Handover, place_id: str, slot_id: str, tracking_number: str
    ) -> None:
        if handover is Handover.OWN:
            if not offered.own:
                raise BookError("way_not_offered")
            if not tracking_number:
                raise BookError("tracking_missing")
            return
        places = offered.pickup if handover is Handover.PICKUP else offered.dropoff
        if places is None:
            raise BookError("way_not_offered")
        if places:
            _refuse_place(places, place_id, slot_id)

    def _arranged(self, parcel: SoldParcel, handover: Handover, tracking_number: str = "") -> None:
        now = self._now()
        parcel.handover, parcel.arranged_at, parcel.mishap = handover, now, None
        parcel.tracking_number = tracking_number or parcel.tracking_number or self._new_tracking_number()
        parcel.tracking_at = now if tracking_number else now + self.shipping.tracking_seconds

    def _order_changed(self, order: SoldOrder) -> None:
        """What a seller arranged by hand, or a courier took along, is arranged."""
        if order.state is OrderState.ARRANGED or order.state in _SHIPPED:
            for parcel in self.parcels(order.order_id):
                if parcel.arranged_at is None:
                    self._arranged(parcel, Handover.DROPOFF)

    def _parcel(self, order: SoldOrder, lines: dict[int, int]) -> SoldParcel:
        ship_by = (order.paid_at or order.created_at) + SHIP_WITHIN_SECONDS
        return SoldParcel(self._new_parcel_id(), COURIER, lines, ship_by)


def _refuse_place(places: Sequence[OfferedPlace], place_id: str, slot_id: str) -> None:
    for place in places:
        if place.place_id == place_id:
            if place.slots and slot_id not in [slot.slot_id for slot in place.slots]:
                raise BookError("slot_passed")
            return
    raise BookError("no_such_place")
