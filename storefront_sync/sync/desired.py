"""What each listing should show, computed from the mirror, the holds and the rules, with the inputs of
each number."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from connectors.base.registry import marketplace
from mappings.money import Rupiah
from mappings.price import PriceRule, list_price
from mappings.stock import Component, exposure
from storefront_sync.catalog.models import ShopRules, StockPolicy
from storefront_sync.catalog.rules import policy_of, price_rule, stock_rule
from storefront_sync.ledger import holds

UNTRACKED_STOCK = 999
"""Shown for a variant whose stock Saleor doesn't track, before caps."""


@dataclass(frozen=True)
class Desired:
    """One number and all that it was made from. `value` is None where it can't be told; `obstacle` says
    why."""

    listing_id: int
    value: int | None
    inputs: dict[str, object]
    obstacle: str = ""
    held_by_campaign: int | None = None
    """What may be sold, where a campaign holds more than that."""


@dataclass(frozen=True)
class _Part:
    variant_id: int
    units: int
    price: int | None
    tracked: bool
    gone: bool
    on_hand: int | None
    read_started: datetime | None
    holds: tuple[tuple[int, int], ...]
    """(order id, units) to subtract."""


@dataclass(frozen=True)
class _Wanted:
    listing_id: int
    shop_id: int
    marketplace: str
    cooperative_id: int
    campaign_floor: int
    parts: tuple[_Part, ...]


_PART = """variant.price, variant.track_inventory, variant.gone_at IS NOT NULL, variant.stock_read_started,
       sums.on_hand, held.holds"""
_SOURCES = f"""
LEFT JOIN LATERAL (
    SELECT SUM(stock.quantity - stock.allocated - stock.reserved) AS on_hand
    FROM catalog_variantstock AS stock
    JOIN tenants_cooperativewarehouse AS warehouse
      ON warehouse.warehouse_id = stock.warehouse_id AND warehouse.cooperative_id = variant.cooperative_id
    WHERE stock.variant_id = variant.id
) AS sums ON TRUE
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(hold.order_id, hold.units) ORDER BY hold.order_id, hold.line_key)
           AS holds
    FROM ledger_hold AS hold WHERE hold.variant_id = variant.id AND {holds.COUNTS}
) AS held ON TRUE
"""  # noqa: S608
_PARTS = f"""
SELECT listing.id, listing.shop_id, shop.marketplace, listing.cooperative_id,
       LEAST(listing.campaign_floor, GREATEST(COALESCE(shown.value, listing.campaign_floor), 0)),
       component.variant_id, component.units, {_PART}
FROM catalog_listing AS listing
JOIN tenants_shop AS shop ON shop.id = listing.shop_id
LEFT JOIN ledger_belief AS shown ON shown.listing_id = listing.id AND shown.aspect = 'stock'
JOIN catalog_component AS component ON component.listing_id = listing.id
JOIN catalog_variant AS variant ON variant.id = component.variant_id
{_SOURCES}
WHERE listing.id = ANY(%s)
ORDER BY listing.id, component.variant_id
"""  # noqa: S608
"""One statement, hence one snapshot: a hold that ends and the mirror row that takes its units over are
never seen apart. A campaign's floor hinders only a fall: what buyers took of it since isn't put back."""
_SINGLES = f"""
SELECT variant.id, shop.id, shop.marketplace, shop.cooperative_id, 0, variant.id, 1, {_PART}
FROM tenants_shop AS shop
JOIN catalog_variant AS variant ON variant.cooperative_id = shop.cooperative_id
{_SOURCES}
WHERE shop.id = %s AND variant.id = ANY(%s)
ORDER BY variant.id
"""  # noqa: S608
"""The same for listings that aren't there yet, each of one piece of a variant and named by its row id."""


def _wanted(listing_ids: Collection[int]) -> list[_Wanted]:
    return _read(_PARTS, [list(listing_ids)])


def _read(statement: str, parameters: list[int | list[int]]) -> list[_Wanted]:
    found: list[_Wanted] = []
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for row in cursor.fetchall():
            on_hand = None if row[10] is None else int(row[11] or 0)
            holds_ = tuple((order_id, units) for order_id, units in json.loads(row[12] or "[]"))
            part = _Part(row[5], row[6], row[7], row[8], row[9], on_hand, row[10], holds_)
            if found and found[-1].listing_id == row[0]:
                found[-1] = replace(found[-1], parts=(*found[-1].parts, part))
            else:
                found.append(_Wanted(row[0], row[1], row[2], row[3], row[4], (part,)))
    return found


def stock(listing_ids: Collection[int]) -> dict[int, Desired]:
    """The stock that these linked listings should show, in pieces of the listing."""
    wanted = _wanted(listing_ids)
    return _stock(wanted, _rules(wanted))


def stock_and_price(listing_ids: Collection[int]) -> tuple[dict[int, Desired], dict[int, Desired]]:
    """Both numbers of these linked listings, from the same moment."""
    wanted = _wanted(listing_ids)
    rules = _rules(wanted)
    return _stock(wanted, rules), _price(wanted, rules)


def stock_and_price_of_singles(
    shop_id: int, variant_ids: Collection[int]
) -> tuple[dict[int, Desired], dict[int, Desired]]:
    """Both numbers that listings of one piece each would show in this shop, by the row ids of the variants;
    none for another cooperative's variant."""
    wanted = _read(_SINGLES, [shop_id, list(variant_ids)])
    rules = _rules(wanted)
    return _stock(wanted, rules), _price(wanted, rules)


def _rules(wanted: Collection[_Wanted]) -> dict[int, ShopRules]:
    shops = {row.shop_id for row in wanted}
    return {row.shop_id: row for row in ShopRules.objects.filter(shop_id__in=shops)} if shops else {}


def _stock(wanted: Collection[_Wanted], rules: Mapping[int, ShopRules]) -> dict[int, Desired]:
    if not wanted:
        return {}
    policies = {
        row.cooperative_id: row
        for row in StockPolicy.objects.filter(cooperative_id__in={row.cooperative_id for row in wanted})
    }
    return {
        row.listing_id: _stock_of(row, rules.get(row.shop_id), policies.get(row.cooperative_id))
        for row in wanted
    }


def _stock_of(row: _Wanted, rules: ShopRules | None, policy: StockPolicy | None) -> Desired:
    sellable: dict[str, int] = {}
    sources: dict[str, object] = {}
    for part in row.parts:
        key = str(part.variant_id)
        if part.gone:
            sellable[key], sources[key] = 0, {"gone": True}
            continue
        if not part.tracked:
            sellable[key], sources[key] = UNTRACKED_STOCK, {"untracked": True}
            continue
        if part.on_hand is None or part.read_started is None:
            return Desired(row.listing_id, None, {}, "stock.never_read")
        sellable[key] = part.on_hand - sum(units for _, units in part.holds)
        sources[key] = {
            "available": part.on_hand,
            "read_at": part.read_started.isoformat(),
            "holds": [[order_id, units] for order_id, units in part.holds],
        }
    rule = stock_rule(rules, policy_of(policy), row.campaign_floor)
    shown = exposure(
        [Component(str(part.variant_id), part.units) for part in row.parts], sellable, rule, str(row.shop_id)
    )
    value = min(shown.value, marketplace(row.marketplace).manifest.capabilities.max_stock)
    inputs: dict[str, object] = {"variants": sources, "terms": shown.as_inputs()}
    held = shown.allowed if shown.allowed < shown.value else None
    return Desired(row.listing_id, value, inputs, held_by_campaign=held)


def price(listing_ids: Collection[int]) -> dict[int, Desired]:
    """The list price, in rupiah, that these linked listings should show."""
    wanted = _wanted(listing_ids)
    return _price(wanted, _rules(wanted))


def _price(wanted: Collection[_Wanted], rules: Mapping[int, ShopRules]) -> dict[int, Desired]:
    return {row.listing_id: _price_of(row, price_rule(rules.get(row.shop_id))) for row in wanted}


def _price_of(row: _Wanted, rule: PriceRule) -> Desired:
    prices = {str(part.variant_id): Rupiah(part.price) for part in row.parts if part.price is not None}
    if len(prices) < len(row.parts):
        return Desired(row.listing_id, None, {}, "price.not_in_channel")
    made = list_price([Component(str(part.variant_id), part.units) for part in row.parts], prices, rule)
    if made.value <= 0:
        return Desired(row.listing_id, None, {}, "price.zero")
    return Desired(
        row.listing_id,
        made.value,
        {
            "variants": {key: {"price": int(value)} for key, value in prices.items()},
            "terms": made.as_inputs(),
        },
    )
