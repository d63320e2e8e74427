"""What staff chose once holds for the next product of its kind, and the narrowest choice wins."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from connectors.base.draft import AttributeValue, PackageSize
from storefront_sync.publishing.choices import Chosen, chosen_for
from storefront_sync.publishing.models import Choice
from tests.publishing.place import KATUN, Place
from tests.publishing.window import HATS, MATERIAL, SHIRTS
from tests.saleor.wares import Ware


def chosen(place: Place, name: str = "Kemeja", slug: str = "melati") -> Chosen:
    made = next(row for row in place.saleor.store.products if row.name == name)
    found = place.client().product(made.id, slug)
    assert found is not None
    return chosen_for(place.cooperatives[slug].pk, "shopee", found)


def test_product_goes_before_category_before_type_before_cooperative(place: Place) -> None:
    made = place.wares().product("Kemeja", [Ware("A", {})])
    assert made.category is not None
    assert chosen(place) == Chosen()
    steps = [
        ("cooperative", "", "1"),
        ("type", made.product_type.id, "2"),
        ("category", made.category.id, "3"),
        ("product", made.id, "4"),
    ]
    for scope, ref, category in steps:
        place.choose(scope=scope, ref=ref, category_id=category)
        assert (chosen(place).category_id, chosen(place).category_scope) == (category, scope)
    place.choose(scope="category", ref=made.category.id, category_id="9")
    assert chosen(place).category_id == "4"


def test_each_thing_is_taken_from_the_narrowest_choice_that_has_it(place: Place) -> None:
    made = place.wares().product("Kemeja", [Ware("A", {})])
    wool = (AttributeValue(text="Wol"),)
    place.choose(couriers=("reg",), size=PackageSize(1, 2, 3), pre_order_days=7)
    place.choose(
        scope="product", ref=made.id, category_id=None, attributes={MATERIAL: wool}, pre_order_days=0
    )
    found = chosen(place)
    assert (found.category_id, found.category_scope) == (SHIRTS, "cooperative")
    assert found.attributes == {MATERIAL: wool}
    assert (found.couriers, found.size, found.pre_order_days) == (("reg",), PackageSize(1, 2, 3), 0)


def test_choosing_again_changes_only_what_is_named(place: Place) -> None:
    place.wares().product("Kemeja", [Ware("A", {})])
    place.choose(weight_grams=100, couriers=("reg",))
    place.choose(category_id=HATS, attributes={})
    found = chosen(place)
    assert (found.category_id, found.attributes) == (HATS, {MATERIAL: KATUN})
    assert found.weight_grams == 100
    place.choose(category_id="", attributes={MATERIAL: ()}, couriers=(), weight_grams=0)
    assert chosen(place) == Chosen()
    assert Choice.objects.count() == 1


def test_a_choice_holds_for_its_cooperative_and_marketplace_only(place: Place) -> None:
    place.wares("sumber").product("Kemeja", [Ware("A", {})])
    place.choose("melati")
    assert chosen(place, slug="sumber") == Chosen()
    Choice.objects.update(cooperative=place.cooperatives["sumber"], marketplace="tokopedia")
    assert chosen(place, slug="sumber") == Chosen()


def test_a_choice_says_whom_it_is_for(place: Place) -> None:
    with pytest.raises(IntegrityError):
        place.choose(scope="product", ref="")
