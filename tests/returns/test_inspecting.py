"""Staff say how pieces were found, each piece once; only the good go back into stock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base.simulator.returned import ReturnStep
from storefront_sync.catalog.models import Listing
from storefront_sync.returns.inspect import InspectionRefused, inspect
from storefront_sync.returns.models import Inspection, Restock, Return, ReturnLine
from storefront_sync.returns.overdue import tell_overdue
from storefront_sync.returns.pieces import Looked, looked_at
from tests.returns.desk import SLUG, Desk

GOOD = Looked(good=1)


def refused(counter: Desk, returned: Return, *found: tuple[str, Looked], **more: object) -> str:
    """The key of the refusal; nothing is stored."""
    before = Inspection.objects.count(), Restock.objects.count()
    with pytest.raises(InspectionRefused) as caught:
        counter.inspect(returned, *found, **more)
    assert (Inspection.objects.count(), Restock.objects.count()) == before
    return caught.value.key


def test_only_what_is_found_good_goes_back(place: Desk) -> None:
    returned = place.give_back(place.sell(("S", 3), ("M", 2)))
    place.inspect(returned, ("S", Looked(good=1, damaged=1, lost=1)), ("M", Looked(damaged=2)))
    row = Restock.objects.get()
    assert (row.variant, row.pieces) == (place.world.variant(SLUG, "S"), 1)
    returned.refresh_from_db()
    assert returned.inspected_at is not None


def test_it_may_be_done_in_parts_but_never_twice_for_a_piece(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 3)))
    counter.inspect(returned, ("S", Looked(good=2)))
    returned.refresh_from_db()
    assert returned.inspected_at is None
    assert refused(counter, returned, ("S", Looked(good=2))) == "return.too_many_pieces"
    counter.inspect(returned, ("S", Looked(damaged=1)))
    assert refused(counter, returned, ("S", GOOD)) == "return.too_many_pieces"
    returned.refresh_from_db()
    assert returned.inspected_at is not None


def test_where_a_part_comes_back_that_part_is_the_most(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 3)), {0: 1})
    assert refused(counter, returned, ("S", Looked(good=2))) == "return.too_many_pieces"
    counter.inspect(returned, ("S", GOOD))


def test_where_the_lines_are_not_said_the_order_is_the_most_for_all_its_returns(counter: Desk) -> None:
    order_id = counter.sell(("S", 2))
    first = counter.give_back(order_id, {0: 1})
    second = counter.give_back(order_id, {0: 1})
    ReturnLine.objects.all().delete()
    counter.inspect(first, ("S", Looked(good=2)))
    assert refused(counter, second, ("S", GOOD)) == "return.too_many_pieces"


def test_a_mistake_is_put_right_by_another_inspection_and_both_stay(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 2)))
    counter.inspect(returned, ("S", Looked(good=2)))
    counter.inspect(returned, ("S", Looked(good=-1, damaged=1)))
    key = counter.line(returned, "S")
    assert looked_at([returned.pk]) == {key: Looked(good=1, damaged=1)}
    assert [row.pieces for row in Restock.objects.order_by("pk")] == [2, -1]
    assert refused(counter, returned, ("S", Looked(good=-2, damaged=2))) == "return.below_zero"


def test_a_correction_takes_back_what_was_given_though_the_link_changed_since(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("pack", 1)))
    counter.inspect(returned, ("pack", GOOD))
    Listing.objects.filter(title__contains="isi 6").update(link=Listing.Link.IGNORED)
    counter.inspect(returned, ("pack", Looked(good=-1, lost=1)))
    assert [row.pieces for row in Restock.objects.order_by("pk")] == [6, -6]


def test_a_pack_comes_back_as_its_pieces(counter: Desk) -> None:
    counter.inspect(counter.give_back(counter.sell(("pack", 1))), ("pack", GOOD))
    row = Restock.objects.get()
    assert (row.variant, row.pieces) == (counter.world.variant(SLUG, "S"), 6)


def test_what_is_only_asked_for_or_came_to_nothing_is_not_here(counter: Desk) -> None:
    order_id = counter.sell(("S", 2))
    asked = counter.give_back(order_id, {0: 1}, until=())
    withdrawn = counter.give_back(order_id, {0: 1}, until=(ReturnStep.WITHDRAW,))
    for returned in (asked, withdrawn):
        assert refused(counter, returned, ("S", GOOD)) == "return.not_on_its_way"


def test_a_refund_without_goods_brings_none(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 1)), goods_back=False, until=(ReturnStep.ACCEPT,))
    assert refused(counter, returned, ("S", GOOD)) == "return.no_goods"


def test_goods_of_an_order_that_we_dont_know_cant_be_put_back(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 1), known=False))
    key = returned.lines.get().line_key
    from_nowhere = {key: GOOD}
    with pytest.raises(InspectionRefused) as caught:
        inspect_raw(counter, returned, from_nowhere)
    assert caught.value.key == "return.order_unknown"


def inspect_raw(counter: Desk, returned: Return, found: dict[str, Looked], **more: object) -> None:
    """By line key."""
    now = counter.world.clock.now()
    inspect(counter.cooperative, returned.pk, found, "staff", now, **more)  # type: ignore[arg-type]


def test_goods_without_a_link_wait_for_it_but_broken_ones_dont(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 2)))
    Listing.objects.update(link=Listing.Link.UNMAPPED)
    assert refused(counter, returned, ("S", GOOD)) == "return.not_linked"
    counter.inspect(returned, ("S", Looked(damaged=1)))


def test_nonsense_is_refused_by_name(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 2)))
    assert refused(counter, returned) == "return.nothing_found"
    assert refused(counter, returned, ("S", Looked())) == "return.nothing_found"
    assert refused(counter, returned, ("S", GOOD), warehouse_id="another's") == "return.unknown_warehouse"
    assert refused(counter, returned, ("S", Looked(good=10**12))) == "return.too_many_pieces"
    counter.inspect(returned, ("S", GOOD), seen=0)
    assert refused(counter, returned, ("S", GOOD), seen=0) == "return.looked_at_meanwhile"
    with pytest.raises(InspectionRefused):
        inspect_raw(counter, returned, {"no such line": GOOD})
    returned.pk += 1000
    with pytest.raises(InspectionRefused):
        inspect_raw(counter, returned, {"any": GOOD})


def test_goods_that_nobody_looks_at_are_told_until_somebody_does(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 2)))
    week = timedelta(days=7)
    now = counter.world.clock.now
    assert tell_overdue(counter.shop, week, now()) == 0
    assert counter.told(returned) == []
    counter.world.clock.forward(week.total_seconds() + 60)
    assert tell_overdue(counter.shop, week, now()) == 1
    assert counter.told(returned) == ["return.overdue"]
    counter.inspect(returned, ("S", GOOD))
    assert counter.told(returned) == ["return.overdue"]
    counter.inspect(returned, ("S", Looked(lost=1)))
    assert counter.told(returned) == []
    assert tell_overdue(counter.shop, week, now()) == 0


def test_goods_that_are_not_coming_any_more_are_not_missed(counter: Desk) -> None:
    returned = counter.give_back(counter.sell(("S", 2)))
    counter.world.clock.forward(8 * 86_400)
    week = timedelta(days=7)
    assert tell_overdue(counter.shop, week, counter.world.clock.now()) == 1
    Return.objects.update(state="closed")
    assert tell_overdue(counter.shop, week, counter.world.clock.now()) == 0
    assert counter.told(returned) == []
