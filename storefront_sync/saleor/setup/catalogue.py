"""Loads a cooperative's product list into a Saleor through its API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from storefront_sync.saleor.calls.base import present, refuse
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.setup import wire
from storefront_sync.saleor.setup.shop import Shop, ShopPlan, set_up_shop
from storefront_sync.saleor.sheet import ProductRows, VariantRow, products, slug

BATCH = 10
TYPE_SLUG = "barang"
TYPE_NAME = "Barang"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RowProblem:
    """A product that Saleor refused, with the refusal's place and code."""

    product: str
    path: str
    code: str


@dataclass(frozen=True)
class Loaded:
    """What a load did. `existing` products were there already and are left as they are."""

    shop: Shop
    created: int
    existing: int
    problems: tuple[RowProblem, ...]


def load_catalogue(
    client: SaleorClient,
    rows: Sequence[Mapping[str, str]],
    plan: ShopPlan,
    progress: Progress = lambda done, total: None,
) -> Loaded:
    """Set the shop up and create what is missing of the catalogue; run again after an interruption, it
    goes on.

    `progress(done, total)` counts products. Raises SheetError for an unusable row before anything is sent,
    and the client's errors.
    """
    groups = products(rows)
    shop = set_up_shop(client, plan)
    type_id = _product_type(client)
    categories = _categories(client, groups)
    created = existing = 0
    problems: list[RowProblem] = []
    progress(0, len(groups))
    for start in range(0, len(groups), BATCH):
        batch = groups[start : start + BATCH]
        given = [_product(group, shop, type_id, categories) for group in batch]
        answer = client.transport.mutate(
            "setup/CreateProducts", wire.CreatedProducts, {"products": given}
        ).result
        refuse(answer.errors)
        for group, row in zip(batch, answer.results, strict=True):
            if row.product is not None:
                created += 1
            elif _exists(client, group, row):
                existing += 1
            else:
                problems.append(_problem(group, row))
        progress(min(start + BATCH, len(groups)), len(groups))
    return Loaded(shop, created, existing, tuple(problems))


def _exists(client: SaleorClient, group: ProductRows, row: wire.ProductRow) -> bool:
    """Whether the product itself is there: a refused reference may be that of one of its variants."""
    if all(error.code != "UNIQUE" for error in row.errors or ()):
        return False
    found = client.transport.query(
        "setup/ProductByReference", wire.ProductAnswer, {"reference": group.reference}
    )
    return found.product is not None


def _problem(group: ProductRows, row: wire.ProductRow) -> RowProblem:
    first = next(iter(row.errors or ()), None)
    return RowProblem(group.name, (first.path or "") if first else "", first.code if first else "")


def _product_type(client: SaleorClient) -> str:
    after: str | None = None
    while True:
        page = client.transport.query(
            "setup/ProductTypes", wire.ProductTypesAnswer, {"after": after}
        ).product_types
        for edge in page.edges:
            if edge.node.slug == TYPE_SLUG:
                return edge.node.id
        if not page.page_info.has_next_page:
            break
        after = page.page_info.end_cursor
    given = {"name": TYPE_NAME, "slug": TYPE_SLUG, "kind": "NORMAL", "isShippingRequired": True}
    made = client.transport.mutate(
        "setup/CreateProductType", wire.CreatedProductType, {"input": given}
    ).result
    refuse(made.errors)
    return present(made.made, "product type").id


def _categories(client: SaleorClient, groups: Sequence[ProductRows]) -> dict[str, str]:
    found = {row.slug: row.id for row in _known_categories(client)}
    for name in dict.fromkeys(group.category for group in groups if group.category):
        if slug(name) in found:
            continue
        given = {"name": name, "slug": slug(name)}
        made = client.transport.mutate("setup/CreateCategory", wire.CreatedCategory, {"input": given}).result
        refuse(made.errors)
        found[slug(name)] = present(made.made, "category").id
    return found


def _known_categories(client: SaleorClient) -> Iterator[wire.NamedSlug]:
    after: str | None = None
    while True:
        page = client.transport.query("setup/Categories", wire.CategoriesAnswer, {"after": after}).categories
        yield from (edge.node for edge in page.edges)
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


def _product(
    group: ProductRows, shop: Shop, type_id: str, categories: Mapping[str, str]
) -> dict[str, object]:
    given: dict[str, object] = {
        "name": group.name,
        "slug": slug(group.name),
        "externalReference": group.reference,
        "productType": type_id,
        "channelListings": [
            {
                "channelId": shop.channel_id,
                "isPublished": True,
                "visibleInListings": True,
                "isAvailableForPurchase": True,
            }
        ],
        "variants": [_variant(row, shop) for row in group.variants],
    }
    if group.category:
        given["category"] = categories[slug(group.category)]
    return given


def _variant(row: VariantRow, shop: Shop) -> dict[str, object]:
    given: dict[str, object] = {
        "attributes": [],
        "sku": row.sku,
        "name": row.name or row.sku,
        "externalReference": f"variant:{row.sku}",
        "trackInventory": True,
        "metadata": [{"key": "barcode", "value": row.barcode}] if row.barcode else [],
        "stocks": [{"warehouse": shop.warehouse_id, "quantity": row.on_hand}],
        "channelListings": [{"channelId": shop.channel_id, "price": str(row.price)}],
    }
    if row.weight_g:
        given["weight"] = row.weight_g / 1000
    return given
