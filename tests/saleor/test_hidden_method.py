"""Set-up takes the free method of imported orders out of shoppers' reach, in shops of any age."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from storefront_sync.saleor.postcode_mark import GUESSABLE, mark_of, marked, new_mark
from storefront_sync.saleor.setup.blueprint import Blueprint
from storefront_sync.saleor.setup.blueprint_file import default_blueprint, write_blueprint
from storefront_sync.saleor.setup.export import export_blueprint
from storefront_sync.saleor.setup.outcome import Outcome, Step
from storefront_sync.saleor.setup.run import SetUp, set_up
from storefront_sync.saleor.simulator.state.places import PostcodeRule, ShippingMethod, ShippingZone
from tests.conftest import HandSetClock
from tests.saleor.empty import EmptySaleor
from tests.saleor.goods.checkouts import offers

BLUEPRINT = default_blueprint()


@pytest.fixture
def saleor(clock: HandSetClock) -> Iterator[EmptySaleor]:
    made = EmptySaleor.start(clock)
    yield made
    made.simulator.stop()


@pytest.fixture
def shop(saleor: EmptySaleor) -> SetUp:
    """A shop that was just set up."""
    return set_up(saleor.staff(), BLUEPRINT)


def method_of(saleor: EmptySaleor) -> ShippingMethod:
    """The method of imported orders."""
    (method,) = (
        method
        for zone in saleor.simulator.store.zones
        for method in zone.methods
        if method.name == "Marketplace"
    )
    return method


def zone_of(saleor: EmptySaleor) -> ShippingZone:
    """The shoppers' zone."""
    return next(zone for zone in saleor.simulator.store.zones if zone.warehouses)


def make_old(saleor: EmptySaleor, *rules: tuple[str, str]) -> None:
    """As shops were before: the method in the shoppers' zone, and its zone not there."""
    store, method = saleor.simulator.store, method_of(saleor)
    store.zones.remove(method.zone)
    method.zone = zone_of(saleor)
    method.zone.methods.append(method)
    method.postal_code_rules = [
        PostcodeRule(
            *store.stamp("ShippingMethodPostalCodeRule"), start=first, end=last, inclusion_type="INCLUDE"
        )
        for first, last in rules
    ]


def of_shipping(done: SetUp) -> list[Step]:
    """What became of zones and methods, without what stayed."""
    return [
        step for step in done.steps if step.kind in ("zone", "method") and step.outcome is not Outcome.SAME
    ]


@pytest.mark.parametrize("rules", [(("MP", "MP~"),), (), (("MPA", "MPZ"), ("MP", "MP~"))])
def test_an_older_shops_method_gets_a_mark_and_moves_away_from_the_warehouses(
    saleor: EmptySaleor, shop: SetUp, rules: tuple[tuple[str, str], ...]
) -> None:
    make_old(saleor, *rules)
    again = set_up(saleor.staff(), BLUEPRINT)
    assert again.shop.shipping_method_id == shop.shop.shipping_method_id
    assert [(step.kind, step.outcome) for step in of_shipping(again)] == [
        ("zone", Outcome.MADE),
        ("method", Outcome.CHANGED),
    ]
    method = method_of(saleor)
    assert method.zone.warehouses == []
    (rule,) = method.postal_code_rules
    assert mark_of(rule.start, rule.end or "") == again.shop.postcode_mark != shop.shop.postcode_mark
    assert "Marketplace" not in offers(saleor, "60126")[0]
    third = set_up(saleor.staff(), BLUEPRINT)
    assert (of_shipping(third), third.shop) == ([], again.shop)


def test_a_mark_that_shoppers_could_read_is_renewed(saleor: EmptySaleor, shop: SetUp) -> None:
    method_of(saleor).zone.warehouses.append(saleor.simulator.store.warehouses[0])
    again = set_up(saleor.staff(), BLUEPRINT)
    assert [(step.kind, step.outcome) for step in of_shipping(again)] == [
        ("zone", Outcome.CHANGED),
        ("method", Outcome.CHANGED),
    ]
    assert method_of(saleor).zone.warehouses == []
    assert again.shop.postcode_mark not in ("", shop.shop.postcode_mark)
    assert of_shipping(set_up(saleor.staff(), BLUEPRINT)) == []


def test_postcodes_that_staff_gave_it_are_told_and_written_over_only_when_forced(
    saleor: EmptySaleor, shop: SetUp
) -> None:
    rule = method_of(saleor).postal_code_rules[0]
    rule.start, rule.end = "80000", "80999"
    told = set_up(saleor.staff(), BLUEPRINT)
    assert [(step.kind, step.outcome) for step in of_shipping(told)] == [("method", Outcome.DIFFERS)]
    assert (rule.start, told.shop.postcode_mark) == ("80000", "")
    assert set_up(saleor.staff(), BLUEPRINT, force=True).shop.postcode_mark != ""
    assert of_shipping(set_up(saleor.staff(), BLUEPRINT)) == []


def test_a_method_that_another_channel_offers_is_let_be(saleor: EmptySaleor, shop: SetUp) -> None:
    other = set_up(saleor.staff(), Blueprint.model_validate(_renamed())).shop
    theirs = saleor.simulator.store.shipping_methods[other.shipping_method_id]
    mine = saleor.simulator.store.shipping_methods[shop.shop.shipping_method_id]
    mine.listings |= theirs.listings
    again = set_up(saleor.staff(), BLUEPRINT).shop
    assert again.shipping_method_id != shop.shop.shipping_method_id
    assert mine.postal_code_rules[0].start == shop.shop.postcode_mark


def _renamed() -> dict[str, object]:
    data = BLUEPRINT.model_dump(mode="json")
    data["cooperative"]["slug"] = data["channel"]["slug"] = data["warehouses"][0]["slug"] = "lain"
    data["shipping"][0] |= {"name": "Indonesia – lain", "warehouses": ["lain"]}
    data["shipping"][1]["name"] = "Marketplace – lain"
    return data


def test_a_blueprint_of_before_makes_the_same_shop(saleor: EmptySaleor) -> None:
    data = BLUEPRINT.model_dump(mode="json")
    data["shipping"][0]["methods"] += data["shipping"].pop()["methods"]
    before = Blueprint.model_validate(data)
    made = set_up(saleor.staff(), before)
    assert method_of(saleor).zone.warehouses == []
    assert of_shipping(set_up(saleor.staff(), before)) == []
    exported = export_blueprint(saleor.staff(), BLUEPRINT.channel.slug, BLUEPRINT.cooperative)
    assert of_shipping(set_up(saleor.staff(), exported)) == []
    assert made.shop == set_up(saleor.staff(), exported).shop


def test_the_mark_is_in_no_blueprint_and_no_report(saleor: EmptySaleor, shop: SetUp) -> None:
    exported = export_blueprint(saleor.staff(), BLUEPRINT.channel.slug, BLUEPRINT.cooperative)
    assert shop.shop.postcode_mark not in write_blueprint(exported)
    assert shop.shop.postcode_mark not in repr(shop)


def test_a_mark_is_random_and_fits_before_a_postcode() -> None:
    rng = random.Random(1)
    marks = {new_mark(rng.choice) for _ in range(1000)}
    assert len(marks) == 1000
    for mark in marks:
        assert len(marked(mark, "60126")) == 16
        assert mark_of(mark, f"{mark}~") == mark
        assert not set(mark[2:]) & set("01ILOU")
    assert new_mark() != new_mark()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("MP", "MP~"),
        ("MP23456789", "MP2345678A~"),
        ("MP1234567O", "MP1234567O~"),
        ("60126", "60129"),
        ("", ""),
    ],
)
def test_no_other_range_of_postcodes_counts_as_a_mark(first: str, last: str) -> None:
    assert mark_of(first, last) == ""


def test_without_a_mark_the_old_one_goes_on() -> None:
    assert marked("", "60126") == f"{GUESSABLE} 60126"
    assert marked("MP23456789", "") == "MP23456789"
