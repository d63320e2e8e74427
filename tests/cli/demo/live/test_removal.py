"""Taking a demonstration down again takes all of it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from storefront_sync.cli.demo.live.access import Access
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.edits import Edits
from storefront_sync.cli.demo.live.premises import make_premises
from storefront_sync.cli.demo.live.removal import ARCHIVE, Removal
from storefront_sync.cli.demo.live.shopfront import LiveShopfront
from storefront_sync.cli.demo.store import Premises
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.staff import NEEDED
from storefront_sync.saleor.types import DraftLine, DraftOrder
from tests.cli.demo.live.conftest import OTHERS, TAG

SKU = "SERSDPUT-S"


def quiet(_done: int, _total: int) -> None:
    return None


def sleepless(_seconds: float) -> None:
    raise AssertionError("nothing is waited for")


def holdings(server: SaleorSimulator) -> dict[str, set[str]]:
    """What is on a server, by name."""
    store = server.store
    return {
        "channels": {row.slug for row in store.channels},
        "warehouses": {row.slug for row in store.warehouses},
        "zones": {row.name for row in store.zones},
        "methods": {row.name for row in store.shipping_methods.values()},
        "types": {row.slug for row in store.product_types},
        "attributes": {row.slug for row in store.attributes},
        "categories": {row.slug for row in store.categories},
        "variants": {str(row.sku) for row in store.variants},
    }


def test_nothing_is_left_and_others_keep_what_is_theirs(
    server: SaleorSimulator, access: Access, staff: Api
) -> None:
    before = holdings(server)
    make_premises(access.client, TAG, quiet)
    make_premises(access.client, "demo-00000b", quiet)
    removal = Removal(staff, TAG, sleepless)
    assert removal.run(quiet) == []
    assert removal.orders == 0
    assert Removal(staff, "demo-00000b", sleepless).run(quiet) == []
    assert holdings(server) == before


def test_orders_are_cancelled_and_move_to_the_closed_channel(
    server: SaleorSimulator, access: Access, staff: Api, anybody: Api, premises: Premises
) -> None:
    shopfront = LiveShopfront(staff, anybody, premises, Edits(), lambda: 0.0)
    variant = shopfront.goods() and server.store.variant_by_sku[premises.sku_prefix + SKU]
    for _ in range(3):
        shopfront.order([(SKU, 1)])
    line = DraftLine(variant.id, 1, 78_000)  # type: ignore[arg-type]
    draft = DraftOrder(premises.channel_id, "shopee:1:A", (line,), premises.shipping_method_id)
    access.client.draft_order_create(draft)
    removal = Removal(staff, TAG, sleepless)
    assert removal.run(quiet) == []
    assert removal.orders == 3
    assert {(row.status, row.channel.slug) for row in server.store.orders} == {("CANCELED", ARCHIVE)}
    (archive,) = [row for row in server.store.channels if row.slug == ARCHIVE]
    assert not archive.is_active


def test_the_closed_channel_is_made_once(
    server: SaleorSimulator, access: Access, staff: Api, anybody: Api
) -> None:
    for tag in (TAG, "demo-00000b"):
        made = make_premises(access.client, tag, quiet)
        shopfront = LiveShopfront(staff, anybody, made, Edits(), lambda: 0.0)
        shopfront.goods()
        shopfront.order([(SKU, 1)])
        assert Removal(staff, tag, sleepless).run(quiet) == []
    assert [row.slug for row in server.store.channels] == ["koperasi-lain", ARCHIVE]
    assert len(server.store.orders) == 2


def test_what_cannot_be_removed_is_told_and_holds_up_no_other_part(
    server: SaleorSimulator, staff: Api, premises: Premises
) -> None:
    held = frozenset({*NEEDED, "MANAGE_APPS"}) - {"MANAGE_SHIPPING"}
    server.store.staff = replace(server.store.staff, permissions=held)
    (left_over,) = Removal(staff, TAG, sleepless).run(quiet)
    assert left_over.part == "zone"
    assert left_over.word.startswith("PermissionDenied")
    left = holdings(server)
    assert left["channels"] == {"koperasi-lain"}
    assert left["variants"] == {row["sku"] for row in OTHERS}
    assert any(TAG in name for name in left["zones"])


def test_after_an_interruption_it_goes_on_where_it_was(
    server: SaleorSimulator, staff: Api, premises: Premises
) -> None:
    interrupted = Removal(staff, TAG, sleepless)
    with pytest.raises(KeyboardInterrupt):
        interrupted.run(interrupt_at(6))
    assert any(TAG in row.slug for row in server.store.channels)
    assert Removal(staff, TAG, sleepless).run(quiet) == []
    assert not any(TAG in name for names in holdings(server).values() for name in names)


def interrupt_at(step: int) -> Callable[[int, int], None]:
    def advance(done: int, _total: int) -> None:
        if done == step:
            raise KeyboardInterrupt

    return advance
