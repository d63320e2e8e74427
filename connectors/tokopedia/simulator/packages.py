"""Packages: how they may be handed over, their shipment, their labels."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping

from pydantic import BaseModel

from connectors.base.shipment import Handover
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.parcels import SoldParcel
from connectors.base.simulator.pdf import pdf
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError
from connectors.tokopedia.simulator.asked import body_of
from connectors.tokopedia.simulator.gate import APP
from connectors.tokopedia.simulator.refusal import MESSAGES, Refusal, success
from mappings.words import OrderState

MOST_PACKAGES = 50
LABELS = "/files/labels/"
REFUSED_AS = {
    "unknown_parcel": 21011028,
    "already_arranged": 21008099,
    "courier_pending": 21011008,
    "way_not_offered": 11021009,
    "slot_passed": 21011053,
    "not_arranged": 21023035,
}
IN_STATE = {OrderState.CANCELLED: 21011041, OrderState.CANCEL_REQUESTED: 21008044}


class ShipBody(BaseModel):
    """Body of ship: the way of handing over is ignored in South-East Asia since October 2024."""

    handover_method: str = ""


class PackageBody(ShipBody):
    """One package of a batch."""

    id: str


class PackagesBody(BaseModel):
    """Body of a batch."""

    packages: list[PackageBody]


class Packages:
    """Answers for the shop that a request names."""

    def __init__(self, dispatch: Dispatch, shop_of: Callable[[Incoming], str]) -> None:
        self._dispatch = dispatch
        self._shop_of = shop_of

    def slots(self, request: Incoming, fate: Fate) -> Outgoing:
        """handover_time_slots: what the shop's settings allow."""
        order, parcel = self._parcel(request)
        try:
            offer = self._dispatch.offer(order, parcel)
        except BookError as error:
            raise Refusal(_code(error, order)) from None
        return success(
            {
                "can_pickup": offer.pickup is not None,
                "can_drop_off": offer.dropoff is not None,
                "can_van_collection": False,
                "pickup_slots": [
                    {"start_time": slot.starts_at, "end_time": slot.ends_at, "avaliable": True}
                    for place in (offer.pickup or ())[:1]
                    for slot in place.slots
                ],
            }
        )

    def ship(self, request: Incoming, fate: Fate) -> Outgoing:
        """One package."""
        body_of(ShipBody, request)
        code = self._arrange(self._shop_of(request), request.path.split("/")[-2], fate)
        if code:
            raise Refusal(code)
        return success({})

    def ship_many(self, request: Incoming, fate: Fate) -> Outgoing:
        """A batch: what isn't named in `errors` is arranged."""
        packages = body_of(PackagesBody, request).packages
        if not 1 <= len(packages) <= MOST_PACKAGES:
            raise Refusal(21001001)
        shop_id = self._shop_of(request)
        errors: list[Mapping[str, object]] = []
        for place, package in enumerate(packages):
            code = 11021009 if place == fate.refused_row else self._arrange(shop_id, package.id, fate)
            if code:
                message = MESSAGES[str(code)]
                errors.append({"code": code, "message": message, "detail": {"package_id": package.id}})
        return success({"errors": errors} if errors else {})

    def document(self, request: Incoming, fate: Fate) -> Outgoing:
        """Where a label lies; it takes a while to be made."""
        order, parcel = self._parcel(request)
        if order.state is OrderState.CANCELLED:
            raise Refusal(21023059)
        try:
            self._dispatch.ask_label(order, parcel)
        except BookError as error:
            raise Refusal(_code(error, order)) from None
        number = self._dispatch.tracking(parcel)
        if not number or not self._dispatch.label_ready(parcel):
            raise Refusal(11034037)
        host = request.headers.get("Host", "")
        url = f"http://{host}{LABELS}{parcel.parcel_id}?key={_key(parcel.parcel_id)}"
        return success({"doc_url": url, "tracking_number": number})

    def file(self, request: Incoming, fate: Fate) -> Outgoing:
        """A label; its address is all that one needs."""
        parcel_id = request.path.removeprefix(LABELS)
        if not hmac.compare_digest(request.one("key").encode(), _key(parcel_id).encode()):
            return Outgoing(403, b"")
        return Outgoing(200, pdf([f"Paket {parcel_id}"]), {"Content-Type": "application/pdf"})

    def _arrange(self, shop_id: str, parcel_id: str, fate: Fate) -> int:
        """The code of a refusal, or 0. The shop's settings choose the way."""
        try:
            order, parcel = self._dispatch.parcel(shop_id, parcel_id)
        except BookError:
            return REFUSED_AS["unknown_parcel"]
        try:
            offer = self._dispatch.offer(order, parcel)
            handover = Handover.DROPOFF if offer.pickup is None else Handover.PICKUP
            place = next(iter(offer.pickup or offer.dropoff or ()), None)
            slot = place.slots[0].slot_id if place and place.slots else ""
            place_id = place.place_id if place else ""
            self._dispatch.arrange(
                order, parcel, handover, place_id=place_id, slot_id=slot, applied=not fate.ignored
            )
        except BookError as error:
            return _code(error, order)
        return 0

    def _parcel(self, request: Incoming) -> tuple[SoldOrder, SoldParcel]:
        try:
            return self._dispatch.parcel(self._shop_of(request), request.path.split("/")[-2])
        except BookError:
            raise Refusal(REFUSED_AS["unknown_parcel"]) from None


def _code(error: BookError, order: SoldOrder) -> int:
    return REFUSED_AS.get(error.word) or IN_STATE.get(order.state, 21011003)


def _key(parcel_id: str) -> str:
    return hmac.new(APP.secret.encode(), parcel_id.encode(), hashlib.sha256).hexdigest()[:32]
