"""Shipping zones and methods, and the one method that no shopper is offered."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping

from storefront_sync.saleor.calls.orders import MARKETPLACE_POSTCODE
from storefront_sync.saleor.setup import present
from storefront_sync.saleor.setup.blueprint import MethodPart, ZonePart
from storefront_sync.saleor.setup.outcome import Outcome, differences
from storefront_sync.saleor.setup.present import MethodFound, ZoneFound
from storefront_sync.saleor.setup.server import make
from storefront_sync.saleor.setup.work import Work

_BEHIND_ALL = "~"
"""Postcodes are compared as text; this sign comes after every letter and digit."""


def shipping(work: Work, channel_id: str, places: Mapping[str, str]) -> str:
    """All zones with their methods; returns the `ShippingMethod:…` id of the one for imported orders."""
    found = {zone.name: zone for zone in present.zones(work.transport, channel_id)}
    for part in work.blueprint.shipping:
        zone_id, methods = _zone(work, part, found.get(part.name), channel_id, places)
        for method in part.methods:
            method_id = _method(work, method, methods.get(method.name), zone_id, channel_id)
            if method.for_marketplaces:
                marketplace = method_id
    return order_method_id(marketplace)


def order_method_id(method_id: str) -> str:
    """`ShippingMethodType:21`, which set-up returns, as `ShippingMethod:21`, which orders take."""
    key = b64decode(method_id).decode().partition(":")[2]
    return b64encode(f"ShippingMethod:{key}".encode()).decode()


def _zone(
    work: Work, part: ZonePart, found: ZoneFound | None, channel_id: str, places: Mapping[str, str]
) -> tuple[str, Mapping[str, MethodFound]]:
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
        return made, {}
    missing = [slug for slug in part.warehouses if slug not in found.warehouses]
    # Without its country Saleor would sell nothing from these warehouses, so it isn't left out on purpose.
    unequal = differences(
        ("countries", "ID", ", ".join(found.countries)),
        ("warehouses", ", ".join(part.warehouses), ", ".join(found.warehouses)) if missing else ("", 0, 0),
    )
    if work.judge("zone", part.name, unequal):
        given = {"countries": ["ID"], "addWarehouses": [places[slug] for slug in missing]}
        make(work.transport, "ChangeShippingZone", id=found.id, input=given)
    return found.id, {method.name: method for method in found.methods}


def _method(work: Work, part: MethodPart, found: MethodFound | None, zone_id: str, channel_id: str) -> str:
    if found is None:
        method_id = make(
            work.transport,
            "CreateShippingMethod",
            input={"name": part.name, "type": "PRICE", "shippingZone": zone_id, **_reach(part)},
        )
        _list(work, part, method_id, channel_id)
        work.note("method", part.name, Outcome.MADE)
        return method_id
    complete = work.fresh and not found.listed
    if complete:
        _list(work, part, found.id, channel_id)
    unequal = differences(
        ("postcodes", _ranges(part), tuple(f"{first}–{last}" for first, last, _ in found.postcodes)),
        ("days_from", part.days_from, found.days_from),
        ("days_to", part.days_to, found.days_to),
    )
    if not complete:
        unequal += differences(
            ("offered", True, found.listed),
            ("price", part.price, found.price),
            ("from_order", part.from_order, found.from_order),
            ("up_to_order", part.up_to_order, found.up_to_order),
        )
    if work.judge("method", part.name, unequal, completed=complete):
        change = {**_reach(part), "deletePostalCodeRules": list(found.rule_ids)}
        make(work.transport, "ChangeShippingMethod", id=found.id, input=change)
        _list(work, part, found.id, channel_id)
    return found.id


def _list(work: Work, part: MethodPart, method_id: str, channel_id: str) -> None:
    offer = {
        "channelId": channel_id,
        "price": str(part.price),
        "minimumOrderPrice": str(part.from_order),
        "maximumOrderPrice": None if part.up_to_order is None else str(part.up_to_order),
    }
    make(work.transport, "ListShippingMethod", id=method_id, input={"addChannels": [offer]})


def _reach(part: MethodPart) -> dict[str, object]:
    given: dict[str, object] = {
        "minimumDeliveryDays": part.days_from,
        "maximumDeliveryDays": part.days_to,
    }
    rules = [{"start": row.first, "end": row.last} for row in part.postcodes]
    if part.for_marketplaces:
        rules = [{"start": MARKETPLACE_POSTCODE, "end": MARKETPLACE_POSTCODE + _BEHIND_ALL}]
    if rules:
        given |= {"addPostalCodeRules": rules, "inclusionType": "INCLUDE"}
    return given


def _ranges(part: MethodPart) -> tuple[str, ...]:
    if part.for_marketplaces:
        return (f"{MARKETPLACE_POSTCODE}–{MARKETPLACE_POSTCODE}{_BEHIND_ALL}",)
    return tuple(sorted(f"{row.first}–{row.last}" for row in part.postcodes))
