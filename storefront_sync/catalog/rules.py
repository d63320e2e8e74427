"""The stored rules as the pure functions take them."""

from __future__ import annotations

from mappings.money import Rupiah
from mappings.policy import LastUnits, Policy, Shared, Split
from mappings.price import PriceRule, Rounding
from mappings.stock import Buffer, StockRule
from storefront_sync.catalog.models import ShopRules, StockPolicy


def policy_of(row: StockPolicy | None) -> Policy:
    """A cooperative's policy; everybody shows all where none is set."""
    if row is None or row.kind == StockPolicy.Kind.SHARED:
        return Shared()
    if row.kind == StockPolicy.Kind.SPLIT:
        return Split.by({str(channel): int(weight) for channel, weight in row.weights.items()})
    return LastUnits(row.last_units, row.last_units_channel)


def stock_rule(row: ShopRules | None, policy: Policy, campaign_floor: int) -> StockRule:
    """How a shop's stock is made; no buffer and no cap where nothing is set."""
    if row is None:
        return StockRule(policy=policy, campaign_floor=campaign_floor)
    buffer = Buffer(row.buffer_units, row.buffer_percent)
    return StockRule(buffer=buffer, cap=row.cap, policy=policy, campaign_floor=campaign_floor)


def price_rule(row: ShopRules | None) -> PriceRule:
    """How a shop's list price is made; the store's own price where nothing is set."""
    if row is None:
        return PriceRule()
    return PriceRule(
        markup_basis_points=row.markup_basis_points,
        rounding=Rounding.parse(row.rounding),
        floor=None if row.price_floor is None else Rupiah(row.price_floor),
    )
