"""The push: absolute values, orders first, acknowledged by revision."""

from connectors.base.simulator.faults import Faults
from mappings.words import Aspect
from storefront_sync.ledger import marks
from storefront_sync.ledger.models import PushedNumber, Verification
from storefront_sync.tenants.models import Shop
from tests.sync.world import World


def test_the_first_push_brings_stock_and_price_of_singles_and_packs_into_agreement(place: World) -> None:
    for key in ("shopee", "tokopedia"):
        place.drain("sumber", key)
        assert place.shown("sumber", key) == {
            "S": (12, 10_000),
            "M": (5, 10_000),
            "L": (0, 10_000),
            "pack": (2, 60_000),
        }
        assert place.marks("sumber", key) == 0


def test_one_item_is_one_call_however_many_of_its_models_changed(place: World) -> None:
    place.drain("sumber", "shopee")
    before = len(place.calls("shopee"))
    place.read("sumber", S=13, M=4, L=3)
    place.drain("sumber", "shopee")
    assert len(place.calls("shopee")) == before + 1  # the pack still shows 13 // 6 = 2: no call for it
    assert place.shown("sumber", "shopee")["L"] == (3, 10_000)


def test_a_value_that_buyers_see_already_is_not_sent_again(place: World) -> None:
    place.drain("sumber", "shopee")
    before = len(place.calls("shopee"))
    marks.mark([place.listing("sumber", "shopee", "S").pk], Aspect.STOCK, place.clock.now())
    place.drain("sumber", "shopee")
    assert len(place.calls("shopee")) == before
    assert place.marks("sumber", "shopee") == 0


def test_a_cooperatives_stock_never_shows_in_anothers_shop(place: World) -> None:
    place.drain("sumber", "shopee")
    place.drain("melati", "shopee")
    place.read("sumber", S=1, M=1, L=1)
    place.drain("sumber", "shopee")
    place.drain("melati", "shopee")
    assert place.shown("melati", "shopee")["S"] == (12, 10_000)
    assert place.shown("sumber", "shopee")["S"] == (1, 10_000)


def test_every_pushed_number_is_kept_with_its_inputs(place: World) -> None:
    place.drain("sumber", "shopee")
    pushed = PushedNumber.objects.get(listing=place.listing("sumber", "shopee", "pack"), aspect="stock")
    assert pushed.outcome == PushedNumber.Outcome.APPLIED
    assert pushed.value == 2
    assert pushed.inputs["variants"][str(place.variant("sumber", "S").pk)]["available"] == 12
    assert [term["key"] for term in pushed.inputs["terms"]][-1] == "stock.shown"


def test_one_refused_row_neither_blocks_nor_acknowledges_the_others(place: World) -> None:
    place.simulators["shopee"].set_faults(Faults(partial_rate=1.0))
    place.drain("sumber", "shopee")
    shown = place.shown("sumber", "shopee")
    right = {"S": 12, "M": 5, "L": 0}
    rejected = PushedNumber.objects.filter(outcome=PushedNumber.Outcome.REJECTED, aspect="stock")
    assert rejected.count() == 1
    name = rejected.get().listing.options[0]
    assert all(shown[other][0] == right[other] for other in right if other != name)
    assert place.marks("sumber", "shopee") >= 1
    place.simulators["shopee"].set_faults(Faults())
    place.clock.forward(10)
    place.drain("sumber", "shopee")
    assert {k: v[0] for k, v in place.shown("sumber", "shopee").items()} == right | {"pack": 2}
    assert place.marks("sumber", "shopee") == 0


def test_a_write_without_an_answer_is_read_back_before_anything_is_written_again(place: World) -> None:
    place.drain("sumber", "shopee")
    place.read("sumber", S=11)
    place.simulators["shopee"].set_faults(Faults(drop_connection_rate=1.0))
    place.drain("sumber", "shopee")
    place.simulators["shopee"].set_faults(Faults())
    place.clock.forward(5)
    place.drain("sumber", "shopee")
    assert place.shown("sumber", "shopee")["S"][0] == 11
    place.clock.forward(60)
    place.drain("sumber", "shopee")
    assert not Verification.objects.filter(shop=place.shops["sumber", "shopee"]).exists()


def test_a_refused_call_budget_pauses_and_goes_on_by_itself(place: World) -> None:
    place.simulators["shopee"].set_faults(Faults(calls_per_second=1, burst=2))
    for _ in range(40):
        place.drain("sumber", "shopee")
        place.clock.forward(2)
    assert place.shown("sumber", "shopee")["S"] == (12, 10_000)
    assert place.marks("sumber", "shopee") == 0


def test_a_shop_that_fails_is_paused_told_and_comes_back_by_itself(place: World) -> None:
    place.simulators["shopee"].set_faults(Faults(server_error_rate=1.0))
    for _ in range(4):
        place.drain("sumber", "shopee")
    shop = Shop.objects.get(pk=place.shops["sumber", "shopee"].pk)
    assert shop.not_before is not None
    assert shop.problem_set.filter(closed_at=None).exists()
    place.simulators["shopee"].set_faults(Faults())
    place.clock.forward(600)
    place.drain("sumber", "shopee")
    assert place.shown("sumber", "shopee")["S"] == (12, 10_000)
    assert not shop.problem_set.filter(closed_at=None, subject="shop").exists()
