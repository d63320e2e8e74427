"""A list price is never below its floor and always ends as the rule says."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.money import Rupiah
from mappings.price import PriceRule, Rounding, list_price
from mappings.stock import Component

amounts = st.integers(0, 10**8).map(Rupiah)
roundings = st.sampled_from(
    [Rounding.parse(text) for text in ("none", "up_to:100", "up_to:500", "up_to:1000", "ending:900")]
)
rules = st.builds(
    PriceRule,
    markup_basis_points=st.integers(-5_000, 20_000),
    add=st.integers(-10_000, 50_000),
    rounding=roundings,
    floor=st.none() | amounts,
    pack_discount_basis_points=st.integers(0, 3_000),
)
packs = st.lists(
    st.builds(Component, variant_key=st.sampled_from("ab"), units=st.integers(1, 12)), min_size=1
)


@given(packs, amounts, amounts, rules)
def test_a_price_is_never_below_the_floor_and_ends_as_told(
    components: list[Component], first: Rupiah, second: Rupiah, rule: PriceRule
) -> None:
    price = list_price(components, {"a": first, "b": second}, rule).value
    assert price >= (rule.floor or 0)
    assert price % rule.rounding.step == rule.rounding.ending


@given(packs, amounts, rules, st.integers(0, 10**6))
def test_a_dearer_article_is_never_listed_cheaper(
    components: list[Component], amount: Rupiah, rule: PriceRule, more: int
) -> None:
    before = list_price(components, {"a": amount, "b": amount}, rule).value
    dearer = Rupiah(amount + more)
    assert list_price(components, {"a": dearer, "b": dearer}, rule).value >= before


@given(amounts, st.integers(-10_000, 20_000))
def test_a_markup_is_rounded_half_up_to_whole_rupiah(amount: Rupiah, markup: int) -> None:
    price = list_price([Component("a", 1)], {"a": amount}, PriceRule(markup_basis_points=markup)).value
    exact = Fraction(amount * (10_000 + markup), 10_000)
    assert price - Fraction(1, 2) <= exact < price + Fraction(1, 2)


@given(st.integers(0, 10**9), roundings)
def test_rounding_goes_up_and_by_less_than_one_step(amount: int, rounding: Rounding) -> None:
    assert 0 <= rounding.apply(amount) - amount < rounding.step
    assert rounding.apply(rounding.apply(amount)) == rounding.apply(amount)


@given(packs, amounts, rules)
def test_the_steps_end_at_the_price_and_are_json(
    components: list[Component], amount: Rupiah, rule: PriceRule
) -> None:
    price = list_price(components, {"a": amount, "b": amount}, rule)
    inputs = price.as_inputs()
    assert (inputs[-1]["key"], inputs[-1]["value"]) == ("price.shown", price.value)
    assert json.loads(json.dumps(inputs)) == inputs


def test_without_a_rule_a_pack_costs_the_sum_of_its_parts() -> None:
    bundle = [Component("kemeja", 1), Component("celana", 2)]
    prices = {"kemeja": Rupiah(78_000), "celana": Rupiah(92_000)}
    assert list_price(bundle, prices, PriceRule()).value == 262_000


def test_every_step_of_a_pack_is_explained() -> None:
    rule = PriceRule(
        markup_basis_points=250, add=1_000, rounding=Rounding.ending_in(900), pack_discount_basis_points=500
    )
    price = list_price([Component("keset", 12)], {"keset": Rupiah(22_000)}, rule)
    assert [(term.key, term.value) for term in price.terms] == [
        ("price.store", 264_000),
        ("price.pack_discount", 250_800),
        ("price.markup", 257_070),
        ("price.add", 258_070),
        ("price.rounding", 258_900),
        ("price.shown", 258_900),
    ]


def test_a_pack_discount_leaves_a_single_piece_alone() -> None:
    rule = PriceRule(pack_discount_basis_points=1_000)
    assert list_price([Component("a", 1)], {"a": Rupiah(10_000)}, rule).value == 10_000


def test_a_floor_between_two_endings_goes_up_to_the_next() -> None:
    rule = PriceRule(floor=Rupiah(12_950), rounding=Rounding.ending_in(900))
    assert list_price([Component("a", 1)], {"a": Rupiah(9_000)}, rule).value == 13_900


@pytest.mark.parametrize(
    "text", ["", "up", "up_to:", "up_to:0", "up_to:x", "ending:1000", "none:5", "ending:-1"]
)
def test_a_rounding_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="rounding"):
        Rounding.parse(text)


def test_an_impossible_price_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        list_price([Component("a", 1)], {"a": Rupiah(-1)}, PriceRule())
    with pytest.raises(ValueError, match="without components"):
        list_price([], {}, PriceRule())
    with pytest.raises(KeyError):
        list_price([Component("a", 1)], {}, PriceRule())
    with pytest.raises(ValueError, match="markup"):
        PriceRule(markup_basis_points=-10_001)
    with pytest.raises(ValueError, match="floor"):
        PriceRule(floor=Rupiah(-1))
