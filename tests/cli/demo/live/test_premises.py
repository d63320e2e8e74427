"""The demonstration's shop meets nothing of what is on the server."""

from __future__ import annotations

import pytest

from storefront_sync.cli.demo.live.access import Access
from storefront_sync.cli.demo.live.premises import GoodsRefused, make_premises, tagged_rows
from storefront_sync.cli.demo.store import Premises
from storefront_sync.saleor.simulator import SaleorSimulator
from tests.cli.demo.live.conftest import OTHERS, TAG


def quiet(_done: int, _total: int) -> None:
    return None


def test_it_stands_beside_another_cooperative_with_the_same_skus(
    server: SaleorSimulator, premises: Premises
) -> None:
    sold_here = {
        row.sku for row in server.store.variants if row.listings and premises.sku_prefix in str(row.sku)
    }
    assert sold_here == {row.sku for row in tagged_rows(TAG)}
    assert {row["sku"] for row in OTHERS} <= {row.sku for row in server.store.variants}
    others = [row for row in server.store.variants if row.sku in {one["sku"] for one in OTHERS}]
    assert all(len(row.stocks) == len(row.listings) == 1 for row in others)


def test_two_demonstrations_fit_on_one_server(
    server: SaleorSimulator, access: Access, premises: Premises
) -> None:
    another = make_premises(access.client, "demo-00000b", quiet)
    assert another.channel_id != premises.channel_id
    assert another.warehouse_id != premises.warehouse_id


def test_the_servers_own_settings_stay_as_they_are(server: SaleorSimulator, access: Access) -> None:
    server.store.settings.limit_quantity_per_checkout = 50
    server.store.settings.reserve_stock_duration_anonymous_user = None
    make_premises(access.client, TAG, quiet)
    assert server.store.settings.limit_quantity_per_checkout == 50
    assert server.store.settings.reserve_stock_duration_anonymous_user is None


def test_a_tag_that_is_taken_is_refused(access: Access, premises: Premises) -> None:
    with pytest.raises(GoodsRefused):
        make_premises(access.client, TAG, quiet)
