"""Shopee's calls for handing parcels over."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import Field

from connectors.base.shipment import Handover
from connectors.base.simulator.book import Book
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.parcels import SoldParcel
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError
from connectors.base.simulator.shipping import OfferedPlace
from connectors.shopee.simulator.body import Body, read
from connectors.shopee.simulator.envelope import Envelopes, Refused
from connectors.shopee.simulator.parcels import CHANNEL, package_detail_row
from mappings.words import OrderState, ParcelState

MOST_PACKAGES = 50
NOT_FOUND = "The information you queried is not found."

ALREADY = "This package has already been arranged shipment and you can't call this API again."
REFUSED = {
    "already_arranged": ("logistics.package_already_shipped", ALREADY),
    "courier_pending": (
        "logistics.error_param",
        "The order is being allocated, please wait until the allocate is completed.",
    ),
    "wrong_state": ("logistics.error_order_state", "Operation is not allow with current order status."),
    "cancelled": ("error_status", "The order has been cancelled."),
    "slot_passed": (
        "error_param",
        "The pickup_time_id received is invalid and not expected. "
        "Please check and reselect one from the time_slot_list.",
    ),
    "no_such_place": ("logistics.address_not_found", "Address is not found."),
    "way_not_offered": (
        "logistics.ship_order_unsupport_pickup",
        "This order does not support ship with pickup.",
    ),
    "tracking_missing": (
        "logistics.ship_order_need_tracking_number",
        "Parameter tracking_number can not be null.",
    ),
}


class _Pickup(Body):
    address_id: str = ""
    pickup_time_id: str = ""


class _Dropoff(Body):
    branch_id: str = ""


class _Own(Body):
    tracking_number: str = ""


class _Numbered(Body):
    package_number: str
    tracking_number: str = ""


class _Packages(Body):
    package_list: list[_Numbered]


class _MassOwn(Body):
    tracking_number: list[_Numbered] = Field(default_factory=list)


class _Ways(Body):
    pickup: _Pickup | None = None
    dropoff: _Dropoff | None = None

    def one(self, own: str | None) -> tuple[Handover, str, str, str]:
        """(way, place, slot, tracking number) of exactly one way."""
        if [self.pickup is None, self.dropoff is None, own is None].count(False) != 1:
            raise Refused(
                "logistics.ship_order_only_support_one_type",
                "Please select just one way to ship order: pickup or dropoff or non_integrated.",
            )
        if self.pickup is not None:
            return Handover.PICKUP, self.pickup.address_id, self.pickup.pickup_time_id, ""
        if self.dropoff is not None:
            return Handover.DROPOFF, self.dropoff.branch_id, "", ""
        return Handover.OWN, "", "", own or ""


class _ShipBody(_Ways):
    order_sn: str
    package_number: str | None = None
    non_integrated: _Own | None = None


class _MassBody(_Ways):
    logistics_channel_id: int | None = None
    package_list: list[_Numbered]
    non_integrated: _MassOwn | None = None


class Logistics:
    """Answers from the dispatch. `named`, `dated` and `strict` tell whether get_package_detail names the
    tracking number and until when to ship, and refuses all packages where one isn't there."""

    def __init__(
        self,
        book: Book,
        dispatch: Dispatch,
        envelopes: Envelopes,
        named: Callable[[], bool],
        dated: Callable[[], bool],
        strict: Callable[[], bool],
    ) -> None:
        self._dated = dated
        self._strict = strict
        self._book = book
        self._dispatch = dispatch
        self._envelopes = envelopes
        self._named = named

    def package_detail(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_package_detail: ≤ 50 packages; one that isn't there has no row, none at all is an error."""
        numbers = request.many("package_number_list")
        if not 1 <= len(numbers) <= MOST_PACKAGES:
            raise Refused("error_param", "package_number_list must hold 1-50 packages")
        rows = []
        with self._book.lock:
            for number in dict.fromkeys(numbers):
                try:
                    found = self._dispatch.parcel(request.one("shop_id"), number)
                except BookError:
                    if self._strict():
                        raise Refused("error_param", NOT_FOUND) from None
                    continue
                rows.append(
                    package_detail_row(self._dispatch, *found, tracking=self._named(), dated=self._dated())
                )
        if not rows:
            raise Refused("error_param", NOT_FOUND)
        return self._envelopes.success({"package_list": rows})

    def shipping_parameter(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_shipping_parameter: which ways are open, and what each needs."""
        with self._book.lock:
            order, parcel = self._parcel(request, request.one("order_sn"), request.one("package_number"))
            try:
                offered = self._dispatch.offer(order, parcel)
            except BookError as error:
                if error.word == "courier_pending":
                    raise Refused(*REFUSED[error.word]) from None
                if order.state is OrderState.CANCELLED:
                    raise Refused(*REFUSED["cancelled"]) from None
                raise Refused(
                    "error_param",
                    "Shipping parameters can only be obtained when package is ready to be shipped",
                ) from None
        needed: dict[str, list[str]] = {}
        response: dict[str, object] = {"info_needed": needed, "pickup": None, "dropoff": None}
        if offered.pickup is not None:
            slots = any(place.slots for place in offered.pickup)
            needed["pickup"] = ["address_id", *(["pickup_time_id"] if slots else [])]
            response["pickup"] = {"address_list": [_address(place) for place in offered.pickup]}
        if offered.dropoff is not None:
            needed["dropoff"] = ["branch_id"] if offered.dropoff else []
            if offered.dropoff:
                response["dropoff"] = {
                    "branch_list": [
                        {"branch_id": int(place.place_id), "region": "ID", "address": place.name}
                        for place in offered.dropoff
                    ]
                }
        if offered.own:
            needed["non_integrated"] = ["tracking_no"]
        return self._envelopes.success(response)

    def ship_order(self, request: Incoming, fate: Fate) -> Outgoing:
        """ship_order: one package, one way; success has no payload."""
        body = read(_ShipBody, request)
        if body.package_number == "":
            raise Refused("error_param", "package_number must not be empty")
        own = body.non_integrated.tracking_number if body.non_integrated else None
        chosen = body.one(own)
        with self._book.lock:
            order, parcel = self._parcel(request, body.order_sn, body.package_number or "")
            try:
                _refuse_again(parcel)
                self._arrange(order, parcel, chosen, fate)
            except BookError as error:
                raise Refused(*REFUSED[_word(order, error)]) from None
        return self._envelopes.flat({})

    def update_shipping_order(self, request: Incoming, fate: Fate) -> Outgoing:
        """update_shipping_order: another time for a pick-up that failed."""
        body = read(_ShipBody, request)
        if body.pickup is None:
            raise Refused("error_param", "Wrong parameters, detail: pickup is a required field.")
        with self._book.lock:
            order, parcel = self._parcel(request, body.order_sn, body.package_number or "")
            if parcel.mishap is not ParcelState.FAILED:
                raise Refused("logistics.error_limit", "Order status not support update logistics.")
            try:
                self._arrange(order, parcel, body.one(None), fate)
            except BookError as error:
                raise Refused(*REFUSED[_word(order, error)]) from None
        return self._envelopes.flat({})

    def mass_ship_order(self, request: Incoming, fate: Fate) -> Outgoing:
        """mass_ship_order: ≤ 50 packages of one channel, one way; each has its own outcome."""
        body = read(_MassBody, request)
        if not 1 <= len(body.package_list) <= MOST_PACKAGES:
            raise Refused("logistics.error_param", "Package exceeds limit.")
        numbers = [row.package_number for row in body.package_list]
        if len(set(numbers)) != len(numbers):
            raise Refused("logistics.error_param", "Duplicate package number")
        own = (
            {row.package_number: row.tracking_number for row in body.non_integrated.tracking_number}
            if (body.non_integrated)
            else None
        )
        good, bad = [], []
        with self._book.lock:
            for at, number in enumerate(numbers):
                reason = self._mass_row(request, body, own, number, fate, refused=at == fate.refused_row)
                if reason:
                    bad.append({"package_number": number, "fail_reason": reason})
                else:
                    good.append({"package_number": number})
        return self._envelopes.success({"success_list": good, "fail_list": bad})

    def tracking_number(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_tracking_number: empty until the courier gave one."""
        with self._book.lock:
            _, parcel = self._parcel(request, request.one("order_sn"), request.one("package_number"))
            return self._envelopes.success({"tracking_number": self._dispatch.tracking(parcel), "hint": ""})

    def mass_tracking_number(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_mass_tracking_number: ≤ 50 packages; one that isn't there fails by itself."""
        rows = read(_Packages, request).package_list
        if not 1 <= len(rows) <= MOST_PACKAGES:
            raise Refused("error_param", "package_list must hold 1-50 packages")
        good: list[dict[str, str]] = []
        bad: list[dict[str, str]] = []
        with self._book.lock:
            for row in rows:
                try:
                    _, parcel = self._dispatch.parcel(request.one("shop_id"), row.package_number)
                except BookError:
                    bad.append({"package_number": row.package_number, "fail_reason": NOT_FOUND})
                    continue
                number = self._dispatch.tracking(parcel)
                good.append({"package_number": row.package_number, "tracking_number": number})
        return self._envelopes.success({"success_list": good, "fail_list": bad})

    def _mass_row(
        self,
        request: Incoming,
        body: _MassBody,
        own: dict[str, str] | None,
        number: str,
        fate: Fate,
        *,
        refused: bool,
    ) -> str:
        if refused:
            return "System error, please try again later."
        if body.logistics_channel_id not in (None, CHANNEL):
            return "Package is not under the specified fulfilment channel"
        chosen = body.one(None if own is None else own.get(number, ""))
        try:
            order, parcel = self._dispatch.parcel(request.one("shop_id"), number)
        except BookError:
            return NOT_FOUND
        try:
            _refuse_again(parcel)
            self._arrange(order, parcel, chosen, fate)
        except BookError as error:
            return REFUSED[_word(order, error)][1]
        return ""

    def _arrange(
        self, order: SoldOrder, parcel: SoldParcel, chosen: tuple[Handover, str, str, str], fate: Fate
    ) -> None:
        handover, place_id, slot_id, tracking_number = chosen
        self._dispatch.arrange(
            order,
            parcel,
            handover,
            place_id=place_id,
            slot_id=slot_id,
            tracking_number=tracking_number,
            applied=fate.applied,
        )

    def _parcel(self, request: Incoming, order_sn: str, package_number: str) -> tuple[SoldOrder, SoldParcel]:
        order = self._book.shop(request.one("shop_id")).orders.get(order_sn)
        if order is None:
            raise Refused("error_not_found", "Wrong parameters, detail: the order is not found.")
        parcels = self._dispatch.parcels(order_sn)
        if not package_number and len(parcels) > 1:
            raise Refused(
                "logistics.package_number_not_exist",
                "Please request with package_number for this split order.",
            )
        for parcel in parcels:
            if package_number in ("", parcel.parcel_id):
                return order, parcel
        raise Refused("error_param", NOT_FOUND)


def _refuse_again(parcel: SoldParcel) -> None:
    if parcel.arranged_at is not None:
        raise BookError("already_arranged")


def _word(order: SoldOrder, error: BookError) -> str:
    return "cancelled" if order.state is OrderState.CANCELLED else error.word


def _address(place: OfferedPlace) -> dict[str, object]:
    return {
        "address_id": int(place.place_id),
        "region": "ID",
        "state": "Jawa Timur",
        "city": "Kota Surabaya",
        "address": place.name,
        "zipcode": "60129",
        "address_flag": ["pickup_address"],
        "time_slot_list": [
            {"date": slot.starts_at, "time_text": "", "pickup_time_id": slot.slot_id, "flags": []}
            for slot in place.slots
        ]
        or None,
    }


def mass_subject(request: Incoming) -> tuple[str, int]:
    """("", packages) of a mass_ship_order; one for any other call."""
    try:
        return "", len(read(_MassBody, request).package_list)
    except Refused:
        return "", 1
