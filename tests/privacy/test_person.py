"""One person's orders are found by a number in any spelling, and nobody else's are."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from storefront_sync.privacy.person import NobodyNamed, find, same_phone, written_out
from tests.orders.whole_world import WholeWorld
from tests.privacy.sold import SITI, sold


@pytest.mark.parametrize(
    "spelling", ["081234567890", "+62 812 3456 7890", "62812-3456-7890", "(0812) 34567890"]
)
def test_a_number_is_the_same_in_any_spelling(spelling: str) -> None:
    assert same_phone(spelling) == "6281234567890"


@pytest.mark.parametrize("spelling", ["", "62******90", "0812", "tidak ada"])
def test_a_number_that_is_masked_or_short_is_nobodys(spelling: str) -> None:
    assert same_phone(spelling) == ""


def test_all_orders_of_the_number_are_found_oldest_first(whole: WholeWorld) -> None:
    first = sold(whole)
    sold(whole, replace(SITI, phone="0899 9999 9999"))
    second = sold(whole, replace(SITI, name="S. Rahayu", phone="+62 812 34567890"))
    sold(whole, replace(SITI, phone="62******90"))
    found = [each.order.pk for each in find(whole.cooperatives["sumber"], order=second.external_id)]
    assert found == [first.pk, second.pk]
    by_number = find(whole.cooperatives["sumber"], phone="0812 3456 7890")
    assert [each.order.pk for each in by_number] == found


def test_an_order_without_a_clear_number_is_found_alone(whole: WholeWorld) -> None:
    masked = sold(whole, replace(SITI, phone="62******90"))
    sold(whole, replace(SITI, phone="62******90"))
    found = find(whole.cooperatives["sumber"], order=masked.external_id)
    assert [each.order.pk for each in found] == [masked.pk]


def test_another_cooperatives_orders_of_the_same_person_arent_found(whole: WholeWorld) -> None:
    theirs = sold(whole, slug="melati")
    ours = sold(whole)
    found = find(whole.cooperatives["sumber"], phone=SITI.phone)
    assert [each.order.pk for each in found] == [ours.pk]
    with pytest.raises(NobodyNamed):
        find(whole.cooperatives["sumber"], order=theirs.external_id)


@pytest.mark.parametrize("named", [{}, {"phone": "0812"}, {"phone": "62******90"}, {"order": "nope"}])
def test_nobody_is_found_where_nobody_is_named(whole: WholeWorld, named: dict[str, str]) -> None:
    sold(whole, replace(SITI, phone=""))
    with pytest.raises(NobodyNamed):
        find(whole.cooperatives["sumber"], **named)  # type: ignore[arg-type]


def test_what_is_written_out_is_whole_and_json(whole: WholeWorld) -> None:
    order = sold(whole)
    told = json.loads(json.dumps(written_out(find(whole.cooperatives["sumber"], order=order.external_id))))
    (row,) = told["orders"]
    assert row["buyer"]["name"] == SITI.name
    assert row["buyer"]["street"] == SITI.street
    assert (row["order"], row["total"]) == (order.external_id, order.total)
    assert [line["quantity"] for line in row["lines"]] == [1]


def test_a_person_doesnt_show_in_a_repr(whole: WholeWorld) -> None:
    order = sold(whole)
    assert "Siti" not in repr(find(whole.cooperatives["sumber"], order=order.external_id))
