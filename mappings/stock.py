"""Stock arithmetic: from Saleor's numbers to what one listing of one channel shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mappings.policy import LastUnits, Policy, Shared, Split
from mappings.terms import Term, as_inputs

__all__ = [
    "Buffer",
    "Component",
    "Exposure",
    "LastUnits",
    "Policy",
    "Shared",
    "Split",
    "StockRule",
    "WarehouseCount",
    "exposure",
    "sellable",
]


@dataclass(frozen=True)
class WarehouseCount:
    """One variant in one warehouse as Saleor has it, in pieces. Saleor lets `quantity` be negative."""

    quantity: int
    allocated: int
    reserved: int


@dataclass(frozen=True)
class Component:
    """`units` (≥ 1) pieces of a variant in one piece of a listing."""

    variant_key: str
    units: int

    def __post_init__(self) -> None:
        if self.units < 1:
            raise ValueError("a component has at least one unit")


@dataclass(frozen=True)
class Buffer:
    """Pieces of a variant kept back from a channel: the larger of a number and a percentage, rounded up."""

    pieces: int = 0
    percent: int = 0

    def __post_init__(self) -> None:
        if self.pieces < 0 or not 0 <= self.percent <= 100:
            raise ValueError("a buffer is a number of pieces or 0 to 100 percent")

    def of(self, sellable: int) -> int:
        """The pieces kept back of `sellable`."""
        return max(self.pieces, -(-max(sellable, 0) * self.percent // 100))


@dataclass(frozen=True)
class StockRule:
    """How a listing's number is made. Cap, campaign floor and pre-order capacity: pieces of the listing.

    cap: never show more. campaign_floor: what a running campaign has locked; the marketplace refuses less.
    preorder_capacity: what can be made to order beyond what lies there.
    """

    buffer: Buffer = field(default_factory=Buffer)
    cap: int | None = None
    policy: Policy = field(default_factory=Shared)
    campaign_floor: int = 0
    preorder_capacity: int = 0

    def __post_init__(self) -> None:
        if min(self.cap or 0, self.campaign_floor, self.preorder_capacity) < 0:
            raise ValueError("cap, campaign floor and pre-order capacity can't be negative")


@dataclass(frozen=True)
class Exposure:
    """The number to show, in pieces of the listing (≥ 0), and the steps that lead to it. `allowed` is what
    may be sold: less than the number where a campaign holds more."""

    value: int
    terms: tuple[Term, ...]
    allowed: int

    def as_inputs(self) -> list[dict[str, str | int | dict[str, int]]]:
        """The steps as JSON, for the row of the pushed number."""
        return as_inputs(self.terms)


def sellable(counts: Iterable[WarehouseCount], held: int) -> int:
    """Pieces of a variant that may still be promised; below 0 when more is promised than there is."""
    return sum(count.quantity - count.allocated - count.reserved for count in counts) - held


def exposure(
    components: Sequence[Component], sellable: Mapping[str, int], rule: StockRule, channel: str
) -> Exposure:
    """What `channel` shows for a listing of these components, never negative.

    Raises ValueError without components and KeyError for a variant of unknown sellable: that is not 0.
    """
    if not components:
        raise ValueError("a listing without components shows no stock of ours")
    terms: list[Term] = []
    value = min(
        _pieces(variant, units, sellable[variant], rule, channel, terms)
        for variant, units in _units(components).items()
    )
    if rule.preorder_capacity:
        value += rule.preorder_capacity
        terms.append(Term("stock.preorder", value, numbers=(("capacity", rule.preorder_capacity),)))
    if rule.cap is not None and value > rule.cap:
        value = rule.cap
        terms.append(Term("stock.cap", value, numbers=(("cap", rule.cap),)))
    allowed = value
    if value < rule.campaign_floor:
        value = rule.campaign_floor
        terms.append(Term("stock.campaign_floor", value, numbers=(("floor", rule.campaign_floor),)))
    terms.append(Term("stock.shown", value))
    return Exposure(value, tuple(terms), allowed)


def _units(components: Sequence[Component]) -> dict[str, int]:
    units: dict[str, int] = {}
    for component in components:
        units[component.variant_key] = units.get(component.variant_key, 0) + component.units
    return units


def _pieces(variant: str, units: int, sellable: int, rule: StockRule, channel: str, terms: list[Term]) -> int:
    kept = rule.buffer.of(sellable)
    available = max(sellable - kept, 0)
    share = rule.policy.share(available, channel)
    terms.append(Term("stock.sellable", sellable, variant))
    if kept:
        terms.append(Term("stock.buffer", available, variant, (("kept", kept),)))
    if share != available:
        terms.append(Term(rule.policy.key, share, variant, (("available", available),)))
    if units > 1:
        terms.append(Term("stock.units", share // units, variant, (("units", units),)))
    return share // units
