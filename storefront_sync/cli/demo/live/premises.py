"""Makes the demonstration's shop on a server that serves others too: all of it bears the run's own tag, so
that it meets nothing of theirs and can be found and taken down again."""

from __future__ import annotations

from dataclasses import replace

from storefront_sync.cli.demo.circumstances import COOPERATIVE
from storefront_sync.cli.demo.simulated_store import ADDRESS, NAME
from storefront_sync.cli.demo.store import Advance, Premises
from storefront_sync.core.errors import StorefrontError
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.goods.bring import bring
from storefront_sync.saleor.goods.outcome import RowOutcome, RowResult
from storefront_sync.saleor.goods.plan import Target
from storefront_sync.saleor.setup import ShopPlan, present, set_up
from storefront_sync.saleor.setup.blueprint import Blueprint
from storefront_sync.saleor.setup.shop import shop_blueprint
from storefront_sync.saleor.sheet import VariantRow, products, read_sheet
from storefront_sync.sample.loader import catalog_directory

TAG = r"demo-[0-9a-f]{6}"
"""What a run's tag looks like."""


class GoodsRefused(StorefrontError):
    """The server didn't take a row of the sample; nothing can be shown without it."""


def make_premises(client: SaleorClient, tag: str, advance: Advance) -> Premises:
    """Set the shop up and import the sample, by the same steps as for any cooperative. Raises GoodsRefused
    and the client's errors."""
    blueprint = tagged_blueprint(client, tag)
    shop = set_up(client, blueprint).shop
    rows = tagged_rows(tag)
    done: list[RowResult] = []
    advance(0, len(rows))

    def told(result: RowResult) -> None:
        done.append(result)
        advance(len(done), len(rows))

    bring(client, rows, Target(tag, shop.channel_id, shop.warehouse_id), told)
    refused = [row for row in done if row.outcome is not RowOutcome.CREATED]
    if refused:
        raise GoodsRefused("demo.live.goods_refused", f"{refused[0].sku}: {refused[0].outcome.value}")
    return Premises(
        tag, shop.channel_id, shop.warehouse_id, shop.shipping_method_id, shop.postcode_mark, prefix(tag)
    )


def tagged_blueprint(client: SaleorClient, tag: str) -> Blueprint:
    """The shop of the sample with a product type and attributes of its own; the server's settings stay as
    they are."""
    plan = ShopPlan(tag, f"{NAME} ({tag})", f"gudang-{tag}", f"Gudang Tambak Wedi ({tag})", ADDRESS)
    data = shop_blueprint(plan).model_dump(mode="json")
    options = [
        row for row in data["attributes"] if row["slug"] in data["product_types"][0]["variant_attributes"]
    ]
    own = [f"{row['slug']}-{tag}" for row in options]
    data["attributes"] = [
        {**row, "slug": f"{row['slug']}-{tag}", "name": f"{row['name']} ({tag})"} for row in options
    ]
    data["product_types"] = [
        {
            **data["product_types"][0],
            "slug": type_slug(tag),
            "name": f"Barang ({tag})",
            "product_attributes": [],
            "variant_attributes": own,
            "chosen_by": own,
        }
    ]
    data["server"] = present.server(client.transport).model_dump(mode="json")
    return Blueprint.model_validate(data)


def tagged_rows(tag: str) -> list[VariantRow]:
    """The sample's goods under their own SKUs, categories and options; what is said of the products beyond
    that is left out, since its attributes are the whole server's."""
    with catalog_directory(COOPERATIVE) as folder:
        groups = products(read_sheet(folder / "products.csv"))
    return [
        replace(
            row,
            sku=f"{prefix(tag)}{row.sku}",
            category=f"{row.category} ({tag})",
            product_type=type_slug(tag),
            options=tuple((f"{name} ({tag})", value) for name, value in row.options),
            facts={},
        )
        for group in groups
        for row in group.variants
    ]


def prefix(tag: str) -> str:
    """Before each SKU."""
    return f"{tag}-"


def type_slug(tag: str) -> str:
    """The product type's slug."""
    return f"barang-{tag}"
