"""Imported orders carry the mark of their cooperative, before and after set-up renewed it."""

from __future__ import annotations

import pytest

from storefront_sync.jobs.new_cooperative import register
from storefront_sync.orders.models import Order
from storefront_sync.saleor.postcode_mark import marked
from storefront_sync.saleor.setup.blueprint import Blueprint
from storefront_sync.saleor.setup.blueprint_file import default_blueprint
from storefront_sync.saleor.setup.run import Shop
from storefront_sync.saleor.simulator.state.orders import Order as SaleorOrder
from storefront_sync.saleor.simulator.state.places import PostcodeRule
from storefront_sync.tenants.models import Cooperative, Problem
from tests.orders.whole_world import WholeWorld

OLD, NEW = "", "MPA2B3C4D5"


def keep_to(whole: WholeWorld, mark: str) -> None:
    """The method of imported orders reaches that mark only."""
    store = whole.saleor.store
    method = store.shipping_methods[whole.cooperatives["sumber"].shipping_method_id]
    first = marked(mark, "")
    stamp = store.stamp("ShippingMethodPostalCodeRule")
    method.postal_code_rules = [PostcodeRule(*stamp, start=first, end=f"{first}~", inclusion_type="INCLUDE")]


def set_up_again(whole: WholeWorld) -> None:
    """What a second set-up leaves behind in Saleor and with us."""
    keep_to(whole, NEW)
    cooperative = whole.cooperatives["sumber"]
    data = default_blueprint().model_dump(mode="json")
    data["cooperative"] = {"slug": "sumber", "name": "sumber"}
    data["channel"]["slug"] = "sumber"
    places = tuple(cooperative.warehouses.values_list("warehouse_id", flat=True))
    shop = Shop(cooperative.channel_id, places, cooperative.shipping_method_id, NEW)
    register(cooperative.installation.api_url, Blueprint.model_validate(data), shop)
    whole.cooperatives["sumber"] = Cooperative.objects.get(pk=cooperative.pk)


def postcode(whole: WholeWorld, order: Order) -> str:
    """Where the order goes in Saleor."""
    found = whole.saleor.store.node(order.saleor_id)
    assert isinstance(found, SaleorOrder)
    assert found.shipping_address is not None
    return found.shipping_address.postal_code


@pytest.mark.parametrize("again", [False, True])
def test_orders_come_in_with_the_mark_that_their_method_reaches(whole: WholeWorld, again: bool) -> None:
    keep_to(whole, OLD)
    if again:
        set_up_again(whole)
    whole.buy("sumber", "tokopedia", [("S", 1)])
    whole.clock.forward(2)
    whole.everything("sumber", rounds=1)
    order = Order.objects.get()
    assert order.phase == "imported"
    assert postcode(whole, order) == marked(NEW if again else OLD, "60129")


def test_a_draft_that_waited_while_the_mark_was_renewed_is_made_anew(whole: WholeWorld) -> None:
    keep_to(whole, OLD)
    whole.staff_sets("sumber", "S", 0)
    whole.buy("sumber", "tokopedia", [("S", 1)])
    whole.clock.forward(2)
    whole.everything("sumber", rounds=1)
    assert Order.objects.get().phase == "short"

    set_up_again(whole)
    whole.staff_sets("sumber", "S", 5)
    whole.clock.forward(60)
    whole.everything("sumber", rounds=3)
    order = Order.objects.get()
    assert order.phase == "imported"
    assert postcode(whole, order) == marked(NEW, "60129")
    assert len(whole.in_saleor(order)) == 1
    assert whole.stock_in_saleor("sumber", "S") == (5, 1)


def test_a_mark_that_set_up_renewed_without_telling_us_is_read_from_the_method(whole: WholeWorld) -> None:
    keep_to(whole, NEW)
    whole.buy("sumber", "tokopedia", [("S", 1)])
    whole.clock.forward(2)
    whole.everything("sumber", rounds=2)
    order = Order.objects.get()
    assert order.phase == "imported"
    assert postcode(whole, order) == marked(NEW, "60129")
    assert len(whole.in_saleor(order)) == 1


def test_without_the_permission_to_read_it_the_order_stays_a_draft_and_is_told(whole: WholeWorld) -> None:
    keep_to(whole, NEW)
    app = whole.saleor.store.apps[0]
    app.permissions -= {"MANAGE_SHIPPING"}
    whole.buy("sumber", "tokopedia", [("S", 1)])
    whole.clock.forward(2)
    whole.everything("sumber", rounds=1)
    assert Order.objects.get().phase == "draft"
    told = Problem.objects.get(key="saleor.refused", closed_at=None)
    assert told.detail["why"] == "shipping/SHIPPING_METHOD_NOT_APPLICABLE"

    app.permissions |= {"MANAGE_SHIPPING"}
    whole.clock.forward(600)
    whole.everything("sumber", rounds=3)
    assert Order.objects.get().phase == "imported"


def test_the_mark_is_sealed_at_rest(whole: WholeWorld) -> None:
    set_up_again(whole)
    stored = Cooperative.objects.get(slug="sumber").postcode_mark_encrypted
    assert stored
    assert NEW not in stored
