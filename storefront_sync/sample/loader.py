"""Reading the sample files that ship inside the package."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

from connectors.base.registry import marketplaces
from mappings.goods import Article
from mappings.money import rupiah
from storefront_sync.sample import own_goods
from storefront_sync.sample.rows import SampleLink, SampleProduct

COOPERATIVES = ("koperasi-smb", "koperasi-melati")
"""The first is the pilot's size; the second is small, with the same titles and nearly the same SKUs."""

PRODUCTS = "products.csv"


def with_listings() -> tuple[str, ...]:
    """The marketplaces for which messy listings were written; the others have the cooperative's own goods."""
    return tuple(key for key in marketplaces() if _listings(COOPERATIVES[0], key).is_file())


def catalog_directory(cooperative: str) -> AbstractContextManager[Path]:
    """The folder of a cooperative's files on disk, for as long as the context lasts."""
    return as_file(_folder(cooperative))


def products(cooperative: str) -> tuple[SampleProduct, ...]:
    """The cooperative's own list."""
    return products_in(_folder(cooperative))


def products_in(folder: Traversable) -> tuple[SampleProduct, ...]:
    """The list that lies in a folder as products.csv."""
    return tuple(
        SampleProduct(
            product=row["product"],
            category=row["category"],
            sku=row["sku"],
            barcode=row["barcode"],
            options=_options(row["options"]),
            price=rupiah(row["price_idr"]),
            weight_grams=int(row["weight_g"]),
            on_hand=int(row["on_hand"]),
            producer=row["producer"],
            pirt=row["pirt"],
            halal=row["halal"],
            made_to_order=row["made_to_order"] == "yes",
        )
        for row in _rows(folder, PRODUCTS)
    )


def articles(cooperative: str) -> tuple[Article, ...]:
    """The cooperative's own list as linking sees it."""
    return tuple(product.article() for product in products(cooperative))


def staff_links(cooperative: str) -> tuple[SampleLink, ...]:
    """The links that staff confirmed: packs, bundles, and singles whose codes say nothing or lie."""
    return _links(cooperative, "links.csv", "units")


def truth(cooperative: str) -> tuple[SampleLink, ...]:
    """The right links of every listing; for checks, never for linking."""
    written = _links(cooperative, "truth.csv", "quantity")
    plain = [key for key in marketplaces() if key not in with_listings()]
    return (*written, *(link for key in plain for link in own_goods.links(products(cooperative), key)))


def _links(cooperative: str, file: str, units: str) -> tuple[SampleLink, ...]:
    return tuple(
        SampleLink(row["marketplace"], row["item_id"], row["model_id"], row["sku"], int(row[units]))
        for row in _rows(_folder(cooperative), file)
    )


def _folder(cooperative: str) -> Traversable:
    if cooperative not in COOPERATIVES:
        raise KeyError(cooperative)
    return files("storefront_sync.sample").joinpath(cooperative)


def _listings(cooperative: str, marketplace: str) -> Traversable:
    return _folder(cooperative).joinpath(f"{marketplace}.json")


def _rows(folder: Traversable, file: str) -> Iterator[dict[str, str]]:
    text = folder.joinpath(file).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _options(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)
