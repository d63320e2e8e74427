"""Arranging shipments: one package by ship_order, several by mass_ship_order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected
from connectors.base.outcome import applied_despite
from connectors.base.shipment import Handover, HandoverChoice, ParcelOutcome, ParcelRef
from connectors.base.types import Applied
from connectors.shopee.client import ShopeeClient
from connectors.shopee.errors import DONE_KEYS, ROW_REASON
from connectors.shopee.fulfilment_wire import ArrangedListWire
from connectors.shopee.handover import mass_body, ship_body
from connectors.shopee.wire import Envelope, PackageWire

ARRANGED = Envelope[ArrangedListWire]
PICK_UP_FAILED = "LOGISTICS_PICKUP_RETRY"

Read = Callable[[Sequence[str]], Mapping[str, PackageWire]]
"""Reads packages by their numbers."""
Step = tuple[Sequence[ParcelRef], Callable[[], list[ParcelOutcome]]]
"""Some parcels, and the call that arranges them."""


def arrange_singly(
    client: ShopeeClient, parcels: Sequence[ParcelRef], choice: HandoverChoice, read: Read
) -> list[ParcelOutcome]:
    """One ship_order each. What was arranged before is success, unless its pick-up failed: then it is
    arranged anew, which `read` tells."""
    return _each([], [([parcel], partial(_one, client, parcel, choice, read)) for parcel in parcels])


def arrange_together(
    client: ShopeeClient,
    parcels: Sequence[ParcelRef],
    choice: HandoverChoice,
    details: Mapping[str, PackageWire],
) -> list[ParcelOutcome]:
    """One mass_ship_order for the packages of each channel and location, as it wants it; `details` by
    package number."""
    again = [parcel for parcel in parcels if _pick_up_failed(details.get(parcel.parcel_id))]
    known = [parcel for parcel in parcels if parcel.parcel_id in details and parcel not in again]
    gone = Rejected("shopee.parcel_gone", shop_id=client.shop_id)
    told = [_outcome(parcel, gone) for parcel in parcels if parcel.parcel_id not in details]
    groups: dict[tuple[str, str], list[ParcelRef]] = {}
    for parcel in known:
        groups.setdefault(_together(details[parcel.parcel_id]), []).append(parcel)
    steps: list[Step] = [
        (group, partial(_mass, client, group, place, choice)) for place, group in groups.items()
    ]
    steps += [([parcel], partial(_again, client, parcel, choice)) for parcel in again]
    return _each(told, steps)


def _each(told: list[ParcelOutcome], steps: Iterable[Step]) -> list[ParcelOutcome]:
    """Where a call breaks, what was told before stands, and its own parcels are told with that error; it is
    raised where nothing was told before."""
    for parcels, send in steps:
        try:
            told += send()
        except ConnectorError as error:
            if not told:
                raise
            told += [_outcome(parcel, error) for parcel in parcels]
    return told


def _one(client: ShopeeClient, parcel: ParcelRef, choice: HandoverChoice, read: Read) -> list[ParcelOutcome]:
    try:
        client.do("ship_order", ship_body(parcel, choice))
    except Rejected as error:
        if error.key in DONE_KEYS and _pick_up_failed(read([parcel.parcel_id]).get(parcel.parcel_id)):
            return _again(client, parcel, choice)
        return [_outcome(parcel, error)]
    return [ParcelOutcome(parcel, Applied.YES)]


def _again(client: ShopeeClient, parcel: ParcelRef, choice: HandoverChoice) -> list[ParcelOutcome]:
    """Another time for a pick-up that failed; Shopee has nothing else for it."""
    if choice.handover is not Handover.PICKUP:
        return [_outcome(parcel, Rejected("shopee.pick_up_again", shop_id=client.shop_id))]
    try:
        client.do("update_shipping_order", ship_body(parcel, choice))
    except Rejected as error:
        return [_outcome(parcel, error)]
    return [ParcelOutcome(parcel, Applied.YES)]


def _pick_up_failed(package: PackageWire | None) -> bool:
    """Whether the courier came in vain and may come again."""
    return package is not None and PICK_UP_FAILED in (package.fulfillment_status, package.logistics_status)


def _mass(
    client: ShopeeClient, parcels: Sequence[ParcelRef], place: tuple[str, str], choice: HandoverChoice
) -> list[ParcelOutcome]:
    channel, location = place
    body = mass_body(parcels, choice)
    if channel.isdecimal():
        body["logistics_channel_id"] = int(channel)
    if location:
        body["product_location_id"] = location
    try:
        answer = client.change("mass_ship_order", ARRANGED, body)
    except Rejected as error:
        return [_outcome(parcel, error) for parcel in parcels]
    good = {row.package_number for row in answer.success_list}
    bad = {row.package_number: row.fail_reason for row in answer.fail_list}
    return [_row(client, parcel, parcel.parcel_id in good, bad.get(parcel.parcel_id)) for parcel in parcels]


def _row(client: ShopeeClient, parcel: ParcelRef, good: bool, reason: str | None) -> ParcelOutcome:
    if good and reason is None:
        return ParcelOutcome(parcel, Applied.YES)
    if good or reason is None:
        return _outcome(parcel, OutcomeUnknown("connection.no_outcome", shop_id=client.shop_id))
    return _outcome(parcel, client.refusal(ROW_REASON, reason, write=True))


def _together(package: PackageWire) -> tuple[str, str]:
    locations = [row.product_location_id for row in package.item_list if row.product_location_id]
    return package.logistics_channel_id, locations[0] if locations else ""


def _outcome(parcel: ParcelRef, error: ConnectorError) -> ParcelOutcome:
    if error.key in DONE_KEYS:
        return ParcelOutcome(parcel, Applied.YES)
    return ParcelOutcome(parcel, applied_despite(error), error=error)
