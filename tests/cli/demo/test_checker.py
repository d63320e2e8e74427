"""The checker sees each way of going wrong, and counts what it is told to count."""

import pytest

from storefront_sync.cli.demo.books import Call, StoreOrder
from storefront_sync.cli.demo.oracle import judge
from tests.cli.demo.checker_books import BUNDLE, PACK, SHOPEE, TOKOPEDIA, World


@pytest.fixture
def world() -> World:
    return World()


def settle_one_sale(world: World, wait: float = 0.5) -> None:
    """Somebody buys one piece on Shopee at 120; all siblings follow after `wait` seconds; it is imported."""
    world.sell(120.0, SHOPEE, "S1")
    world.show(120.0 + wait, TOKOPEDIA, 9)
    world.in_store(121.0, "R1", "A", 1, reference="shopee:S1")


def test_a_quiet_world_passes_with_nothing_to_do(world: World) -> None:
    verdict = judge(world.evidence())
    assert verdict.passed
    assert verdict.figures["listings"] == verdict.figures["listings_in_sync"] == 4
    assert verdict.figures["calls_minimum"] == 0


def test_an_imported_order_counts_once(world: World) -> None:
    settle_one_sale(world)
    verdict = judge(world.evidence())
    assert verdict.passed
    assert (verdict.figures["orders_placed"], verdict.figures["orders_imported"]) == (1, 1)
    assert (verdict.figures["calls"], verdict.figures["calls_minimum"]) == (1, 1)


def test_the_wait_is_from_the_order_to_the_last_sibling(world: World) -> None:
    settle_one_sale(world, wait=1.75)
    assert judge(world.evidence()).figures["p99_seconds"] == 1.75


def test_an_order_that_changes_nothing_elsewhere_is_no_wait(world: World) -> None:
    world.show(105.0, TOKOPEDIA, 5)
    settle_one_sale(world)
    assert judge(world.evidence()).figures["p50_seconds"] == 0


def test_a_listing_left_behind_fails(world: World) -> None:
    world.sell(120.0, SHOPEE, "S1")
    world.in_store(121.0, "R1", "A", 1, reference="shopee:S1")
    verdict = judge(world.evidence())
    assert not verdict.passed
    assert {(one.key, one.shown, one.wanted) for one in verdict.disagreements} == {(TOKOPEDIA, 10, 9)}


def test_a_wrong_price_fails(world: World) -> None:
    world.show(120.0, PACK, 14000, cause="edit", aspect="price")
    verdict = judge(world.evidence())
    assert [one.aspect for one in verdict.disagreements] == ["price"]
    assert verdict.figures["calls_minimum"] == 1


def test_a_pack_and_a_bundle_follow_their_scarcest_part(world: World) -> None:
    world.sell(120.0, BUNDLE, "S1", pieces=4)
    world.show(120.5, SHOPEE, 6)
    world.show(120.5, TOKOPEDIA, 6)
    world.show(120.5, PACK, 2)
    world.in_store(121.0, "R1", "A", 4, reference="shopee:S1")
    world.books.store_orders[-1] = StoreOrder(121.0, "R1", "shopee:S1", "UNFULFILLED", (("A", 4), ("B", 8)))
    assert judge(world.evidence()).passed


def test_an_order_nobody_knows_of_is_lost(world: World) -> None:
    settle_one_sale(world)
    world.books.store_orders.clear()
    assert judge(world.evidence()).lost == ("S1",)


@pytest.mark.parametrize("word", ["waiting", "short"])
def test_an_order_told_as_waiting_or_short_is_not_lost(world: World, word: str) -> None:
    settle_one_sale(world)
    world.books.store_orders.clear()
    getattr(world, word).add("S1")
    verdict = judge(world.evidence())
    assert verdict.passed
    assert verdict.figures[f"orders_{word}"] == 1


@pytest.mark.parametrize("state", ["unpaid", "cancelled"])
def test_an_order_unpaid_or_cancelled_need_not_be_in_the_store(world: World, state: str) -> None:
    world.sell(120.0, SHOPEE, "S1", state="unpaid")
    world.order_state(125.0, SHOPEE, "S1", 1, state)
    assert judge(world.evidence()).lost == ()


def test_a_draft_is_not_an_import(world: World) -> None:
    settle_one_sale(world)
    world.in_store(122.0, "R1", "A", 1, reference="shopee:S1", status="DRAFT")
    assert judge(world.evidence()).lost == ("S1",)


def test_an_order_twice_in_the_store_is_a_duplicate(world: World) -> None:
    settle_one_sale(world)
    world.in_store(122.0, "R2", "A", 1, reference="shopee:S1")
    assert judge(world.evidence()).duplicates == ("S1",)


def test_an_order_with_other_pieces_is_a_duplicate(world: World) -> None:
    settle_one_sale(world)
    world.in_store(122.0, "R1", "A", 2, reference="shopee:S1")
    assert judge(world.evidence()).duplicates == ("S1",)


@pytest.mark.parametrize(("total", "charged"), [(4000, 4000), (5000, 0), (5000, 10_000)])
def test_an_order_with_another_sum_or_charge_is_a_duplicate(world: World, total: int, charged: int) -> None:
    settle_one_sale(world)
    world.paid("S1", 5000)
    world.charged("R1", total, charged)
    assert judge(world.evidence()).duplicates == ("S1",)


def test_an_order_with_the_sum_that_was_paid_passes(world: World) -> None:
    settle_one_sale(world)
    world.paid("S1", 5000)
    world.charged("R1", 5000, 5000)
    assert judge(world.evidence()).passed


def test_a_cancelled_copy_needs_no_charge(world: World) -> None:
    settle_one_sale(world)
    world.paid("S1", 5000)
    world.order_state(130.0, SHOPEE, "S1", 1, "cancelled")
    world.show(130.1, SHOPEE, 10, "cancel")
    world.show(130.5, TOKOPEDIA, 10)
    world.in_store(131.0, "R1", "A", 1, reference="shopee:S1", status="CANCELED")
    world.charged("R1", 5000, 0)
    assert judge(world.evidence()).passed


def test_a_link_that_truth_contradicts_is_wrong(world: World) -> None:
    world.links[PACK] = {"A": 1}
    assert judge(world.evidence()).wrong_links == [PACK]


def test_a_listing_that_is_not_linked_is_not_judged(world: World) -> None:
    del world.links[TOKOPEDIA]
    world.sell(120.0, SHOPEE, "S1")
    world.in_store(121.0, "R1", "A", 1, reference="shopee:S1")
    verdict = judge(world.evidence())
    assert verdict.passed
    assert (verdict.figures["listings"], verdict.figures["unlinked"]) == (3, 1)


def test_a_hidden_listing_is_not_judged(world: World) -> None:
    world.hidden.add(TOKOPEDIA)
    world.sell(120.0, SHOPEE, "S1")
    world.in_store(121.0, "R1", "A", 1, reference="shopee:S1")
    assert judge(world.evidence()).passed


def test_the_last_pieces_sold_twice_are_oversold_and_explained(world: World) -> None:
    world.sell(120.0, SHOPEE, "S1", pieces=10)
    world.sell(120.4, TOKOPEDIA, "T1", pieces=3)
    beyond = judge(world.evidence()).oversold
    assert [(one.order_id, one.units, one.taken_by) for one in beyond] == [("T1", 3, "S1")]
    assert beyond[0].seconds == pytest.approx(0.4)


def test_a_store_order_takes_pieces_until_it_is_cancelled(world: World) -> None:
    world.in_store(120.0, "R9", "A", 10)
    for key, value in ((SHOPEE, 0), (TOKOPEDIA, 0), (PACK, 0), (BUNDLE, 0)):
        world.show(120.5, key, value)
    assert judge(world.evidence()).passed
    world.in_store(130.0, "R9", "A", 10, status="CANCELED")
    assert len(judge(world.evidence()).disagreements) == 4


def test_pieces_sent_out_leave_the_stock_on_hand_once(world: World) -> None:
    settle_one_sale(world)
    world.in_store(150.0, "R1", "A", 1, reference="shopee:S1", status="FULFILLED")
    world.free["A"] = 9
    assert judge(world.evidence()).passed


@pytest.mark.parametrize(
    "fault", ["throttled", "server_error", "timeout_after_apply", "ignored_write", "partial"]
)
def test_an_injected_fault_of_a_write_allows_one_more(world: World, fault: str) -> None:
    settle_one_sale(world)
    world.call(120.4, TOKOPEDIA, "stock", fault)
    figures = judge(world.evidence()).figures
    assert (figures["calls"], figures["calls_minimum"]) == (2, 2)


def test_reads_are_all_other_calls_and_loading_the_store_is_none(world: World) -> None:
    settle_one_sale(world)
    world.books.calls += [
        Call(50.0, "saleor", "ProductBulkCreate", "", True, "", ""),
        Call(121.0, "saleor", "DraftOrderCreate", "", True, "", ""),
        Call(121.0, "shopee", "get_order_list", "", False, "", ""),
    ]
    figures = judge(world.evidence()).figures
    assert (figures["calls"], figures["reads"]) == (1, 2)
