"""Shipping zones and methods."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from storefront_sync.saleor.setup import present
from storefront_sync.saleor.setup.blueprint import MethodPart, ZonePart
from storefront_sync.saleor.setup.listing import limits, offer
from storefront_sync.saleor.setup.marketplace_zone import apart, marketplace_method
from storefront_sync.saleor.setup.outcome import Outcome, differences
from storefront_sync.saleor.setup.present import MethodFound, ZoneFound
from storefront_sync.saleor.setup.server import make
from storefront_sync.saleor.setup.work import Work


@dataclass(frozen=True)
class ImportedWay:
    """How imported orders are sent: the `ShippingMethod:…` id, and the mark in front of their postcodes."""

    method_id: str
    mark: str = field(repr=False)


def shipping(
    work: Work, channel_id: str, places: Mapping[str, str], make_mark: Callable[[], str]
) -> ImportedWay:
    """All zones with their methods; returns the way of imported orders."""
    found = {zone.name: zone for zone in present.zones(work.transport, channel_id)}
    for part in apart(work.blueprint.shipping):
        here = found.get(part.name)
        zone_id = _zone(work, part, here, channel_id, places)
        methods = {method.name: method for method in here.methods} if here else {}
        for method in part.methods:
            if method.for_marketplaces:
                imported = marketplace_method(work, method, zone_id, found.values(), channel_id, make_mark)
            else:
                _method(work, method, methods.get(method.name), zone_id, channel_id)
    return ImportedWay(order_method_id(imported.id), imported.mark)


def order_method_id(method_id: str) -> str:
    """`ShippingMethodType:21`, which set-up returns, as `ShippingMethod:21`, which orders take."""
    key = b64decode(method_id).decode().partition(":")[2]
    return b64encode(f"ShippingMethod:{key}".encode()).decode()


def _zone(
    work: Work, part: ZonePart, found: ZoneFound | None, channel_id: str, places: Mapping[str, str]
) -> str:
    if found is None:
        made = make(
            work.transport,
            "CreateShippingZone",
            input={
                "name": part.name,
                "countries": ["ID"],
                "addWarehouses": [places[slug] for slug in part.warehouses],
                "addChannels": [channel_id],
            },
        )
        work.note("zone", part.name, Outcome.MADE)
        return made
    missing = [slug for slug in part.warehouses if slug not in found.warehouses]
    if found.warehouses and not part.warehouses:
        # Shoppers read the postcodes of a zone through its warehouses: see `apart`.
        given = {"removeWarehouses": list(found.warehouse_ids)}
        make(work.transport, "ChangeShippingZone", id=found.id, input=given)
        work.note("zone", part.name, Outcome.CHANGED, differences(("open_to_shoppers", False, True)))
        return found.id
    # Without its country Saleor would sell nothing from these warehouses, so it isn't left out on purpose.
    unequal = differences(
        ("countries", "ID", ", ".join(found.countries)),
        ("warehouses", ", ".join(part.warehouses), ", ".join(found.warehouses)) if missing else ("", 0, 0),
    )
    if work.judge("zone", part.name, unequal):
        make(
            work.transport,
            "ChangeShippingZone",
            id=found.id,
            input={"countries": ["ID"], "addWarehouses": [places[slug] for slug in missing]},
        )
    return found.id


def _method(work: Work, part: MethodPart, found: MethodFound | None, zone_id: str, channel_id: str) -> None:
    if found is None:
        method_id = make(
            work.transport,
            "CreateShippingMethod",
            input={"name": part.name, "type": "PRICE", "shippingZone": zone_id, **_reach(part)},
        )
        offer(work, part, method_id, channel_id)
        work.note("method", part.name, Outcome.MADE)
        return
    complete = work.fresh and not found.listed
    if complete:
        offer(work, part, found.id, channel_id)
    unequal = differences(
        ("postcodes", _ranges(part), tuple(f"{first}–{last}" for first, last, _ in found.postcodes)),
        ("days_from", part.days_from, found.days_from),
        ("days_to", part.days_to, found.days_to),
    )
    if not complete:
        unequal += limits(part, found)
    if work.judge("method", part.name, unequal, completed=complete):
        change = {**_reach(part), "deletePostalCodeRules": list(found.rule_ids)}
        make(work.transport, "ChangeShippingMethod", id=found.id, input=change)
        offer(work, part, found.id, channel_id)


def _reach(part: MethodPart) -> dict[str, object]:
    given: dict[str, object] = {
        "minimumDeliveryDays": part.days_from,
        "maximumDeliveryDays": part.days_to,
    }
    rules = [{"start": row.first, "end": row.last} for row in part.postcodes]
    if rules:
        given |= {"addPostalCodeRules": rules, "inclusionType": "INCLUDE"}
    return given


def _ranges(part: MethodPart) -> tuple[str, ...]:
    return tuple(sorted(f"{row.first}–{row.last}" for row in part.postcodes))
