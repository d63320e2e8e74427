"""Handing packages over: the ways that are open, and the arrangement of one or many."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected
from connectors.base.outcome import applied_despite
from connectors.base.shipment import (
    Handover,
    HandoverChoice,
    HandoverOptions,
    ParcelOutcome,
    ParcelRef,
)
from connectors.base.table import Action
from connectors.base.types import Applied
from connectors.base.wire import Wire
from connectors.tokopedia.client import Json, TikTokShopClient
from connectors.tokopedia.errors import TABLE
from connectors.tokopedia.fulfilment_wire import HandoverWire, PackageErrorsWire, PackageErrorWire
from connectors.tokopedia.outcomes import NO_OUTCOME, refusal

WAYS = {Handover.PICKUP: "PICKUP", Handover.DROPOFF: "DROP_OFF"}


class Handovers:
    """Arranges for one shop."""

    def __init__(self, client: TikTokShopClient, shop_id: str) -> None:
        self._client = client
        self._shop_id = shop_id

    def options(self, package_id: str) -> HandoverOptions:
        """What the shop's settings allow for a package. Neither a place nor a time is to be chosen."""
        wire = self._client.get("handover_slots", HandoverWire, package_id=package_id)
        return HandoverOptions(
            pickup=() if wire.can_pickup else None, dropoff=() if wire.can_drop_off else None
        )

    def arrange(self, parcels: Sequence[ParcelRef], choice: HandoverChoice) -> tuple[ParcelOutcome, ...]:
        """One call, whether for one package or for many."""
        body = self._body(choice)
        if isinstance(body, Rejected):
            return tuple(ParcelOutcome(parcel, Applied.NO, error=body) for parcel in parcels)
        if len(parcels) == 1:
            return (self._one(parcels[0], body),)
        packages: list[Json] = [{"id": each, **body} for each in dict.fromkeys(p.parcel_id for p in parcels)]
        try:
            answer, request_id = self._client.write(
                "ship_packages", PackageErrorsWire, {"packages": packages}
            )
        except Rejected as refused:
            return tuple(self._refused(parcel, refused) for parcel in parcels)
        named = {error.detail.package_id: error for error in answer.errors}
        stray = any(package_id not in [parcel.parcel_id for parcel in parcels] for package_id in named)
        return tuple(
            self._outcome(parcel, named.get(parcel.parcel_id), stray, request_id) for parcel in parcels
        )

    def _one(self, parcel: ParcelRef, body: dict[str, Json]) -> ParcelOutcome:
        try:
            self._client.write("ship_package", Wire, body, package_id=parcel.parcel_id)
        except Rejected as refused:
            return self._refused(parcel, refused)
        return ParcelOutcome(parcel, Applied.YES)

    def _body(self, choice: HandoverChoice) -> dict[str, Json] | Rejected:
        way = WAYS.get(choice.handover)
        if way is None:
            return Rejected("tokopedia.own_courier", shop_id=self._shop_id)
        return {"handover_method": way}

    def _outcome(
        self, parcel: ParcelRef, error: PackageErrorWire | None, stray: bool, request_id: str
    ) -> ParcelOutcome:
        if error is not None:
            return self._refused(parcel, refusal(error, (), self._shop_id, request_id))
        if stray:
            lost = OutcomeUnknown(NO_OUTCOME, request_id=request_id, shop_id=self._shop_id)
            return ParcelOutcome(parcel, Applied.UNKNOWN, error=lost)
        return ParcelOutcome(parcel, Applied.YES)

    def _refused(self, parcel: ParcelRef, error: ConnectorError) -> ParcelOutcome:
        row = TABLE.place(error.technical)
        if row is not None and row.action is Action.DONE:
            return ParcelOutcome(parcel, Applied.YES)
        return ParcelOutcome(parcel, applied_despite(error), error=error)
