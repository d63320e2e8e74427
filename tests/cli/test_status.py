"""`status` tells each shop's state to people and to machines."""

from __future__ import annotations

import json

import pytest

from storefront_sync.cli.status import age, server_lines, status_json, status_lines
from storefront_sync.core.status import InstallationStatus, Problem, ShopStatus

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


def test_a_shop_is_told_by_name_with_its_numbers_and_its_problem_in_words() -> None:
    shown = "\n".join(line.plain for line in status_lines([_SHOP]))
    for expected in (
        "Shopee · Koperasi SMB (smb)",
        "118 sama",
        "1 tertahan",
        "12 dtk",
        "41 masuk",
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


_SERVER = InstallationStatus(
    api_url="https://toko.koperasi.example/graphql/",
    cooperatives=("smb",),
    version="3.23",
    checked_at=None,
    problems=(Problem("app.permissions_missing", 1, {"permissions": "Manage orders"}),),
)


def test_what_is_wrong_with_the_app_names_the_saleor_and_what_is_missing_there() -> None:
    lines = [line.plain for line in server_lines(_SERVER)]
    assert "toko.koperasi.example" in lines[0]
    assert "Manage orders" in lines[1]
    (server,) = json.loads(status_json([], [_SERVER]))["servers"]
    assert "Manage orders" in server["problems"][0]["text"]


def test_a_saleor_that_no_cooperative_uses_is_told_and_one_where_all_is_well_is_not() -> None:
    unused = InstallationStatus("https://baru.example/graphql/", (), "3.23", None)
    assert "storefront-sync saleor move" in list(server_lines(unused))[1].plain
    well = InstallationStatus("https://toko.koperasi.example/graphql/", ("smb",), "3.23", None)
    assert list(server_lines(well)) == []
