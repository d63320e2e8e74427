"""What people must be able to copy or read out is whole on 80 columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from storefront_sync.cli.orders.looking import as_table, status
from storefront_sync.cli.returns.looking import as_table as returns_table
from storefront_sync.cli.tables import marketplace_name, moment, places
from storefront_sync.fulfilment.seen import OrderSeen
from storefront_sync.returns.shown import ReturnSeen

AT = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
ORDER = OrderSeen(
    order="576461413060657583",
    marketplace="tokopedia",
    shop="Koperasi Sumber Mulia Barokah",
    placed_at=AT,
    state="cancel_requested",
    phase="short",
    saleor_number="",
    paid=True,
    ship_by=AT,
    total=12_345_678,
    buyer="",
)
RETURN = ReturnSeen(
    return_id="8824932858969720071",
    order=ORDER.order,
    saleor_number="",
    marketplace=ORDER.marketplace,
    shop=ORDER.shop,
    state="coming_back",
    goods_back=False,
    refund=0,
    reason="",
    updated_at=AT,
    inspected_at=None,
)


def shown(table: Table) -> str:
    """As a terminal of 80 columns has it."""
    console = Console(width=80, record=True)
    console.print(table)
    told = console.export_text()
    assert "…" not in told
    return told


def test_numbers_amounts_and_times_of_orders_are_whole() -> None:
    told = shown(as_table([ORDER, replace(ORDER, shop="Toko Kedua")]))
    for expected in (ORDER.order, "Rp12.345.678", "25-11 00:30", "Kedua"):
        assert expected in told


def test_numbers_and_times_of_returns_are_whole() -> None:
    told = shown(returns_table([RETURN]))
    for expected in (RETURN.return_id, RETURN.order, "25-11 00:30", "uang"):
        assert expected in told


def test_an_order_is_told_with_saleors_side_only_where_somebody_must_act() -> None:
    assert status("ready", "imported") == "siap diproses"
    assert "stok kurang" in status("ready", "short")


def test_shops_are_told_apart_only_where_a_marketplace_has_several() -> None:
    found = places([("shopee", "Melati"), ("lazada", "Melati"), ("lazada", "Mawar")])
    assert found["shopee", "Melati"] == "Shopee"
    assert found["lazada", "Mawar"] == "Lazada · Mawar"
    assert marketplace_name("gone_since") == "gone_since"


def test_a_time_is_of_here() -> None:
    assert moment(AT) == "25-11-2026 00:30"
