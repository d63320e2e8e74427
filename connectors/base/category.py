"""A marketplace's tree of categories, and what it wants of a listing in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NewType

CategoryId = NewType("CategoryId", str)
AttributeId = NewType("AttributeId", str)
CourierId = NewType("CourierId", str)


@dataclass(frozen=True)
class Category:
    """One node. Only a leaf takes listings. `parent_id` is "" at the top."""

    category_id: CategoryId
    parent_id: CategoryId
    name: str
    leaf: bool


class AttributeKind(StrEnum):
    """How an attribute is filled in."""

    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class Choice:
    """A value that an attribute offers."""

    choice_id: str
    name: str


@dataclass(frozen=True)
class Attribute:
    """One attribute of a category. `free` tells whether a value outside `choices` may be written;
    `units` are those that a NUMBER may carry (none = a bare number)."""

    attribute_id: AttributeId
    name: str
    kind: AttributeKind
    required: bool
    choices: tuple[Choice, ...] = ()
    free: bool = False
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """An inclusive range; None is no bound."""

    least: int | None = None
    most: int | None = None

    def holds(self, value: int) -> bool:
        """Whether a value lies inside."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@dataclass(frozen=True)
class CategoryRules:
    """What a listing in one category must be like. Lengths in characters, weights in grams, prices in
    rupiah; a Span without bounds is "not said by the marketplace"."""

    category_id: CategoryId
    attributes: tuple[Attribute, ...]
    title: Span
    description: Span
    images: Span
    price: Span
    stock: Span
    weight_grams: Span
    tiers: int
    """Most dimensions of variants (colour, size)."""
    options: int
    """Most values of one dimension."""
    models: int
    """Most variants of one listing."""
    pre_order_days: Span
    """Days to ship that a pre-order may promise; least > most where the category takes none."""
    price_ratio: Decimal | None = None
    """The dearest variant may cost at most this many times the cheapest."""
    sku: Span = Span()
    """Length of a SKU."""
    spaces_in_sku: bool = True
    tier_name: Span = Span()
    option: Span = Span()
    """Length of one value of a dimension."""
    plain_text: bool = False
    """Whether emoji, control characters and any character ten times in a row are refused in texts."""
    needs: tuple[str, ...] = ()
    """Names of what the category wants and no draft carries, such as a certificate."""
    package_size: bool = False
    """Whether length, width and height of the parcel must be given."""
    courier: bool = False
    """Whether at least one courier must be chosen."""
    weight_step_grams: int = 1
    """The steps in which parcels are weighed there."""

    def weighed(self, grams: int) -> int:
        """A weight as it is kept there: rounded up, since a courier doesn't carry what is told too light."""
        return -(-grams // self.weight_step_grams) * self.weight_step_grams


@dataclass(frozen=True)
class Courier:
    """A courier of a shop. `enabled` = switched on by the seller; weights in grams."""

    courier_id: CourierId
    name: str
    enabled: bool
    weight_grams: Span = Span()
