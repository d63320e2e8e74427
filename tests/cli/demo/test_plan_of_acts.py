"""The shoppers' plan: the same for a seed, as busy as promised, and never without end."""

from itertools import pairwise

import pytest

from storefront_sync.cli.demo.acts import Demand, Kind, plan

SECONDS = 45.0


def test_the_same_seed_is_the_same_plan() -> None:
    assert plan(7, SECONDS, 2) == plan(7, SECONDS, 2)
    assert plan(7, SECONDS, 2) != plan(8, SECONDS, 2)


@pytest.mark.parametrize("seed", range(1, 21))
def test_forty_five_seconds_bring_enough_marketplace_orders(seed: int) -> None:
    orders = [act for act in plan(seed, SECONDS, 2) if act.kind is Kind.MARKET_ORDER]
    assert 125 <= len(orders) <= 240
    assert {act.channel for act in orders} == {0, 1}


def test_every_act_is_within_the_time_and_in_order() -> None:
    acts = plan(3, SECONDS, 2)
    assert all(0 < act.at < SECONDS for act in acts)
    assert all(one.at <= other.at for one, other in pairwise(acts))


def test_an_unpaid_order_is_paid_or_cancelled_later() -> None:
    for act in plan(5, 300.0, 2):
        if not act.paid:
            assert (act.pays_after is None) != (act.cancels_after is None)


def test_some_pay_later_and_some_regret_it() -> None:
    orders = [act for act in plan(2, 120.0, 2) if act.kind is Kind.MARKET_ORDER]
    assert any(act.pays_after for act in orders)
    assert any(act.cancels_after and act.paid for act in orders)
    assert any(act.cancels_after and not act.paid for act in orders)


def test_orders_have_one_to_three_lines_of_one_or_two_pieces() -> None:
    for act in plan(9, 300.0, 2):
        assert 1 <= len(act.picks) == len(act.pieces) <= 3
        assert set(act.pieces) <= {1, 2}


def test_demand_is_skewed_but_leaves_nothing_out() -> None:
    goods = [f"sku-{number}" for number in range(50)]
    demand = Demand(4, goods)
    picked = [demand.pick((number + 0.5) / 5000, goods) for number in range(5000)]
    counts = sorted((picked.count(name) for name in goods), reverse=True)
    assert counts[-1] > 0
    assert 1.5 < counts[0] / counts[-1] < 6


def test_rare_goods_are_seldom_asked_for() -> None:
    goods = ["common", "rare"]
    demand = Demand(4, goods, frozenset({"rare"}))
    assert sum(demand.pick((number + 0.5) / 100, goods) == "rare" for number in range(100)) < 10
