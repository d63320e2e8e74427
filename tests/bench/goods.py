"""The goods of a sweep's run: products of four variants with what a cooperative's sheet says of them."""

from __future__ import annotations

from collections.abc import Sequence

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.goods.catalogue import load_catalogue
from storefront_sync.saleor.setup.shop import ShopPlan
from storefront_sync.saleor.types import AddressWrite

CHANNEL = "bench-sweep"
SIZES = ("S", "M", "L", "XL")


def product_list(variants: int) -> list[dict[str, str]]:
    """Rows of a `products.csv`."""
    return [
        {
            "product": f"Seragam Contoh {number // len(SIZES):05}",
            "category": "Seragam",
            "sku": f"BENCH-{number:06}",
            "barcode": f"899{number:010}",
            "options": f"Ukuran={SIZES[number % len(SIZES)]}",
            "price_idr": str(25_000 + 500 * (number % 40)),
            "weight_g": "250",
            "on_hand": str(3 + number % 90),
            "producer": "",
            "pirt": "",
            "halal": "",
            "made_to_order": "no",
        }
        for number in range(variants)
    ]


def put_there(staff: SaleorClient, rows: Sequence[dict[str, str]]) -> None:
    """Bring the goods into a live Saleor; those that are there are found and kept."""
    address = AddressWrite(street="Jl. Contoh 1", province="Jawa Timur", city="SURABAYA", postal_code="60111")
    plan = ShopPlan(CHANNEL, "Bench", "bench-1", "Bench 1", address)
    loaded = load_catalogue(staff, rows, plan)
    assert not loaded.problems, loaded.problems[:3]
