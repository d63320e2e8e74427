"""Packing, "ready to ship" and labels, in Lazada's words."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence

from connectors.base.shipment import Handover
from connectors.base.simulator.book import Book
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.parcels import SoldParcel
from connectors.base.simulator.pdf import pdf
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError
from connectors.base.simulator.shipping import Offer
from connectors.lazada.simulator.asked import parameters
from connectors.lazada.simulator.refusal import Refusal, success
from connectors.lazada.simulator.shown import Package
from mappings.words import OrderState, ParcelState

MOST = 20
COURIER_PENDING = "1003"
MISHAPS = {ParcelState.FAILED: "failed", ParcelState.LOST: "lost"}
PACK_CODES = {
    "already_arranged": "700026",
    "wrong_state": "700031",
    "way_not_offered": "700013",
    "unknown_order": "700021",
}


class Dispatching:
    """Answers for the shop that a request's token names. Packages that are packed but not yet "ready to ship"
    are kept in `packed`."""

    def __init__(self, book: Book, dispatch: Dispatch, shop_of: Callable[[Incoming], str]) -> None:
        self.packed: set[str] = set()
        self._book = book
        self._dispatch = dispatch
        self._shop_of = shop_of

    def providers(self, request: Incoming, fate: Fate) -> Outgoing:
        """A local seller has nothing to choose."""
        asked = _asked(request, "getShipmentProvidersReq")
        with self._book.lock:
            for row in _rows(asked, "orders"):
                try:
                    order = self._order(request, row)
                    self._dispatch.offer(order, self._parcels(order)[0])
                except BookError as error:
                    return _refused(_code(error))
        data = {"platform_default": 1, "shipping_allocate_type": "TFS", "shipment_providers": []}
        return _result(data)

    def pack(self, request: Incoming, fate: Fate) -> Outgoing:
        """Packs whole orders, each unit of which is answered for."""
        rows = _rows(_asked(request, "packReq"), "pack_order_list")
        with self._book.lock:
            found = [self._order_row(request, row) for row in rows]
            if any(code == COURIER_PENDING for _, _, code in found):
                return _refused(COURIER_PENDING)
            packed = [self._pack(row, order, code, fate) for row, order, code in found]
        return _result({"pack_order_list": packed})

    def ready(self, request: Incoming, fate: Fate) -> Outgoing:
        """Hands packages to the courier."""
        with self._book.lock:
            rows = [
                self._ready(request, str(row.get("package_id", "")), fate)
                for row in _rows(_asked(request, "readyToShipReq"), "packages")
            ]
        return _result({"packages": rows})

    def document(self, request: Incoming, fate: Fate) -> Outgoing:
        """One PDF with a page a package; one that isn't ready spoils the call."""
        asked = _asked(request, "getDocumentReq")
        pages: list[str] = []
        problem = ""
        with self._book.lock:
            for row in _rows(asked, "packages"):
                try:
                    order, parcel = self._dispatch.parcel(
                        self._shop_of(request), str(row.get("package_id", ""))
                    )
                    self._dispatch.ask_label(order, parcel)
                except BookError as error:
                    problem = "700040" if error.word == "not_arranged" else "30012"
                    continue
                if not self._dispatch.label_ready(parcel):
                    problem = problem or "30012"
                pages.append(f"{parcel.parcel_id} {parcel.tracking_number}")
        if problem:
            return _refused(problem)
        file = base64.b64encode(pdf(pages)).decode()
        return _result({"file": file, "doc_type": "PDF"})

    def package(self, order: SoldOrder, place: int) -> Package:
        """In which package a line lies; one comes to be when it is packed."""
        if order.paid_at is None:
            return Package()
        parcel = next(one for one in self._dispatch.parcels(order.order_id) if place in one.lines)
        if parcel.arranged_at is None:
            return Package(ship_by=parcel.ship_by)
        state = self._dispatch.state(order, parcel)
        word = MISHAPS.get(state, "")
        if order.state is OrderState.ARRANGED and parcel.parcel_id in self.packed:
            word = word or "packed"
        tracking = self._dispatch.tracking(parcel)
        return Package(parcel.parcel_id, tracking, parcel.courier, word, parcel.ship_by)

    def _order(self, request: Incoming, row: Mapping[str, object]) -> SoldOrder:
        order = self._book.shop(self._shop_of(request)).orders.get(str(row.get("order_id", "")))
        if order is None or order.paid_at is None:
            raise BookError("unknown_order" if order is None else "wrong_state")
        return order

    def _parcels(self, order: SoldOrder) -> Sequence[SoldParcel]:
        return self._dispatch.parcels(order.order_id)

    def _order_row(
        self, request: Incoming, row: Mapping[str, object]
    ) -> tuple[Mapping[str, object], SoldOrder | None, str]:
        try:
            order = self._order(request, row)
            for parcel in self._parcels(order):
                self._dispatch.offer(order, parcel)
        except BookError as error:
            return row, None, _code(error)
        return row, order, "0"

    def _pack(
        self, row: Mapping[str, object], order: SoldOrder | None, code: str, fate: Fate
    ) -> dict[str, object]:
        if order is not None:
            for parcel in self._parcels(order):
                way, place, slot = _first(self._dispatch.offer(order, parcel))
                if fate.applied:
                    self.packed.add(parcel.parcel_id)
                self._dispatch.arrange(order, parcel, way, place_id=place, slot_id=slot, applied=fate.applied)
        package = self._parcels(order)[0].parcel_id if order else ""
        units = row.get("order_item_list")
        items = [
            {
                "order_item_id": unit,
                "item_err_code": code,
                "msg": "success" if code == "0" else "refused",
                "package_id": package,
                "tracking_number": "",
                "shipment_provider": "",
                "retry": False,
            }
            for unit in (units if isinstance(units, list) else [])
        ]
        return {"order_id": row.get("order_id"), "order_item_list": items}

    def _ready(self, request: Incoming, package: str, fate: Fate) -> dict[str, object]:
        try:
            order, parcel = self._dispatch.parcel(self._shop_of(request), package)
        except BookError:
            return _package(package, "600001")
        if order.state is OrderState.CANCELLED:
            return _package(package, "600002")
        if parcel.arranged_at is None:
            return _package(package, "700000")
        if fate.applied:
            self.packed.discard(package)
        return _package(package, "0")


def _first(offer: Offer) -> tuple[Handover, str, str]:
    """What is set in Seller Center: the first way, its first place and time."""
    way = Handover.PICKUP if offer.pickup is not None else Handover.DROPOFF
    places = offer.pickup if offer.pickup is not None else offer.dropoff
    if not places:
        return way, "", ""
    slots = places[0].slots
    return way, places[0].place_id, slots[0].slot_id if slots else ""


def _code(error: BookError) -> str:
    return COURIER_PENDING if error.word == "courier_pending" else PACK_CODES.get(error.word, "700026")


def _package(package: str, code: str) -> dict[str, object]:
    return {"package_id": package, "item_err_code": code, "msg": "", "retry": False}


def _asked(request: Incoming, name: str) -> Mapping[str, object]:
    try:
        found = json.loads(parameters(request).get(name, ""))
    except (ValueError, RecursionError):
        raise Refusal("MissingParameter") from None
    if not isinstance(found, dict):
        raise Refusal("MissingParameter")
    return found


def _rows(asked: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = asked.get(name)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise Refusal("MissingParameter")
    if len(rows) > MOST:
        raise Refusal("700022", "BATCH_SIZE_OUT_OF_LIMIT")
    return rows


def _result(data: object) -> Outgoing:
    return success({"success": True, "error_code": "", "error_msg": "", "data": data}, "result")


def _refused(code: str) -> Outgoing:
    return success({"success": False, "error_code": code, "error_msg": "refused", "data": None}, "result")
