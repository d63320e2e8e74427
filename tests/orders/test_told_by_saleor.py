"""What Saleor tells by webhooks alone is enough to mirror each change: no sweep comes in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from redis import Redis

from storefront_sync.catalog.models import Variant, VariantStock
from storefront_sync.saleor.simulator.control import Edit, NewOrder, OrderPiece
from storefront_sync.tenants.onboarding import register_installation
from tests.orders.line import WEBHOOKS, Line
from tests.orders.whole_world import WholeWorld, whole_world

DELETE = "mutation($id: ID!) { productDelete(id: $id) { errors { code } } }"
DELETE_VARIANT = "mutation($id: ID!) { productVariantDelete(id: $id) { errors { code } } }"
UNDO_PARCEL = """mutation($id: ID!, $to: ID!) {
  orderFulfillmentCancel(id: $id, input: {warehouseId: $to}) { errors { code } } }"""


@dataclass
class Told:
    """A cooperative whose Saleor tells of everything."""

    world: WholeWorld

    def listen(self) -> None:
        """Webhooks arrive, and what they name is read again."""
        self.world.saleor.pump()
        self.world.absorb("sumber")

    def sell(self, **pieces: int) -> str:
        """A shopper's order through the store's checkout."""
        lines = [
            OrderPiece(sku=self.world.sku("sumber", name), quantity=count) for name, count in pieces.items()
        ]
        status, answer = self.world.saleor.world.place_order(
            NewOrder(lines=lines, channel="sumber", paid=True)
        )
        assert status == 200, answer
        return str(answer["order_id"])

    def step(self, order_id: str, action: str) -> None:
        """What becomes of the order."""
        assert self.world.saleor.world.change_order(order_id, action)[0] == 200

    def staff_do(self, query: str, **variables: object) -> None:
        """Staff change something."""
        given = self.world.saleor.world.credentials()
        answer = requests.post(
            str(given["api_url"]),
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {given['staff_token']}"},
            timeout=5,
        ).json()
        ((_, result),) = answer["data"].items()
        assert result["errors"] == []

    def mirrored(self) -> dict[str, tuple[int, int]]:
        """(on hand, allocated) by variant, as we have it."""
        rows = VariantStock.objects.filter(variant__cooperative=self.world.cooperatives["sumber"])
        return {row.variant.sku: (row.quantity, row.allocated) for row in rows.select_related("variant")}

    def there(self) -> dict[str, tuple[int, int]]:
        """The same in Saleor's own books."""
        return {
            self.world.sku("sumber", name): self.world.stock_in_saleor("sumber", name)
            for name in ("S", "M", "L")
        }


@pytest.fixture
def told(db: None, redis: Redis) -> Iterator[Told]:
    """Read once, and told of everything from then on."""
    with whole_world(redis, Line) as made:
        made.cooperative("sumber")
        given = made.saleor.world.credentials()
        # Another App's id: what the ready-made one does is not an echo of ours.
        register_installation(str(given["api_url"]), "QXBwOjk5", str(given["app_token"]), made.clock.now())
        made.saleor.world.subscribe(WEBHOOKS)
        made.sweep("sumber")
        yield Told(made)


def test_an_order_of_the_store_has_its_variants_read_again(told: Told) -> None:
    told.sell(S=2, M=1)
    told.listen()
    assert told.mirrored() == told.there()
    assert told.mirrored()["sumber-S"] == (12, 2)


def test_a_cancelled_order_has_its_variants_read_again(told: Told) -> None:
    order = told.sell(S=2, M=5)
    told.listen()
    told.step(order, "cancel")
    told.listen()
    assert told.mirrored() == told.there()
    assert told.mirrored()["sumber-M"] == (5, 0)


def test_a_parcel_has_its_variants_read_again_and_so_has_its_undoing(told: Told) -> None:
    order = told.sell(S=2)
    told.step(order, "ship")
    told.listen()
    assert told.mirrored() == told.there()
    assert told.mirrored()["sumber-S"] == (10, 0)
    parcel = told.world.client().order(order)
    assert parcel is not None
    place = told.world.cooperatives["sumber"].warehouses.get().warehouse_id
    told.staff_do(UNDO_PARCEL, id=parcel.fulfilments[0].id, to=place)
    told.listen()
    assert told.mirrored() == told.there()
    assert told.mirrored()["sumber-S"] == (12, 2)


def test_a_deleted_product_takes_all_its_variants_with_it_though_it_names_none(told: Told) -> None:
    told.staff_do(DELETE, id=told.world.variant("sumber", "M").product_id)
    told.listen()
    assert not Variant.objects.filter(cooperative__slug="sumber", gone_at=None).exists()


def test_a_deleted_variant_is_gone_and_its_siblings_stay(told: Told) -> None:
    told.staff_do(DELETE_VARIANT, id=told.world.variant("sumber", "M").saleor_id)
    told.listen()
    here = Variant.objects.filter(cooperative__slug="sumber", gone_at=None)
    assert sorted(here.values_list("sku", flat=True)) == ["sumber-L", "sumber-S"]


def test_a_price_and_a_stock_that_staff_set_are_mirrored(told: Told) -> None:
    told.world.saleor.world.edit(Edit(sku="sumber-S", price=12_500, quantity=7))
    told.listen()
    assert told.world.variant("sumber", "S").price == 12_500
    assert told.mirrored()["sumber-S"] == (7, 0)
