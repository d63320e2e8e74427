"""Reading packages: get_package_detail, and the tracking numbers that it doesn't name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from connectors.base.narrowed import narrowed
from connectors.base.shipment import Parcel, ParcelRef
from connectors.shopee.client import ShopeeClient
from connectors.shopee.errors import GONE
from connectors.shopee.fulfilment_wire import TrackedListWire, TrackingWire
from connectors.shopee.named import package
from connectors.shopee.parcels import NOTHING_YET, numbers, parcel_view, parcel_views
from connectors.shopee.reading import order_row
from connectors.shopee.wire import Envelope, OrderWire, PackageListWire, PackageWire

DETAIL = Envelope[PackageListWire]
TRACKING = Envelope[TrackingWire]
MASS_TRACKING = Envelope[TrackedListWire]


class Packages:
    """Reads for one shop."""

    def __init__(self, client: ShopeeClient) -> None:
        self._client = client

    def of_order(self, order: OrderWire) -> tuple[Parcel, ...]:
        """An order's parcels."""
        details = self.details(numbers(order.package_list)) if order.package_list else {}
        return self._tracked(parcel_views(order, details, self._client.shop_id))

    def details(self, package_numbers: Sequence[str]) -> dict[str, PackageWire]:
        """≤ 50 packages by number; one that isn't there is left out."""
        wanted = [number for number in package_numbers if number]
        rows = narrowed(wanted, self._details, {GONE})
        return {row.package_number: row for row in rows if row.package_number}

    def views(self, parcels: Sequence[ParcelRef]) -> Mapping[ParcelRef, Parcel]:
        """These parcels (≤ 50); one that isn't there, or isn't of that order, is left out."""
        details = self.details([parcel.parcel_id for parcel in parcels if parcel.parcel_id])
        found: dict[ParcelRef, Parcel] = {}
        for parcel in parcels:
            row = details.get(parcel.parcel_id)
            if row is not None and row.order_sn == parcel.order_id:
                found[parcel] = parcel_view(parcel, row, self._client.shop_id)
            elif not parcel.parcel_id:
                found |= self._only(parcel)
        tracked = self._tracked(tuple(found.values()))
        return dict(zip(found, tracked, strict=True))

    def _details(self, package_numbers: Sequence[str]) -> Sequence[PackageWire]:
        query = [("package_number_list", ",".join(package_numbers))]
        return self._client.get("package_detail", DETAIL, query).package_list

    def _only(self, parcel: ParcelRef) -> dict[ParcelRef, Parcel]:
        order = order_row(self._client, parcel.order_id, "item_list,package_list")
        views = self.of_order(order) if order else ()
        return {parcel: views[0]} if len(views) == 1 else {}

    def _tracked(self, parcels: tuple[Parcel, ...]) -> tuple[Parcel, ...]:
        """With the tracking numbers that get_package_detail didn't name; one call, or none."""
        missing = [
            parcel.ref for parcel in parcels if not parcel.tracking_number and parcel.state not in NOTHING_YET
        ]
        if not missing:
            return parcels
        numbers = self._numbers(missing)
        return tuple(
            replace(parcel, tracking_number=parcel.tracking_number or numbers.get(parcel.ref, ""))
            for parcel in parcels
        )

    def _numbers(self, parcels: Sequence[ParcelRef]) -> dict[ParcelRef, str]:
        if len(parcels) == 1 or not all(parcel.parcel_id for parcel in parcels):
            return {parcel: self._number(parcel) for parcel in parcels}
        body = {"package_list": [{"package_number": parcel.parcel_id} for parcel in parcels]}
        rows = self._client.ask("mass_tracking_number", MASS_TRACKING, body).success_list
        told = {row.package_number: row.tracking_number for row in rows}
        return {parcel: told.get(parcel.parcel_id, "") for parcel in parcels}

    def _number(self, parcel: ParcelRef) -> str:
        query = list(package(parcel).items())
        return self._client.get("tracking_number", TRACKING, query).tracking_number
