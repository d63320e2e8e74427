"""What a listing shows never promises more than there is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.policy import LastUnits, Policy, Shared, Split
from mappings.stock import Buffer, Component, StockRule, WarehouseCount, exposure, sellable

CHANNELS = ("store", "shopee-1", "tokopedia-1")
pieces = st.integers(-50, 100_000)
small = st.integers(0, 500)
policies: st.SearchStrategy[Policy] = st.one_of(
    st.just(Shared()),
    st.fixed_dictionaries({channel: st.integers(0, 9) for channel in CHANNELS}).map(Split.by),
    st.builds(LastUnits, threshold=st.integers(0, 30), channel=st.sampled_from(CHANNELS)),
)
rules = st.builds(
    StockRule,
    buffer=st.builds(Buffer, pieces=st.integers(0, 20), percent=st.integers(0, 100)),
    cap=st.none() | small,
    policy=policies,
)
bundles = st.lists(
    st.builds(Component, variant_key=st.sampled_from("abc"), units=st.integers(1, 24)), min_size=1, max_size=4
)
stocks = st.fixed_dictionaries(dict.fromkeys("abc", pieces))


@given(bundles, stocks, rules, st.sampled_from(CHANNELS))
def test_no_more_is_shown_than_can_be_packed(
    components: list[Component], stock: Mapping[str, int], rule: StockRule, channel: str
) -> None:
    shown = exposure(components, stock, rule, channel).value
    assert shown >= 0
    for variant in "abc":
        units = sum(component.units for component in components if component.variant_key == variant)
        assert shown * units <= max(stock[variant], 0)
    if rule.cap is not None:
        assert shown <= rule.cap


@given(st.integers(1, 24), pieces, small, policies.filter(lambda policy: not isinstance(policy, Split)))
def test_more_stock_never_shows_less(units: int, stock: int, more: int, policy: Policy) -> None:
    rule = StockRule(buffer=Buffer(pieces=2, percent=10), policy=policy)
    component = [Component("a", units)]
    for channel in CHANNELS:
        before = exposure(component, {"a": stock}, rule, channel).value
        assert exposure(component, {"a": stock + more}, rule, channel).value >= before


@given(stocks, st.fixed_dictionaries({channel: st.integers(1, 9) for channel in CHANNELS}))
def test_split_channels_show_together_what_there_is(
    stock: Mapping[str, int], weights: Mapping[str, int]
) -> None:
    rule = StockRule(policy=Split.by(weights))
    shown = [exposure([Component("a", 1)], stock, rule, channel).value for channel in CHANNELS]
    assert sum(shown) == max(stock["a"], 0)


@given(st.integers(0, 60), st.integers(0, 30))
def test_the_last_units_are_shown_on_one_channel_only(stock: int, threshold: int) -> None:
    rule = StockRule(policy=LastUnits(threshold, "store"))
    shown = {
        channel: exposure([Component("a", 1)], {"a": stock}, rule, channel).value for channel in CHANNELS
    }
    assert shown["store"] == stock
    assert shown["shopee-1"] == (stock if stock > threshold else 0)


@given(bundles, stocks, rules, st.sampled_from(CHANNELS))
def test_the_steps_end_at_the_number_and_are_json(
    components: list[Component], stock: Mapping[str, int], rule: StockRule, channel: str
) -> None:
    shown = exposure(components, stock, rule, channel)
    inputs = shown.as_inputs()
    assert inputs[-1] == {"key": "stock.shown", "value": shown.value, "subject": "", "numbers": {}}
    assert json.loads(json.dumps(inputs)) == inputs
    said = {str(step["subject"]): step["value"] for step in inputs if step["key"] == "stock.sellable"}
    assert said == {component.variant_key: stock[component.variant_key] for component in components}


def test_every_step_of_a_pack_is_explained() -> None:
    rule = StockRule(buffer=Buffer(pieces=3, percent=10), cap=4, policy=Split.by({"store": 1, "shopee-1": 1}))
    shown = exposure([Component("keset", 6)], {"keset": 71}, rule, "shopee-1")
    assert [(term.key, term.value) for term in shown.terms] == [
        ("stock.sellable", 71),
        ("stock.buffer", 63),
        ("stock.split", 32),
        ("stock.units", 5),
        ("stock.cap", 4),
        ("stock.shown", 4),
    ]


def test_a_campaigns_pieces_stay_although_there_are_fewer() -> None:
    shown = exposure([Component("a", 1)], {"a": 2}, StockRule(cap=1, campaign_floor=5), "shopee-1")
    assert shown.value == 5
    assert "stock.campaign_floor" in [term.key for term in shown.terms]


def test_what_can_be_made_is_added_and_capped() -> None:
    rule = StockRule(preorder_capacity=20, cap=22)
    assert exposure([Component("a", 1)], {"a": 0}, rule, "store").value == 20
    assert exposure([Component("a", 1)], {"a": 7}, rule, "store").value == 22


def test_one_variant_twice_in_a_bundle_counts_twice() -> None:
    twice = [Component("a", 1), Component("a", 2)]
    assert exposure(twice, {"a": 7}, StockRule(), "store").value == 2


def test_unknown_stock_is_not_zero() -> None:
    with pytest.raises(KeyError):
        exposure([Component("a", 1)], {}, StockRule(), "store")


def test_a_listing_without_components_has_no_number() -> None:
    with pytest.raises(ValueError, match="without components"):
        exposure([], {}, StockRule(), "store")


def test_promised_and_held_pieces_are_not_sellable() -> None:
    counts = [WarehouseCount(10, 3, 1), WarehouseCount(-2, 0, 0)]
    assert sellable(counts, held=2) == 2
    assert sellable(counts, held=9) == -5


@pytest.mark.parametrize(
    "make",
    [
        lambda: Component("a", 0),
        lambda: Buffer(pieces=-1),
        lambda: Buffer(percent=101),
        lambda: StockRule(cap=-1),
        lambda: Split.by({"store": -1}),
        lambda: Split((("store", 1), ("store", 2))),
        lambda: LastUnits(-1, "store"),
    ],
)
def test_an_impossible_rule_cannot_be_built(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"can't be|has one|at least|is a number"):
        make()
