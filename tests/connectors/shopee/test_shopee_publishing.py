"""What is Shopee's own in making a listing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import pytest

from connectors.base.category import AttributeId, AttributeKind, CategoryId, CourierId
from connectors.base.draft import AttributeValue, Draft, DraftModel, ImageId, Tier
from connectors.base.errors import OutcomeUnknown, Rejected
from connectors.shopee.catalogue_wire import AttributeTreesWire
from connectors.shopee.categories import attribute
from connectors.shopee.product_body import new_item, page, variants
from connectors.shopee.simulator import ShopeeSimulator
from mappings.money import Rupiah
from mappings.words import ListingStatus
from tests.conftest import HandSetClock
from tests.contract.stall import Stall
from tests.contract.world import SHOP, World

DRAFT = Draft(
    title="Kemeja batik",
    description="Kemeja batik tulis dari Kenjeran",
    category_id=CategoryId("600022"),
    attributes=(
        (AttributeId("1"), (AttributeValue(choice_id="77"), AttributeValue(text="sendiri"))),
        (AttributeId("2"), (AttributeValue(number=Decimal("2.50"), unit="kg"),)),
        (AttributeId("3"), (AttributeValue(day=date(2027, 1, 2)),)),
    ),
    images=(ImageId("a"), ImageId("b")),
    weight_grams=350,
    models=(
        DraftModel("K-M-1", Rupiah(90_000), 3, ("M", "Merah"), image=ImageId("merah")),
        DraftModel("K-L-1", Rupiah(95_000), 4, ("L", "Merah"), "8994387541015"),
    ),
    tiers=(Tier("Ukuran", ("M", "L")), Tier("Warna", ("Merah",))),
    couriers=(CourierId("8003"),),
    pre_order_days=9,
)


@pytest.fixture
def stall(world: World, clock: HandSetClock) -> Stall:
    """The first shop's catalogue."""
    return Stall(world, clock)


def test_a_page_in_shopees_words() -> None:
    body = page(DRAFT, SHOP)
    assert body["weight"] == 0.35
    assert body["pre_order"] == {"is_pre_order": True, "days_to_ship": 9}
    assert body["logistic_info"] == [{"logistic_id": 8003, "enabled": True}]
    assert body["attribute_list"] == [
        {
            "attribute_id": 1,
            "attribute_value_list": [{"value_id": 77}, {"value_id": 0, "original_value_name": "sendiri"}],
        },
        {
            "attribute_id": 2,
            "attribute_value_list": [{"value_id": 0, "original_value_name": "2.50", "value_unit": "kg"}],
        },
        {
            "attribute_id": 3,
            "attribute_value_list": [{"value_id": 0, "original_value_name": "1798848000"}],
        },
    ]


def test_an_item_with_variants_is_made_hidden_with_the_first_ones_code() -> None:
    body = new_item(DRAFT, [{"stock": 3}], hidden=True, shop_id=SHOP)
    assert (body["item_status"], body["item_sku"], body["original_price"]) == ("UNLIST", "K-M-1", 90_000)
    assert "gtin_code" not in body


def test_variants_in_shopees_words() -> None:
    body = variants(DRAFT, "77", [[{"stock": 3}], [{"stock": 4}]], SHOP)
    assert body["standardise_tier_variation"] == [
        {
            "variation_id": 0,
            "variation_name": "Ukuran",
            "variation_option_list": [
                {"variation_option_id": 0, "variation_option_name": "M", "image_id": "merah"},
                {"variation_option_id": 0, "variation_option_name": "L"},
            ],
        },
        {
            "variation_id": 0,
            "variation_name": "Warna",
            "variation_option_list": [{"variation_option_id": 0, "variation_option_name": "Merah"}],
        },
    ]
    rows = cast(list[dict[str, object]], body["model"])
    assert [(row["tier_index"], row["gtin_code"]) for row in rows] == [
        ([0, 0], "00"),
        ([1, 0], "8994387541015"),
    ]


KINDS = [
    ({"input_type": 1}, [{"value_id": 1, "name": "a"}], AttributeKind.CHOICE, False),
    ({"input_type": 2}, [{"value_id": 1, "name": "a"}], AttributeKind.CHOICE, True),
    ({"input_type": 4}, [{"value_id": 1, "name": "a"}], AttributeKind.CHOICES, False),
    ({"input_type": 5}, [{"value_id": 1, "name": "a"}], AttributeKind.CHOICES, True),
    ({"input_type": 3, "input_validation_type": 1}, [], AttributeKind.NUMBER, True),
    ({"input_type": 3, "input_validation_type": 4}, [], AttributeKind.DATE, True),
    ({"input_type": 3, "input_validation_type": 2}, [], AttributeKind.TEXT, True),
    ({"input_type": 2}, [], AttributeKind.TEXT, True),
    ({"input_type": "new"}, [], AttributeKind.TEXT, True),
    (None, None, AttributeKind.TEXT, True),
]


@pytest.mark.parametrize(("info", "values", "kind", "free"), KINDS)
def test_how_an_attribute_is_filled_in(info: object, values: object, kind: AttributeKind, free: bool) -> None:
    row = {"attribute_id": 9, "name": "x", "attribute_info": info, "attribute_value_list": values}
    answer = AttributeTreesWire.model_validate({"list": [{"category_id": 1, "attribute_tree": [row]}]})
    found = attribute(answer.rows[0].attribute_tree[0])
    assert (found.kind, found.free) == (kind, free)


def test_variants_wait_until_the_item_has_settled(stall: Stall) -> None:
    draft = stall.draft()
    published = stall.catalogue.publish(draft, stall.key())
    assert published.finish_at == stall.world.now() + timedelta(seconds=6)
    with pytest.raises(OutcomeUnknown):
        stall.catalogue.finish(published.item_id, draft)
    assert stall.complete(published, draft).finish_at is None
    assert stall.status(published.item_id) is ListingStatus.LIVE


def test_a_half_made_listing_is_finished_and_not_made_again(stall: Stall) -> None:
    draft = stall.draft()
    published = stall.catalogue.publish(draft, stall.key())
    (half,) = stall.catalogue.find([model.sku for model in draft.models])
    assert (half.item_id, half.status) == (published.item_id, ListingStatus.HIDDEN)
    stall.clock.forward(10)
    done = stall.catalogue.finish(half.item_id, draft)
    assert len(done.models) == len(draft.models)


def test_sizes_and_colours_are_read_back_by_name(stall: Stall) -> None:
    draft = stall.draft(seed=3)
    published = stall.publish(draft)
    views = {view.sku: view.options for view in stall.views(published.item_id)}
    assert views == {model.sku: model.options for model in draft.models}


def test_a_shop_with_several_warehouses_keeps_new_goods_at_the_first(world: World, stall: Stall) -> None:
    sim = cast(ShopeeSimulator, world.sim)
    sim.locations.of_shop[SHOP] = ("IDSBY", "IDMLG")
    draft = stall.draft()
    published = stall.publish(draft)
    assert [view.stock for view in stall.views(published.item_id)] == [model.stock for model in draft.models]


def test_prices_may_differ_seven_times_and_no_more(stall: Stall) -> None:
    rules = stall.rules()
    draft = stall.draft(rules)
    cheap, *others = draft.models

    def dearest(price: int) -> Draft:
        return replace(draft, models=(cheap, *others[:-1], replace(others[-1], price=Rupiah(price))))

    assert stall.lacks(dearest(cheap.price * 7), rules) == ()
    too_dear = dearest(cheap.price * 7 + 1)
    assert [lack.key for lack in stall.lacks(too_dear, rules)] == ["ready.price_ratio"]
    with pytest.raises(Rejected) as caught:
        stall.publish(too_dear)
    assert caught.value.key == "shopee.price_ratio"


def test_a_courier_that_shopee_chooses_itself_is_not_offered(stall: Stall) -> None:
    couriers = {courier.courier_id: courier for courier in stall.catalogue.couriers()}
    assert "80031" not in couriers
    assert couriers[CourierId("8002")].weight_grams.most == 5_000
    assert not couriers[CourierId("8005")].enabled
