"""A buyer is erased here and in Saleor, once, whatever breaks on the way; and never comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from connectors.base.simulator.orders import Step
from connectors.base.types import BuyerView
from mappings.words import OrderState
from storefront_sync.ledger.leases import lease
from storefront_sync.orders.models import Order
from storefront_sync.privacy.erase import erase, erase_old, forget_proofs
from storefront_sync.privacy.in_saleor import REFUSED, due
from storefront_sync.privacy.models import Erasure
from storefront_sync.saleor.buyer_address import ASIDE_NAMES, buyer_address
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused, SaleorError, SaleorTransient
from storefront_sync.tenants.models import Problem
from tests.orders.whole_world import WholeWorld
from tests.privacy.sold import SITI, WORDS, ended, followed, kept_in_saleor, sold

KEEP = timedelta(days=90)


def erased(whole: WholeWorld, *orders: Order, slug: str = "sumber") -> int:
    """On the buyer's word."""
    pks = [order.pk for order in orders]
    return erase(whole.cooperatives[slug], pks, Erasure.Why.PERSON, "cli", whole.clock.now())


def test_a_buyer_is_gone_here_and_in_saleor_and_the_order_stays(whole: WholeWorld) -> None:
    order = sold(whole)
    before = kept_in_saleor(whole, order)
    assert all(word in before for word in ("Siti", "Rahayu", "Kenanga", "6012x")), before
    assert erased(whole, order) == 1
    assert followed(whole).erased == 1
    kept = kept_in_saleor(whole, order)
    assert [word for word in WORDS if word in kept] == []
    again = Order.objects.get(pk=order.pk)
    assert (again.buyer_encrypted, again.total) == ("", order.total)
    (row,) = whole.in_saleor(order)
    assert row["status"] == "UNFULFILLED"


def test_the_order_still_goes_through_saleor_after_it(whole: WholeWorld) -> None:
    order = sold(whole)
    erased(whole, order)
    followed(whole)
    whole.simulators["shopee"].step_order(order.external_id, Step.CANCEL)
    whole.everything("sumber")
    (row,) = whole.in_saleor(order)
    assert row["status"] == "CANCELED"


def test_a_draft_is_erased_too(whole: WholeWorld) -> None:
    whole.staff_sets("sumber", "S", 0)
    order = sold(whole)
    (row,) = whole.in_saleor(order)
    assert row["status"] == "DRAFT"
    erased(whole, order)
    assert followed(whole).erased == 1
    kept = kept_in_saleor(whole, order)
    assert [word for word in WORDS if word in kept] == []


def test_the_proof_says_who_when_and_which_order_and_nothing_of_the_buyer(whole: WholeWorld) -> None:
    order = sold(whole)
    erased(whole, order)
    followed(whole)
    (row,) = Erasure.objects.all()
    assert (row.why, row.by, row.was_in_saleor) == ("person", "cli", True)
    assert row.reference.endswith(order.external_id)
    assert row.in_saleor_at is not None
    told = repr([getattr(row, field.name) for field in Erasure._meta.get_fields()])
    assert [word for word in WORDS if word in told] == []


def test_a_later_reading_of_the_marketplace_brings_nobody_back(whole: WholeWorld) -> None:
    order = sold(whole)
    erased(whole, order)
    whole.simulators["shopee"].step_order(order.external_id, Step.SHIP)
    whole.clock.forward(5)
    whole.drain("sumber", "shopee")
    again = Order.objects.get(pk=order.pk)
    assert (again.state, again.buyer_encrypted) == (OrderState.SHIPPED.value, "")


def test_an_order_that_comes_into_saleor_later_comes_without_its_buyer(whole: WholeWorld) -> None:
    order = sold(whole, settled=False)
    erased(whole, order)
    followed(whole)
    assert not Erasure.objects.get().was_in_saleor
    whole.settle("sumber")
    kept = kept_in_saleor(whole, order)
    assert [word for word in WORDS if word in kept] == []


def test_an_order_that_is_being_imported_at_this_moment_is_waited_for(whole: WholeWorld) -> None:
    order = sold(whole, settled=False)
    erased(whole, order)
    with lease(f"order:{order.pk}", whole.clock.now, 30):
        assert followed(whole).erased == 0
    assert not due(whole.clock.now()).exists()
    whole.clock.forward(31)
    assert followed(whole).erased == 1


def test_erasing_twice_is_one_erasure(whole: WholeWorld) -> None:
    order = sold(whole)
    assert erased(whole, order) == 1
    assert erased(whole, order) == 0
    followed(whole)
    assert Erasure.objects.count() == 1
    assert followed(whole).erased == 0


def test_only_orders_are_locked_so_that_a_shops_own_work_goes_on(whole: WholeWorld) -> None:
    order = sold(whole)
    with CaptureQueriesContext(connection) as asked:
        erased(whole, order)
    locking = [row["sql"] for row in asked.captured_queries if "FOR UPDATE" in row["sql"]]
    assert locking
    assert all(sql.endswith('FOR UPDATE OF "orders_order"') for sql in locking)


def test_another_cooperatives_order_is_not_erased(whole: WholeWorld) -> None:
    theirs = sold(whole, slug="melati")
    assert erased(whole, theirs) == 0
    assert Order.objects.get(pk=theirs.pk).buyer_encrypted
    assert not Erasure.objects.exists()


class Away(SaleorClient):
    """A Saleor that fails where buyers are erased."""

    def __init__(self, whole: WholeWorld, error: SaleorError, *, after: bool = False) -> None:
        given = whole.saleor.world.credentials()
        super().__init__(str(given["api_url"]), str(given["app_token"]))
        self._error, self._after = error, after

    def erase_buyer(self, order_id: str, postcode_mark: str, *, draft: bool) -> None:
        """Fail, before it is done or `after`."""
        if self._after:
            super().erase_buyer(order_id, postcode_mark, draft=draft)
        raise self._error


def test_an_answer_that_is_lost_is_asked_for_again(whole: WholeWorld) -> None:
    order = sold(whole)
    erased(whole, order)
    lost = Away(whole, SaleorTransient("saleor.unreachable"), after=True)
    assert followed(whole, client=lost).erased == 0
    whole.clock.forward(120)
    assert followed(whole).erased == 1
    assert Erasure.objects.get().was_in_saleor


def test_a_refusal_is_told_holds_up_no_other_and_ends_by_itself(whole: WholeWorld) -> None:
    orders = [sold(whole), sold(whole)]
    erased(whole, *orders)
    followed(whole, client=Away(whole, MutationRefused("id", "INVALID", "Siti Rahayu")))
    told = Problem.objects.filter(key=REFUSED, closed_at=None)
    assert told.count() == 2
    assert "Siti" not in repr(list(told.values()))
    whole.clock.forward(120)
    assert followed(whole).erased == 2
    assert not Problem.objects.filter(key=REFUSED, closed_at=None).exists()


def test_a_saleor_that_is_away_is_told_of_only_when_it_stays_away(whole: WholeWorld) -> None:
    erased(whole, sold(whole))
    away = Away(whole, SaleorTransient("saleor.unreachable"))
    told = []
    for _ in range(4):
        followed(whole, client=away)
        told.append(Problem.objects.filter(key=REFUSED, closed_at=None).exists())
        whole.clock.forward(3600)
    assert told == [False, False, True, True]


@pytest.mark.parametrize("state", [OrderState.COMPLETED, OrderState.CANCELLED, OrderState.RETURNED])
def test_after_its_time_an_ended_order_loses_its_buyer(whole: WholeWorld, state: OrderState) -> None:
    old, young, going_on = sold(whole), sold(whole), sold(whole)
    ended(whole, old, 91, state)
    ended(whole, young, 89, state)
    ended(whole, going_on, 900, OrderState.SHIPPED)
    assert erase_old(whole.clock.now(), KEEP) == 1
    kept = {row.pk: row.buyer_encrypted for row in Order.objects.all()}
    assert kept[old.pk] == ""
    assert kept[young.pk]
    assert kept[going_on.pk]
    assert Erasure.objects.get().why == Erasure.Why.TIME


def test_what_an_older_version_erased_here_only_is_erased_in_saleor_too(whole: WholeWorld) -> None:
    order = ended(whole, sold(whole), 200)
    Order.objects.filter(pk=order.pk).update(buyer_encrypted="")
    assert erase_old(whole.clock.now(), KEEP) == 1
    followed(whole)
    kept = kept_in_saleor(whole, order)
    assert [word for word in WORDS if word in kept] == []


def test_of_an_order_without_any_buyer_there_is_nothing_to_prove(whole: WholeWorld) -> None:
    order = ended(whole, sold(whole, settled=False), 200, OrderState.CANCELLED)
    Order.objects.filter(pk=order.pk).update(buyer_encrypted="")
    assert erase_old(whole.clock.now(), KEEP) == 0


def test_an_erasure_is_followed_after_our_own_row_is_gone(whole: WholeWorld) -> None:
    order = sold(whole)
    erased(whole, order)
    Order.objects.filter(pk=order.pk).delete()
    assert followed(whole).erased == 1
    kept = kept_in_saleor(whole, order)
    assert [word for word in WORDS if word in kept] == []


def test_a_proof_is_kept_for_its_time_and_longer_while_saleor_hasnt_followed(whole: WholeWorld) -> None:
    done, waiting = sold(whole), sold(whole)
    erased(whole, done)
    followed(whole)
    erased(whole, waiting)
    Erasure.objects.update(erased_at=whole.clock.now() - timedelta(days=400))
    assert forget_proofs(whole.clock.now(), timedelta(days=500)) == 0
    assert forget_proofs(whole.clock.now(), timedelta(days=399)) == 1
    assert Erasure.objects.get().reference.endswith(waiting.external_id)


TEXT = st.text(max_size=600)


@given(buyer=st.builds(BuyerView, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT), refused=st.text(max_size=20))
def test_whatever_is_kept_aside_has_a_name_that_is_erased(buyer: BuyerView, refused: str) -> None:
    made = buyer_address(buyer)
    assert set(made.aside) <= set(ASIDE_NAMES)
    for field in ("phone", "postalCode", "city", "firstName", "lastName", "streetAddress2", refused):
        assert set(made.without(field).aside) <= set(ASIDE_NAMES)


def test_the_buyer_of_these_tests_is_seen_by_them() -> None:
    assert SITI.name
    assert buyer_address(SITI).aside
