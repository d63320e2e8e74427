"""Shipping labels: one document for many packages, as far as all of them are ready."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from connectors.base.errors import ConnectorError, Rejected, Transient
from connectors.base.shipment import LabelFile, Labels, ParcelRef
from connectors.lazada.client import LazadaClient
from connectors.lazada.fulfilment_wire import DocumentResultWire
from connectors.lazada.order_wire import UnitWire
from connectors.lazada.orders import cancelled
from connectors.lazada.parcels import parcel_state, units_in
from connectors.lazada.reading import units_of
from mappings.words import ParcelState

NOT_YET = frozenset({"30012", "1003"})
"""A package that is packed and has no document yet."""
PDF = b"%PDF"

Packages = Sequence[tuple[ParcelRef, tuple[str, ...]]]
"""The packages that a parcel means; several where its order was packed in parts meanwhile."""


class LabelPrinter:
    """Prints for one shop."""

    def __init__(self, client: LazadaClient, shop_id: str) -> None:
        self._client = client
        self._shop_id = shop_id

    def print(self, parcels: Sequence[ParcelRef]) -> Labels:
        """One read of the orders, and one document; more of them only where some packages aren't ready."""
        if not parcels:
            return Labels()
        units = units_of(self._client, [ref.order_id for ref in parcels])
        refused: list[tuple[ParcelRef, ConnectorError]] = []
        waiting: list[ParcelRef] = []
        packed: list[tuple[ParcelRef, tuple[str, ...]]] = []
        for ref in parcels:
            inside = units_in(ref, units)
            inside = [unit for unit in inside if not cancelled(unit)] or inside
            why = self._unprintable(ref, inside)
            if why is not None:
                refused.append((ref, why))
            elif not all(unit.tracking_code for unit in inside):
                waiting.append(ref)
            else:
                packed.append((ref, tuple(dict.fromkeys(unit.package_id for unit in inside))))
        printed = self._printed(packed) if packed else Labels()
        return Labels(printed.files, (*waiting, *printed.waiting), (*refused, *printed.refused))

    def _unprintable(self, ref: ParcelRef, units: Sequence[UnitWire]) -> Rejected | None:
        if not units:
            return Rejected("lazada.parcel_missing", ref.order_id, shop_id=self._shop_id)
        if any(unit.status.lower() == "unpaid" for unit in units):
            return Rejected("lazada.no_label", ref.order_id, shop_id=self._shop_id)
        states = {parcel_state(unit, self._shop_id) for unit in units}
        if states <= {ParcelState.CANCELLED}:
            return Rejected("lazada.parcel_cancelled", ref.order_id, shop_id=self._shop_id)
        if ParcelState.WAITING in states or not all(unit.package_id for unit in units):
            return Rejected("lazada.no_label", ref.order_id, shop_id=self._shop_id)
        return None

    def _printed(self, packages: Packages) -> Labels:
        """One document for all; refused for the sake of one, both halves are asked for by themselves."""
        try:
            return Labels((self._document(packages),))
        except Rejected as error:
            if len(packages) == 1:
                ref = packages[0][0]
                if error.technical in NOT_YET:
                    return Labels(waiting=(ref,))
                return Labels(refused=((ref, error),))
        half = len(packages) // 2
        first, second = self._printed(packages[:half]), self._printed(packages[half:])
        return Labels(
            first.files + second.files, first.waiting + second.waiting, first.refused + second.refused
        )

    def _document(self, packages: Packages) -> LabelFile:
        names = [{"package_id": name} for _, inside in packages for name in inside]
        asked = {"doc_type": "PDF", "packages": names}
        answer = self._client.result("document", DocumentResultWire, [("getDocumentReq", json.dumps(asked))])
        try:
            pdf = base64.b64decode(answer.data.file, validate=True)
        except (binascii.Error, ValueError):
            pdf = b""
        if not pdf.startswith(PDF):
            raise Transient("connection.bad_answer", "document", shop_id=self._shop_id)
        return LabelFile(tuple(ref for ref, _ in packages), pdf)
