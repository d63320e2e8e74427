"""Shipping labels, many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from connectors.base.errors import RateLimited, Rejected, Transient
from connectors.base.shipment import Labels, ParcelRef
from connectors.base.simulator.orders import Step
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.staff import Staff, pages
from tests.contract.tampering import UNREADABLE, TamperingProxy, always
from tests.contract.world import OTHER_SHOP, SHORT, World, opened


@pytest.fixture(params=behaviours("labels_printed"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace whose labels we print, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def told(labels: Labels) -> Counter[ParcelRef]:
    """How often each parcel stands in an answer."""
    printed = [ref for file in labels.files for ref in file.parcels]
    return Counter([*printed, *labels.waiting, *(ref for ref, _ in labels.refused)])


def test_arranged_parcels_are_printed_a_page_each(staff: Staff) -> None:
    refs = [staff.ref(staff.arranged()) for _ in range(3)]
    labels = staff.printed(refs)
    assert labels.refused == ()
    assert [ref for file in labels.files for ref in file.parcels] == refs
    for file in labels.files:
        assert file.pdf.startswith(b"%PDF")
        assert pages(file) == len(file.parcels)


def test_each_parcel_is_told_of_exactly_once(world: World, staff: Staff) -> None:
    staff.ships(label_seconds=60)
    made, making, unarranged, cancelled = (
        staff.ref(staff.arranged()),
        staff.ref(staff.arranged()),
        staff.ref(staff.sold()),
        staff.ref(staff.arranged()),
    )
    staff.fulfilment().labels([made])
    staff.clock.forward(61)
    world.sim.step_order(cancelled.order_id, Step.CANCEL)
    refs = [made, making, unarranged, cancelled]
    assert told(staff.fulfilment().labels(refs)) == Counter(refs)
    assert told(staff.printed(refs)) == Counter(refs)


def test_labels_in_the_making_are_waited_for(staff: Staff, clock: HandSetClock) -> None:
    staff.ships(label_seconds=60)
    ref = staff.ref(staff.arranged())
    for _ in range(2):
        labels = staff.fulfilment().labels([ref])
        assert (labels.files, labels.waiting, labels.refused) == ((), (ref,), ())
    clock.forward(61)
    labels = staff.fulfilment().labels([ref])
    assert [file.parcels for file in labels.files] == [(ref,)]


def test_a_label_waits_for_its_tracking_number(staff: Staff, clock: HandSetClock) -> None:
    staff.ships(tracking_seconds=60)
    ref = staff.ref(staff.arranged())
    labels = staff.fulfilment().labels([ref])
    assert (labels.refused, told(labels)) == ((), Counter([ref]))
    clock.forward(61)
    assert [file.parcels for file in staff.printed([ref]).files] == [(ref,)]


def test_as_many_labels_as_promised_are_printed_in_one_go(world: World, staff: Staff) -> None:
    most = world.manifest.capabilities.label_parcels
    arrange = world.manifest.capabilities.arrange_parcels
    refs = [staff.ref(order_id) for order_id in staff.many_sold(most)]
    choice = staff.choice(refs[0])
    for at in range(0, most, arrange):
        staff.fulfilment().arrange(refs[at : at + arrange], choice)
    labels = staff.printed(refs)
    assert sum(pages(file) for file in labels.files) == most
    assert told(labels) == Counter(refs)


def test_what_is_not_arranged_has_no_label_and_is_told_why(staff: Staff) -> None:
    ref = staff.ref(staff.sold())
    ((refused, error),) = staff.printed([ref]).refused
    assert refused == ref
    assert isinstance(error, Rejected)
    assert "unknown" not in error.key
    assert staff.told(error)


def test_a_cancelled_order_has_no_label(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.arranged())
    world.sim.step_order(ref.order_id, Step.CANCEL)
    labels = staff.printed([ref])
    assert (labels.files, labels.waiting) == ((), ())
    assert [one for one, _ in labels.refused] == [ref]


def test_a_refused_label_spares_the_others(staff: Staff) -> None:
    good, bad = staff.ref(staff.arranged()), staff.ref(staff.sold())
    labels = staff.printed([bad, good])
    assert [ref for file in labels.files for ref in file.parcels] == [good]
    assert [ref for ref, _ in labels.refused] == [bad]


def test_a_label_is_printed_again(staff: Staff) -> None:
    ref = staff.ref(staff.arranged())
    first, again = (staff.printed([ref]).files for _ in range(2))
    assert [file.parcels for file in first] == [file.parcels for file in again] == [(ref,)]


def test_nothing_asked_for_is_nothing_printed(staff: Staff) -> None:
    assert staff.fulfilment().labels([]) == Labels()


def test_a_label_is_in_no_repr(staff: Staff) -> None:
    labels = staff.printed([staff.ref(staff.arranged())])
    assert "%PDF" not in repr(labels)


def test_no_other_shops_label_is_printed(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.arranged())
    staff.printed([ref])
    others = Staff(world, staff.clock, OTHER_SHOP)
    labels = staff.or_refused(lambda: others.printed([ref]), Labels())
    assert (labels.files, labels.waiting) == ((), ())


@pytest.mark.parametrize("body", [*UNREADABLE, b"{}", b"PDF", b" %PDF-1.4"])
def test_what_is_no_pdf_is_not_handed_out(world: World, staff: Staff, body: bytes) -> None:
    ref = staff.ref(staff.arranged())
    staff.printed([ref])
    proxy = TamperingProxy(world.url, always(200, body))
    with pytest.raises(Transient):
        staff.fulfilment(host=proxy.url).labels([ref])
    proxy.stop()


@pytest.mark.parametrize("fault", ["server_error_rate", "drop_connection_rate", "timeout_after_apply_rate"])
def test_printing_may_always_be_tried_again(world: World, staff: Staff, fault: str) -> None:
    ref = staff.ref(staff.arranged())
    world.faults(**{fault: 1, "timeout_seconds": 30})
    with pytest.raises(Transient):
        staff.fulfilment(timeouts=SHORT).labels([ref])
    world.faults()
    assert [file.parcels for file in staff.printed([ref]).files] == [(ref,)]


def test_printing_takes_from_the_budget_first(world: World, staff: Staff) -> None:
    ref = staff.ref(staff.arranged())
    last = world.sim.journal.last
    world.budget.left = 0
    with pytest.raises(RateLimited):
        staff.fulfilment().labels([ref])
    assert world.sim.events("call", last) == []
