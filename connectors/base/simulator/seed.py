"""What a simulated shop starts with, in words that every marketplace understands."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.words import ListingStatus

MAIN_MODEL = ""
"""The model id of an item without models; each simulator puts the marketplace's own id in its place."""


@dataclass(frozen=True)
class SeedModel:
    """One sellable row. `price` in rupiah and `stock` in pieces may be impossible on purpose (negative,
    huge)."""

    model_id: str
    price: int
    stock: int
    name: str = ""
    sku: str = ""
    barcode: str = ""


@dataclass(frozen=True)
class SeedItem:
    """One product page; ids are decimal digits. `has_model` False = one row, whose id is MAIN_MODEL."""

    item_id: str
    title: str
    models: tuple[SeedModel, ...]
    has_model: bool = True
    sku: str = ""
    status: ListingStatus = ListingStatus.LIVE


@dataclass(frozen=True)
class SeedShop:
    """One connected shop; `shop_id` is decimal digits."""

    shop_id: str
    name: str
    items: tuple[SeedItem, ...] = ()
