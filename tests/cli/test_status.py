"""`status` tells each shop's state to people and to machines."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from storefront_sync.cli.status import age, status_json, status_table
from storefront_sync.core.status import Problem, ShopStatus

_SHOP = ShopStatus(
    cooperative="smb",
    marketplace="shopee",
    shop="Koperasi SMB",
    in_sync=118,
    behind=3,
    blocked=1,
    unlinked=7,
    oldest_seconds=12.4,
    orders_imported=41,
    orders_waiting=2,
    orders_short=0,
    problems=(Problem("shop.consent_ended", 1),),
)


def test_the_table_names_the_shop_its_numbers_and_its_problem_in_words() -> None:
    console = Console(width=220, record=True)
    console.print(status_table([_SHOP]))
    shown = console.export_text()
    for expected in (
        "smb",
        "shopee · Koperasi SMB",
        "118",
        "12 dtk",
        "41",
        "1 × Izin toko ini sudah berakhir",
    ):
        assert expected in shown


def test_the_json_is_one_line_with_numbers_and_the_problems_sentence() -> None:
    line = status_json([_SHOP])
    assert "\n" not in line
    (shop,) = json.loads(line)["shops"]
    assert (shop["in_sync"], shop["oldest_seconds"], shop["orders_waiting"]) == (118, 12.4, 2)
    assert shop["problems"][0]["key"] == "shop.consent_ended"
    assert shop["problems"][0]["text"].startswith("Izin toko ini")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(None, "–"), (0.4, "0 dtk"), (59.9, "59 dtk"), (60, "1 mnt"), (7300, "2 jam"), (200_000, "2 hari")],
)
def test_an_age_is_told_in_its_largest_unit(seconds: float | None, told: str) -> None:
    assert age(seconds) == told
