"""A shop's own catalogue, messy as it is, can be loaded into the simulator and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from connectors.base.types import ListingView
from connectors.tokopedia.simulator import TokopediaSimulator
from tests.connectors.tokopedia.shop import Clock, ConnectedShop

SAMPLE = Path(str(files("storefront_sync"))) / "sample" / "koperasi-smb"


def read_back(catalog: Path | bytes) -> tuple[ListingView, ...]:
    clock = Clock()
    simulator = TokopediaSimulator.from_catalog(catalog, now=clock.time, webhook_thread=False)
    simulator.start()
    try:
        shop = ConnectedShop.of(clock, simulator, TokopediaSimulator.default_shop_id())
        return shop.connector.pull_listings().rows
    finally:
        simulator.stop()


def products(skus: Iterable[dict[str, object]]) -> bytes:
    return json.dumps(
        {"products": [{"id": "8", "title": "🔥", "status": "FREEZE", "skus": list(skus)}]}
    ).encode()


def test_the_sample_shop_is_read_back_as_it_is_written() -> None:
    written = json.loads((SAMPLE / "tokopedia.json").read_bytes())["products"]
    seen = {view.model_id: view for view in read_back(SAMPLE)}
    skus = [(product, sku) for product in written for sku in product["skus"]]
    assert len(seen) == len(skus) > 100
    for product, sku in skus:
        view = seen[sku["id"]]
        assert (view.item_id, view.title, view.sku) == (product["id"], product["title"], sku["seller_sku"])
        assert view.options == tuple(option["value_name"] for option in sku["sales_attributes"])
        assert view.price == int(sku["price"]["tax_exclusive_price"])
        assert view.stock == sum(part["quantity"] for part in sku["inventory"])
        assert view.faults == ()


def test_impossible_rows_are_loaded_and_named() -> None:
    rows = read_back(
        products(
            {
                "id": str(number),
                "seller_sku": "SAMA",
                "price": {"tax_exclusive_price": price},
                "inventory": [{"warehouse_id": "1", "quantity": quantity}],
            }
            for number, (price, quantity) in enumerate(
                [("-5000", 3), ("5000", 10**13), ("5000", -2), ("5000", 3)]
            )
        )
    )
    assert [view.faults for view in rows] == [
        ("listing.price_impossible",),
        ("listing.stock_impossible",),
        ("listing.stock_impossible",),
        (),
    ]
    assert {view.sku for view in rows} == {"SAMA"}
