"""The rows of the sample files."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.goods import Article
from mappings.money import Rupiah


@dataclass(frozen=True)
class SampleProduct:
    """One variant as the cooperative's own list has it; weight in grams, `on_hand` in pieces.

    `options` are (name, value) pairs; `pirt` and `halal` are invented certificate numbers or "".
    """

    product: str
    category: str
    sku: str
    barcode: str
    options: tuple[tuple[str, str], ...]
    price: Rupiah
    weight_grams: int
    on_hand: int
    producer: str
    pirt: str
    halal: str
    made_to_order: bool

    def article(self) -> Article:
        """The variant as linking sees it, its SKU being its key."""
        values = tuple(value for _, value in self.options)
        return Article(self.sku, self.sku, self.barcode, self.product, values, self.price)


@dataclass(frozen=True)
class SampleLink:
    """`units` pieces of the variant `sku` in one piece of a listing; a bundle has several rows.

    In the truth, "" and 0 say that the listing has no counterpart.
    """

    marketplace: str
    item_id: str
    model_id: str
    sku: str
    units: int
