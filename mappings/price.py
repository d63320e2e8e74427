"""Price arithmetic: from the store's prices to the list price of one listing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mappings.money import Rupiah
from mappings.stock import Component
from mappings.terms import Term, as_inputs

WHOLE = 10_000
"""Basis points in one."""


@dataclass(frozen=True)
class Rounding:
    """Upwards to the next price that leaves `ending` when divided by `step` (rupiah); step 1: as is."""

    step: int = 1
    ending: int = 0

    def __post_init__(self) -> None:
        if self.step < 1 or not 0 <= self.ending < self.step:
            raise ValueError("a rounding has a positive step and an ending below it")

    @classmethod
    def up_to(cls, step: int) -> Rounding:
        """To a multiple of `step`, such as 100, 500, 1000."""
        return cls(step)

    @classmethod
    def ending_in(cls, ending: int, step: int = 1000) -> Rounding:
        """To a price such as 12.900."""
        return cls(step, ending)

    @classmethod
    def parse(cls, text: str) -> Rounding:
        """From a setting: "none", "up_to:500" or "ending:900"; raises ValueError on anything else."""
        kind, _, number = text.partition(":")
        if text == "none":
            return cls()
        if number.isdecimal() and kind == "up_to":
            return cls.up_to(int(number))
        if number.isdecimal() and kind == "ending":
            return cls.ending_in(int(number))
        raise ValueError("a rounding is none, up_to:STEP or ending:NUMBER")

    def apply(self, amount: int) -> int:
        """The smallest such price that isn't below `amount` (≥ 0)."""
        return amount + (self.ending - amount) % self.step


@dataclass(frozen=True)
class PriceRule:
    """How a list price is made. Percentages are basis points (250 = 2.5 %), amounts whole rupiah.

    The floor holds for one piece of the listing as it is, so a pack's floor is a pack's price.
    """

    markup_basis_points: int = 0
    add: int = 0
    rounding: Rounding = field(default_factory=Rounding)
    floor: Rupiah | None = None
    pack_discount_basis_points: int = 0

    def __post_init__(self) -> None:
        if self.markup_basis_points < -WHOLE or not 0 <= self.pack_discount_basis_points <= WHOLE:
            raise ValueError("a markup takes no more than all away, a discount is 0 to 100 percent")
        if self.floor is not None and self.floor < 0:
            raise ValueError("a floor can't be negative")


@dataclass(frozen=True)
class Price:
    """The list price of one piece of the listing, in whole rupiah (≥ 0), and the steps that lead to it."""

    value: Rupiah
    terms: tuple[Term, ...]

    def as_inputs(self) -> list[dict[str, str | int | dict[str, int]]]:
        """The steps as JSON, for the row of the pushed number."""
        return as_inputs(self.terms)


def list_price(components: Sequence[Component], prices: Mapping[str, Rupiah], rule: PriceRule) -> Price:
    """The list price: sum of the parts, pack discount, markup, addition, floor, rounding up.

    The floor comes before the rounding, which only goes up: so the result is never below it and ends well.
    Raises ValueError without components or on a negative price, KeyError for a variant without a known price.
    """
    if not components:
        raise ValueError("a listing without components has no price of ours")
    terms: list[Term] = []
    value = _sum_of_parts(components, prices, terms)
    if rule.pack_discount_basis_points and sum(component.units for component in components) > 1:
        rate = rule.pack_discount_basis_points
        value = _part(value, WHOLE - rate)
        terms.append(Term("price.pack_discount", value, numbers=(("basis_points", rate),)))
    if rule.markup_basis_points:
        rate = rule.markup_basis_points
        value = _part(value, WHOLE + rate)
        terms.append(Term("price.markup", value, numbers=(("basis_points", rate),)))
    if rule.add:
        value = max(value + rule.add, 0)
        terms.append(Term("price.add", value, numbers=(("add", rule.add),)))
    if rule.floor is not None and value < rule.floor:
        value = rule.floor
        terms.append(Term("price.floor", value, numbers=(("floor", rule.floor),)))
    rounded = rule.rounding.apply(value)
    if rounded != value:
        numbers = (("step", rule.rounding.step), ("ending", rule.rounding.ending))
        terms.append(Term("price.rounding", rounded, numbers=numbers))
    terms.append(Term("price.shown", rounded))
    return Price(Rupiah(rounded), tuple(terms))


def _sum_of_parts(components: Sequence[Component], prices: Mapping[str, Rupiah], terms: list[Term]) -> int:
    value = 0
    for component in components:
        price = prices[component.variant_key]
        if price < 0:
            raise ValueError("a price can't be negative")
        value += price * component.units
        numbers = (("price", int(price)), ("units", component.units))
        terms.append(Term("price.store", value, component.variant_key, numbers))
    return value


def _part(amount: int, basis_points: int) -> int:
    """A share of an amount (≥ 0), rounded half up to whole rupiah."""
    return (2 * amount * basis_points + WHOLE) // (2 * WHOLE)
