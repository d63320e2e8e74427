"""A listing that is to be: what is sent when a store's product is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NewType

from connectors.base.category import AttributeId, CategoryId, CourierId
from connectors.base.types import ItemId, ModelId
from mappings.money import Rupiah

ImageId = NewType("ImageId", str)
"""A marketplace's id or address of an uploaded picture."""


@dataclass(frozen=True)
class AttributeValue:
    """One value of an attribute: a choice by its id, or a text, number (with unit) or date of one's own."""

    choice_id: str = ""
    text: str = ""
    number: Decimal | None = None
    unit: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Tier:
    """A dimension in which variants differ, with its values in the order in which they are shown."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class DraftModel:
    """One variant: `options` has one value of each tier, in the tiers' order (empty where there is none)."""

    sku: str
    price: Rupiah
    stock: int
    options: tuple[str, ...] = ()
    barcode: str = ""
    image: ImageId | None = None


@dataclass(frozen=True)
class PackageSize:
    """The parcel, in whole centimetres."""

    length: int
    width: int
    height: int


@dataclass(frozen=True)
class Draft:
    """A whole listing. Weight in grams of the parcel. `pre_order_days` None = goods are ready to go.

    `description` is plain text with line breaks.
    """

    title: str
    description: str
    category_id: CategoryId | None
    attributes: tuple[tuple[AttributeId, tuple[AttributeValue, ...]], ...]
    images: tuple[ImageId, ...]
    weight_grams: int | None
    models: tuple[DraftModel, ...]
    tiers: tuple[Tier, ...] = ()
    size: PackageSize | None = None
    couriers: tuple[CourierId, ...] = ()
    pre_order_days: int | None = None


@dataclass(frozen=True)
class Published:
    """How far a publication came.

    `models` are the marketplace's ids in the order of the draft's models; empty until they are known.
    `finish_at`: there is a further step, to be made by `Catalogue.finish` and not before this moment; None =
    done.
    """

    item_id: ItemId
    models: tuple[ModelId, ...] = ()
    finish_at: datetime | None = None
