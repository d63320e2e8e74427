"""Shipping labels: asked for, made by Shopee in the background, fetched as PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.base.errors import ConnectorError, RateLimited, Rejected, Transient
from connectors.base.shipment import LabelFile, Labels, Parcel, ParcelRef
from connectors.shopee.client import ShopeeClient
from connectors.shopee.errors import ROWS_ARE_INSIDE, bare
from connectors.shopee.fulfilment_wire import DocumentListWire, DocumentWire
from connectors.shopee.named import package
from connectors.shopee.parcels import NOTHING_YET
from connectors.shopee.wire import Envelope

DOCUMENTS = Envelope[DocumentListWire]
READY = "READY"
MAKING = "PROCESSING"
PRINT_FIRST = "shipping_document_should_print_first"
APART = "packages_can_not_download_together"
LATER = "download_later"


@dataclass
class Sorted:
    """Each parcel in exactly one of four."""

    ready: list[ParcelRef] = field(default_factory=list)
    waiting: list[ParcelRef] = field(default_factory=list)
    unasked: list[ParcelRef] = field(default_factory=list)
    refused: list[tuple[ParcelRef, ConnectorError]] = field(default_factory=list)


class LabelPrinter:
    """Prints for one shop. Asking for a label twice makes one, so each step may be repeated."""

    def __init__(self, client: ShopeeClient) -> None:
        self._client = client

    def stand(self, parcels: Sequence[ParcelRef]) -> Sorted:
        """How far each label is; one call."""
        found = Sorted()
        try:
            told = self._ask("document_result", parcels, [package(parcel) for parcel in parcels])
        except Rejected as error:
            if bare(error) not in ROWS_ARE_INSIDE:
                raise
            # None of them is there, and the answer doesn't say why: asking for them will.
            found.unasked = list(parcels)
            return found
        for parcel in parcels:
            row = told.get(parcel)
            if row is None or row.fail_error.rpartition(".")[2] == PRINT_FIRST:
                found.unasked.append(parcel)
            elif row.status == READY:
                found.ready.append(parcel)
            elif row.status == MAKING:
                found.waiting.append(parcel)
            elif row.status:
                # It failed in the making: ask for another.
                found.unasked.append(parcel)
            else:
                found.refused.append((parcel, self._refusal(row)))
        return found

    def order(self, found: Sorted, views: Mapping[ParcelRef, Parcel]) -> None:
        """Ask for the labels that nobody asked for; one call. They wait from then on, or are refused."""
        asked = []
        for parcel in found.unasked:
            view = views.get(parcel)
            if view is None:
                found.refused.append((parcel, self._refused("shopee.parcel_gone")))
            elif view.state in NOTHING_YET:
                found.refused.append((parcel, self._refused("shopee.label_not_arranged")))
            elif not view.tracking_number:
                found.waiting.append(parcel)
            else:
                asked.append(parcel)
        found.unasked = []
        if not asked:
            return
        wanted = [{**package(parcel), "tracking_number": views[parcel].tracking_number} for parcel in asked]
        try:
            told = self._ask("document_create", asked, wanted)
        except Rejected as refused:
            found.refused += [(parcel, refused) for parcel in asked]
            return
        for parcel in asked:
            row = told.get(parcel)
            error = self._refusal(row) if row is not None and row.fail_error else None
            if error is None or isinstance(error, Transient):
                found.waiting.append(parcel)
            else:
                found.refused.append((parcel, error))

    def fetch(self, found: Sorted) -> Labels:
        """The files of what is ready: one, or one for each parcel where Shopee won't print them together."""
        files: list[LabelFile] = []
        if found.ready:
            try:
                files = [self._file(found.ready)]
            except Rejected as error:
                if bare(error) not in (APART, LATER):
                    raise
                files = self._singly(found)
        return Labels(tuple(files), tuple(found.waiting), tuple(found.refused))

    def _singly(self, found: Sorted) -> list[LabelFile]:
        """What the budget has calls for; the rest waits, unless nothing was printed."""
        files: list[LabelFile] = []
        for parcel in found.ready:
            try:
                files.append(self._file([parcel]))
            except Rejected as error:
                if bare(error) == LATER:
                    found.waiting.append(parcel)
                else:
                    found.refused.append((parcel, error))
            except Transient:
                found.waiting.append(parcel)
            except RateLimited:
                if not files:
                    raise
                found.waiting.append(parcel)
        return files

    def _file(self, parcels: Sequence[ParcelRef]) -> LabelFile:
        body = {"order_list": [package(parcel) for parcel in parcels]}
        return LabelFile(tuple(parcels), self._client.download("document_download", body))

    def _ask(
        self, endpoint: str, parcels: Sequence[ParcelRef], rows: Sequence[Mapping[str, object]]
    ) -> dict[ParcelRef, DocumentWire]:
        answer = self._client.ask(endpoint, DOCUMENTS, {"order_list": list(rows)})
        of_order = Counter(parcel.order_id for parcel in parcels)
        told = {(row.order_sn, row.package_number): row for row in answer.result_list}
        found = {}
        for parcel in parcels:
            row = told.get((parcel.order_id, parcel.parcel_id))
            if row is None and of_order[parcel.order_id] == 1:
                # An order with one package may be named without it.
                row = told.get((parcel.order_id, ""))
            if row is not None:
                found[parcel] = row
        return found

    def _refused(self, key: str) -> Rejected:
        return Rejected(key, shop_id=self._client.shop_id)

    def _refusal(self, row: DocumentWire) -> ConnectorError:
        return self._client.refusal(row.fail_error, row.fail_message, write=False)
