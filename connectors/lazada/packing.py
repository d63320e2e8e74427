"""Packs orders and has their packages fetched: two calls for up to twenty orders."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected, Transient
from connectors.base.outcome import applied_despite, row_error
from connectors.base.shipment import Handover, HandoverChoice, ParcelOutcome, ParcelRef
from connectors.base.table import Said
from connectors.base.types import Applied
from connectors.lazada.client import LazadaClient
from connectors.lazada.errors import TABLE
from connectors.lazada.fulfilment_wire import PackagesResultWire, PackResultWire, RowResultWire
from connectors.lazada.order_wire import UnitWire
from connectors.lazada.orders import cancelled
from connectors.lazada.parcels import parcel_state, units_in
from connectors.lazada.reading import units_of
from mappings.words import ParcelState

DONE = "0"
READY = frozenset({"ready_to_ship"})
PACKED = frozenset({"packed", "toship"})
TO_PACK = frozenset({"pending", "topack", "repacked"})
DROPSHIP = "dropship"
LOCAL, ABROAD = "TFS", "NTFS"
SENT = frozenset({ParcelState.SHIPPED, ParcelState.DELIVERED})

Results = dict[ParcelRef, ConnectorError | None]
"""What became of a parcel; None = it is handed to the courier."""


class Packing:
    """Arranges the shipments of one shop."""

    def __init__(self, client: LazadaClient, shop_id: str) -> None:
        self._client = client
        self._shop_id = shop_id

    def arrange(self, parcels: Sequence[ParcelRef], choice: HandoverChoice) -> tuple[ParcelOutcome, ...]:
        """One read, one call that packs, one that says "ready". What was done before is success; a parcel of
        which only the first was done is unknown, and repeating it does the rest."""
        if choice.handover is not Handover.DROPOFF:
            refused = Rejected("lazada.no_such_way", choice.handover, shop_id=self._shop_id)
            return tuple(ParcelOutcome(ref, Applied.NO, error=refused) for ref in parcels)
        units = units_of(self._client, [ref.order_id for ref in parcels])
        results: Results = {}
        to_pack: dict[ParcelRef, Sequence[UnitWire]] = {}
        packages: dict[ParcelRef, set[str]] = {}
        for ref in dict.fromkeys(parcels):
            alive = [unit for unit in units_in(ref, units) if not cancelled(unit)]
            words = {unit.status.lower() for unit in alive}
            if words and words <= TO_PACK:
                to_pack[ref] = alive
            elif words and words <= PACKED:
                packages[ref] = {unit.package_id for unit in alive}
            else:
                results[ref] = self._standing(ref, alive, units)
        if to_pack:
            self._pack(to_pack, choice, results, packages)
        if packages:
            self._ready(packages, results)
        return tuple(_outcome(ref, results[ref]) for ref in parcels)

    def _standing(
        self, ref: ParcelRef, alive: Sequence[UnitWire], units: Mapping[str, Sequence[UnitWire]]
    ) -> ConnectorError | None:
        """What is to be said of a parcel that can't be packed: it is on its way already, or why not."""
        if ref.order_id not in units:
            return Rejected("lazada.order_missing", ref.order_id, shop_id=self._shop_id)
        if not alive:
            return Rejected("lazada.parcel_cancelled", ref.order_id, shop_id=self._shop_id)
        words = {unit.status.lower() for unit in alive}
        if words <= READY or (
            "unpaid" not in words and {parcel_state(unit, self._shop_id) for unit in alive} <= SENT
        ):
            return None
        return Rejected("lazada.not_packable", ref.order_id, shop_id=self._shop_id)

    def _pack(
        self,
        to_pack: Mapping[ParcelRef, Sequence[UnitWire]],
        choice: HandoverChoice,
        results: Results,
        packages: dict[ParcelRef, set[str]],
    ) -> None:
        asked: dict[str, object] = {
            "pack_order_list": [
                {
                    "order_id": number_of(ref.order_id, self._shop_id),
                    "order_item_list": [number_of(unit.order_item_id, self._shop_id) for unit in units],
                }
                for ref, units in to_pack.items()
            ],
            "delivery_type": DROPSHIP,
            "shipping_allocate_type": ABROAD if choice.place_id else LOCAL,
        }
        if choice.place_id:
            asked["shipment_provider_code"] = choice.place_id
        answer = self._client.result("pack", PackResultWire, [("packReq", json.dumps(asked))], write=True)
        rows: dict[str, list[RowResultWire]] = {}
        for order in answer.data.pack_order_list:
            rows.setdefault(order.order_id, []).extend(order.order_item_list)
        for ref in to_pack:
            error = self._worst(rows.get(ref.order_id, []))
            if error is None:
                packages[ref] = {row.package_id for row in rows[ref.order_id]}
            else:
                results[ref] = error

    def _ready(self, packages: Mapping[ParcelRef, set[str]], results: Results) -> None:
        wanted = [{"package_id": package} for names in packages.values() for package in sorted(names)]
        request = json.dumps({"packages": wanted})
        try:
            answer = self._client.result(
                "ready_to_ship", PackagesResultWire, [("readyToShipReq", request)], write=True
            )
        except ConnectorError as error:
            # It is packed: whatever failed here, the parcel is no longer as it was.
            lost = OutcomeUnknown(
                error.key, error.technical, request_id=error.request_id, shop_id=self._shop_id
            )
            results |= dict.fromkeys(packages, lost)
            return
        rows = {row.package_id: row for row in answer.data.packages}
        for ref, names in packages.items():
            found = [rows[name] for name in names if name in rows]
            results[ref] = self._worst(found if len(found) == len(names) else [])

    def _worst(self, rows: Sequence[RowResultWire]) -> ConnectorError | None:
        """The first error among the rows of one parcel; no row at all leaves it unknown."""
        if not rows:
            return OutcomeUnknown("connection.no_outcome", shop_id=self._shop_id)
        return next((self._error(row) for row in rows if row.item_err_code != DONE), None)

    def _error(self, row: RowResultWire) -> ConnectorError:
        if not row.item_err_code:
            return OutcomeUnknown("connection.no_outcome", shop_id=self._shop_id)
        said = Said(code=row.item_err_code, message=row.msg, write=True, shop_id=self._shop_id)
        return row_error(TABLE, said)


def _outcome(ref: ParcelRef, error: ConnectorError | None) -> ParcelOutcome:
    if error is None:
        return ParcelOutcome(ref, Applied.YES)
    return ParcelOutcome(ref, applied_despite(error), error=error)


def number_of(shown: str, shop_id: str) -> int:
    """An id as the number that Lazada wants in JSON; raises Transient where it showed none."""
    try:
        return int(shown)
    except ValueError:
        raise Transient("connection.bad_answer", "order_items", shop_id=shop_id) from None


def item_ids(units: Iterable[UnitWire]) -> str:
    """The units' ids as a JSON list of texts."""
    return json.dumps([unit.order_item_id for unit in units], separators=(",", ":"))
