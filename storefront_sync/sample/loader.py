"""Reading the sample files that ship inside the package."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

from mappings.goods import Article
from mappings.money import rupiah
from storefront_sync.sample.rows import SampleLink, SampleProduct

COOPERATIVES = ("koperasi-smb", "koperasi-melati")
"""The first is the pilot's size; the second is small, with the same titles and nearly the same SKUs."""

MARKETPLACES = ("shopee", "tokopedia")


def catalog_directory(cooperative: str) -> AbstractContextManager[Path]:
    """The folder of a cooperative's files on disk, for as long as the context lasts."""
    return as_file(_folder(cooperative))


def products(cooperative: str) -> tuple[SampleProduct, ...]:
    """The cooperative's own list."""
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
        for row in _rows(cooperative, "products.csv")
    )


def articles(cooperative: str) -> tuple[Article, ...]:
    """The cooperative's own list as linking sees it."""
    return tuple(product.article() for product in products(cooperative))


def listings_json(cooperative: str, marketplace: str) -> str:
    """The text of a marketplace's listings, in the shape of its own listing calls."""
    return _folder(cooperative).joinpath(f"{marketplace}.json").read_text(encoding="utf-8")


def staff_links(cooperative: str) -> tuple[SampleLink, ...]:
    """The links that staff confirmed: packs, bundles, and singles whose codes say nothing or lie."""
    return _links(cooperative, "links.csv", "units")


def truth(cooperative: str) -> tuple[SampleLink, ...]:
    """The right links of every listing; for checks, never for linking."""
    return _links(cooperative, "truth.csv", "quantity")


def _links(cooperative: str, file: str, units: str) -> tuple[SampleLink, ...]:
    return tuple(
        SampleLink(row["marketplace"], row["item_id"], row["model_id"], row["sku"], int(row[units]))
        for row in _rows(cooperative, file)
    )


def _folder(cooperative: str) -> Traversable:
    if cooperative not in COOPERATIVES:
        raise KeyError(cooperative)
    return files("storefront_sync.sample").joinpath(cooperative)


def _rows(cooperative: str, file: str) -> Iterator[dict[str, str]]:
    text = _folder(cooperative).joinpath(file).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _options(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)
