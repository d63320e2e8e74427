"""The one shipping method that no shopper is offered, in a zone of its own (ADR 15)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from storefront_sync.saleor.postcode_mark import BEHIND_ALL
from storefront_sync.saleor.setup.blueprint import MethodPart, ZonePart
from storefront_sync.saleor.setup.listing import limits, offer
from storefront_sync.saleor.setup.outcome import Outcome, differences
from storefront_sync.saleor.setup.present import MethodFound, ZoneFound
from storefront_sync.saleor.setup.server import make
from storefront_sync.saleor.setup.work import Work


@dataclass(frozen=True)
class MarketplaceMethod:
    """How imported orders are sent: the `ShippingMethodType:…` id, and the mark in front of their
    postcodes, "" where staff gave the method postcodes of their own."""

    id: str
    mark: str = field(repr=False)


def apart(zones: Iterable[ZonePart]) -> tuple[ZonePart, ...]:
    """The zones with the method for marketplaces taken out into one without warehouses.

    Anybody may read the zones of a warehouse at which goods can be fetched, with their methods and postcodes
    (tried on a live 3.23.28); a zone without warehouses is read with MANAGE_SHIPPING only.
    """
    made: list[ZonePart] = []
    for zone in zones:
        own = tuple(method for method in zone.methods if method.for_marketplaces)
        if not own or not zone.warehouses:
            made.append(zone)
            continue
        others = tuple(method for method in zone.methods if not method.for_marketplaces)
        made.append(zone.model_copy(update={"methods": others}))
        made.append(ZonePart(name=f"{own[0].name} – {zone.name}", methods=own))
    return tuple(made)


def marketplace_method(
    work: Work,
    part: MethodPart,
    zone_id: str,
    found: Iterable[ZoneFound],
    channel_id: str,
    make_mark: Callable[[], str],
) -> MarketplaceMethod:
    """The method, made, looked over, or taken out of the shoppers' reach; `found` are the channel's zones as
    they were.

    Where shoppers could guess its mark, or read it, it gets another and moves to the zone without
    warehouses, without being asked: that is how it was made before November 2026.
    """
    standing = _standing(part, found)
    if standing is None:
        mark = make_mark()
        given = {"name": part.name, "type": "PRICE", "shippingZone": zone_id, **_reach(part, mark)}
        method_id = make(work.transport, "CreateShippingMethod", input=given)
        offer(work, part, method_id, channel_id)
        work.note("method", part.name, Outcome.MADE)
        return MarketplaceMethod(method_id, mark)
    home, method = standing
    complete = work.fresh and not method.listed
    if complete:
        offer(work, part, method.id, channel_id)
    mark = method.mark if home.id == zone_id and not home.warehouses else ""
    own_postcodes = bool(method.postcodes) and not method.for_marketplaces
    if not mark and (not own_postcodes or work.force):
        mark = make_mark()
        _reach_only_imported(work, part, method, zone_id, mark)
        work.note("method", part.name, Outcome.CHANGED, differences(("open_to_shoppers", False, True)))
        return MarketplaceMethod(method.id, mark)
    others = () if mark else tuple(f"{first}–{last}" for first, last, _ in method.postcodes)
    unequal = differences(
        ("postcodes", (), others),
        ("days_from", part.days_from, method.days_from),
        ("days_to", part.days_to, method.days_to),
    )
    if not complete:
        unequal += limits(part, method)
    if work.judge("method", part.name, unequal, completed=complete):
        _reach_only_imported(work, part, method, zone_id, mark)
        offer(work, part, method.id, channel_id)
    return MarketplaceMethod(method.id, mark)


def _standing(part: MethodPart, found: Iterable[ZoneFound]) -> tuple[ZoneFound, MethodFound] | None:
    """The method as it stands. One that other channels offer too is theirs as well: it is let be."""
    rows = [
        (zone, method)
        for zone in found
        for method in zone.methods
        if not method.shared and (method.for_marketplaces or method.name == part.name)
    ]
    return min(rows, key=lambda row: (not row[1].mark, not row[1].for_marketplaces), default=None)


def _reach_only_imported(work: Work, part: MethodPart, method: MethodFound, zone_id: str, mark: str) -> None:
    change = {**_reach(part, mark), "shippingZone": zone_id, "deletePostalCodeRules": list(method.rule_ids)}
    make(work.transport, "ChangeShippingMethod", id=method.id, input=change)


def _reach(part: MethodPart, mark: str) -> dict[str, object]:
    return {
        "minimumDeliveryDays": part.days_from,
        "maximumDeliveryDays": part.days_to,
        "addPostalCodeRules": [{"start": mark, "end": mark + BEHIND_ALL}],
        "inclusionType": "INCLUDE",
    }
