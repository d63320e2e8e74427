"""Shopee's calls for shipping labels: asked for, made in the background, downloaded."""

from __future__ import annotations

from collections.abc import Callable

from connectors.base.simulator.book import Book
from connectors.base.simulator.dispatch import Dispatch
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldOrder
from connectors.base.simulator.parcels import SoldParcel
from connectors.base.simulator.pdf import pdf
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError
from connectors.shopee.simulator.body import Body, read
from connectors.shopee.simulator.envelope import Envelopes, Refused

MOST_LABELS = 50
ALL_FAILED = "common.batch_api_all_failed"
PRINT_FIRST = (
    "logistics.shipping_document_should_print_first",
    "The package can not print now, please create shipping document first.",
)

Row = dict[str, object]


class _Asked(Body):
    order_sn: str
    package_number: str | None = None
    tracking_number: str = ""

    @property
    def named(self) -> Row:
        """How the answer names it."""
        named: Row = {"order_sn": self.order_sn}
        if self.package_number:
            named["package_number"] = self.package_number
        return named


class _Asking(Body):
    order_list: list[_Asked]


class Documents:
    """Answers from the dispatch. `rows_told`: whether an answer in which all rows failed names the rows."""

    def __init__(
        self, book: Book, dispatch: Dispatch, envelopes: Envelopes, rows_told: Callable[[], bool]
    ) -> None:
        self._book = book
        self._dispatch = dispatch
        self._envelopes = envelopes
        self._rows_told = rows_told

    def parameter(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_shipping_document_parameter: which kinds of label there are."""

        def kinds(row: _Asked, order: SoldOrder, parcel: SoldParcel) -> Row:
            return {
                "suggest_shipping_document_type": "THERMAL_AIR_WAYBILL",
                "selectable_shipping_document_type": ["THERMAL_AIR_WAYBILL", "NORMAL_AIR_WAYBILL"],
            }

        return self._each(request, kinds)

    def create(self, request: Incoming, fate: Fate) -> Outgoing:
        """create_shipping_document: wants the tracking number; may be asked again."""

        def made(row: _Asked, order: SoldOrder, parcel: SoldParcel) -> Row:
            number = self._dispatch.tracking(parcel)
            if not number:
                return _failed("logistics.package_can_not_print", "The package can not print now.")
            if row.tracking_number != number:
                return _failed("logistics.tracking_number_invalid", "The tracking number is invalid.")
            try:
                self._dispatch.ask_label(order, parcel)
            except BookError:
                return _failed("logistics.order_status_error", "Order status does not support awb printing.")
            return {}

        return self._each(request, made)

    def result(self, request: Incoming, fate: Fate) -> Outgoing:
        """get_shipping_document_result: READY or PROCESSING; a label that nobody asked for is told."""

        def stands(row: _Asked, order: SoldOrder, parcel: SoldParcel) -> Row:
            if parcel.label_at is None:
                return _failed(*PRINT_FIRST)
            return {"status": "READY" if self._dispatch.label_ready(parcel) else "PROCESSING"}

        return self._each(request, stands)

    def download(self, request: Incoming, fate: Fate) -> Outgoing:
        """download_shipping_document: one PDF, a page for each package; JSON where one isn't ready."""
        pages = []
        with self._book.lock:
            for row in self._asked(request):
                order, parcel, failure = self._find(request, row)
                if order is None or parcel is None:
                    raise Refused(str(failure["fail_error"]), str(failure["fail_message"]))
                if parcel.label_at is None:
                    raise Refused(*PRINT_FIRST)
                if not self._dispatch.label_ready(parcel):
                    raise Refused("logistics.download_later", "Processing, please download later.")
                pages.append(f"{order.order_id} {parcel.parcel_id} {parcel.tracking_number}")
        return Outgoing(200, pdf(pages), {"Content-Type": "application/pdf"})

    def _each(self, request: Incoming, answer: Callable[[_Asked, SoldOrder, SoldParcel], Row]) -> Outgoing:
        rows: list[Row] = []
        with self._book.lock:
            for row in self._asked(request):
                order, parcel, failure = self._find(request, row)
                told = failure if order is None or parcel is None else answer(row, order, parcel)
                rows.append({**row.named, **told})
        failed = [row for row in rows if "fail_error" in row]
        response = {"result_list": rows}
        if len(failed) == len(rows):
            return self._envelopes.failure(
                ALL_FAILED,
                "Failed, please check result_list for more details.",
                response=response if self._rows_told() else None,
            )
        return self._envelopes.success(response)

    def _asked(self, request: Incoming) -> list[_Asked]:
        rows = read(_Asking, request).order_list
        if not 1 <= len(rows) <= MOST_LABELS:
            raise Refused("error_param", "Wrong parameters, detail: order_list must hold 1-50 orders.")
        return rows

    def _find(self, request: Incoming, row: _Asked) -> tuple[SoldOrder | None, SoldParcel | None, Row]:
        order = self._book.shop(request.one("shop_id")).orders.get(row.order_sn)
        if order is None:
            return None, None, _failed("logistics.order_not_exist", "The order_sn is not exist.")
        parcels = self._dispatch.parcels(row.order_sn)
        if not row.package_number and len(parcels) > 1:
            return (
                None,
                None,
                _failed(
                    "logistics.package_number_not_exist",
                    "Please request with package_number for this split order.",
                ),
            )
        for parcel in parcels:
            if row.package_number in (None, parcel.parcel_id):
                return order, parcel, {}
        return None, None, _failed("logistics.package_number_not_found", "The package_number is not exist.")


def _failed(error: str, message: str) -> Row:
    return {"fail_error": error, "fail_message": message}
