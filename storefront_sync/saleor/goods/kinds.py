"""The kinds of goods that a server knows, and where a sheet's columns go in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.setup import present
from storefront_sync.saleor.setup.present import TypeFound
from storefront_sync.saleor.setup.server import make
from storefront_sync.saleor.sheet.rows import slug

GENERAL_TYPE = "barang"
"""The type of a product whose category says nothing."""
ATTRIBUTE_OF: Mapping[str, str] = {
    "producer": "pembuat",
    "pirt": "nomor-pirt",
    "halal": "nomor-halal",
    "made_to_order": "sesuai-pesanan",
    "lead_days": "hari-pengerjaan",
    "composition": "komposisi",
    "material": "bahan",
    "school": "sekolah",
    "shelf_days": "masa-simpan",
}
"""The attribute's slug in the shipped blueprint, by column."""


@dataclass
class Kinds:
    """Product types by slug; category ids and their type by slug."""

    types: Mapping[str, TypeFound]
    categories: dict[str, tuple[str, str]]

    def type_of(self, wanted: str, category: str) -> TypeFound | None:
        """The type that the sheet names, else the category's, else the general one; None if missing."""
        if wanted:
            plain = slug(wanted)
            return next((row for row in self.types.values() if plain in (row.slug, slug(row.name))), None)
        _, of_category = self.categories.get(slug(category), ("", ""))
        return self.types.get(of_category or GENERAL_TYPE)


def read_kinds(client: SaleorClient) -> Kinds:
    """Ask the server for its types and categories."""
    categories = present.categories(client.transport)
    return Kinds(
        present.product_types(client.transport),
        {key: (row.id, row.product_type or "") for key, row in categories.items()},
    )


def add_category(client: SaleorClient, kinds: Kinds, name: str) -> None:
    """Make a category that the sheet names and the server lacks. Raises MutationRefused."""
    given = {"name": name, "slug": slug(name)}
    made = make(client.transport, "CreateCategory", input=given, parent=None)
    kinds.categories[slug(name)] = (made, "")
