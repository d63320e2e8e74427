"""A messy product gives a view for each SKU, with what is impossible named on that row only."""

from __future__ import annotations

import pytest

from connectors.tokopedia.listings import inventory_by_sku, listing_views
from connectors.tokopedia.warehouses import spread
from connectors.tokopedia.wire import InventoryWire, ProductWire, WarehouseStockWire
from mappings.words import ListingStatus


def sku(number: str, price: object = "45000", quantity: object = 17, **changes: object) -> dict[str, object]:
    return {
        "id": number,
        "price": {"currency": "IDR", "tax_exclusive_price": price},
        "inventory": [{"warehouse_id": "1", "quantity": quantity}],
        **changes,
    }


def product(*skus: object, **changes: object) -> ProductWire:
    return ProductWire.model_validate(
        {"id": "8", "title": "Kopi 🔥", "status": "ACTIVATE", "skus": list(skus), **changes}
    )


@pytest.mark.parametrize("price", ["-100", "0", "1000000001", "45000.5", "murah", None, [], True, "NaN"])
def test_an_impossible_price_is_named_on_its_row_only(price: object) -> None:
    odd, fine = listing_views([product(sku("1", price), sku("2"))], {})
    assert (odd.price, odd.faults, odd.stock) == (None, ("listing.price_impossible",), 17)
    assert (fine.price, fine.faults) == (45_000, ())


@pytest.mark.parametrize("quantity", [-1, 10**10, 1.5, "many", None, {}])
def test_an_impossible_stock_is_named_on_its_row_only(quantity: object) -> None:
    odd, fine = listing_views([product(sku("1", quantity=quantity), sku("2"))], {})
    assert (odd.stock, odd.faults, odd.price) == (None, ("listing.stock_impossible",), 45_000)
    assert fine.stock == 17


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("ACTIVATE", ListingStatus.LIVE),
        ("SELLER_DEACTIVATED", ListingStatus.HIDDEN),
        ("PLATFORM_DEACTIVATED", ListingStatus.BLOCKED),
        ("FREEZE", ListingStatus.BLOCKED),
        ("FAILED", ListingStatus.BLOCKED),
        ("PENDING", ListingStatus.BLOCKED),
        ("DRAFT", ListingStatus.BLOCKED),
        ("DELETED", ListingStatus.DELETED),
    ],
)
def test_each_documented_status_has_its_word(word: str, status: ListingStatus) -> None:
    (view,) = listing_views([product(sku("1"), status=word)], {})
    assert (view.status, view.faults) == (status, ())


def test_an_unknown_status_is_blocked_and_named() -> None:
    (view,) = listing_views([product(sku("1"), status="MELTED")], {})
    assert (view.status, view.faults) == (ListingStatus.BLOCKED, ("listing.status_unknown",))


def test_a_product_that_is_only_on_tokopedia_has_tokopedias_status() -> None:
    fronts = [{"platform": "TOKOPEDIA", "status": "ACTIVATE"}]
    (view,) = listing_views([product(sku("1"), status=None, integrated_platform_statuses=fronts)], {})
    assert view.status is ListingStatus.LIVE


def test_what_the_inventory_service_counts_wins_and_tells_what_campaigns_hold() -> None:
    stock = InventoryWire.model_validate(
        {
            "inventory": [
                {
                    "product_id": "8",
                    "skus": [
                        {
                            "id": "1",
                            "total_available_quantity": 12,
                            "total_available_inventory_distribution": {
                                "in_shop_inventory": {"quantity": 5},
                                "campaign_inventory": [{"quantity": 4}],
                                "creator_inventory": [{"quantity": 3}],
                            },
                        }
                    ],
                }
            ]
        }
    )
    (view,) = listing_views([product(sku("1"))], inventory_by_sku(stock.inventory))
    assert (view.stock, view.campaign_floor) == (12, 7)


def test_wrong_shapes_and_unknown_fields_spoil_nothing_else() -> None:
    broken = sku("1", price={"deep": 1}, sales_attributes="none", identifier_code=[], galaxy=True)
    views = list(listing_views([product(broken, "not a sku", sku("2"), {"no": "id"})], {}))
    assert [view.model_id for view in views] == ["1", "2"]


def test_a_detail_without_the_local_price_gives_the_price_on_the_page() -> None:
    (view,) = listing_views([product({**sku("1"), "price": {"sale_price": "45000"}})], {})
    assert view.price == 45_000


@pytest.mark.parametrize(
    ("stock", "held", "parts"),
    [
        (10, [4, 3], [7, 3]),
        (7, [4, 3], [4, 3]),
        (5, [4, 3], [4, 1]),
        (0, [4, 3], [0, 0]),
        (6, [0, 0], [6, 0]),
        (2, [-5, 3], [0, 2]),
    ],
)
def test_spread_stock_sums_to_what_was_wanted_and_moves_little(
    stock: int, held: list[int], parts: list[int]
) -> None:
    rows = [WarehouseStockWire(warehouse_id=str(at), quantity=pieces) for at, pieces in enumerate(held)]
    assert [pieces for _, pieces in spread(stock, rows)] == parts
