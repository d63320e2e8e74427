"""Labels that Shopee won't put into one file."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from connectors.base.errors import RateLimited
from connectors.base.shipment import ParcelRef
from connectors.base.simulator.server import Outgoing
from tests.contract.staff import Staff
from tests.contract.tampering import TamperingProxy
from tests.contract.world import World

APART = "logistics.packages_can_not_download_together"


@pytest.fixture
def ready(world: World, staff: Staff) -> list[ParcelRef]:
    """Two parcels whose labels are made."""
    refs = [staff.ref(staff.arranged()), staff.ref(staff.arranged())]
    assert staff.printed(refs).files
    return refs


@pytest.fixture
def apart(world: World, ready: list[ParcelRef]) -> Iterator[TamperingProxy]:
    """A Shopee that prints labels one by one only."""
    proxy = TamperingProxy(world.url, one_by_one)
    yield proxy
    proxy.stop()


def one_by_one(answer: Outgoing) -> Outgoing:
    """Refuse a file of several pages."""
    if not answer.body.startswith(b"%PDF") or b"/Count 1 " in answer.body:
        return answer
    return Outgoing(200, json.dumps({"error": APART, "message": "Please print them apart."}).encode())


def test_labels_that_cannot_be_printed_together_are_printed_one_by_one(
    staff: Staff, ready: list[ParcelRef], apart: TamperingProxy
) -> None:
    labels = staff.fulfilment(host=apart.url).labels(ready)
    assert [file.parcels for file in labels.files] == [(ref,) for ref in ready]
    assert (labels.waiting, labels.refused) == ((), ())


def test_one_that_is_not_ready_alone_waits_and_hides_no_other(
    staff: Staff, ready: list[ParcelRef], apart: TamperingProxy
) -> None:
    late = ready[1].parcel_id.encode()

    def later(answer: Outgoing) -> Outgoing:
        if late in answer.body and b"/Count 1 " in answer.body:
            return Outgoing(200, b'{"error": "logistics.download_later", "message": "Processing."}')
        return one_by_one(answer)

    apart.rewrite = later
    labels = staff.fulfilment(host=apart.url).labels(ready)
    assert [file.parcels for file in labels.files] == [(ready[0],)]
    assert labels.waiting == (ready[1],)


def test_what_was_printed_before_the_calls_ran_out_is_handed_over(
    world: World, staff: Staff, ready: list[ParcelRef], apart: TamperingProxy
) -> None:
    # One call for how far they are, one for both together, one for the first by itself.
    world.faults(calls_per_second=0.001, burst=3)
    labels = staff.fulfilment(host=apart.url).labels(ready)
    assert [file.parcels for file in labels.files] == [(ready[0],)]
    assert labels.waiting == (ready[1],)


def test_where_nothing_was_printed_yet_it_says_until_when_to_wait(
    world: World, staff: Staff, ready: list[ParcelRef], apart: TamperingProxy
) -> None:
    world.faults(calls_per_second=0.001, burst=2)
    with pytest.raises(RateLimited):
        staff.fulfilment(host=apart.url).labels(ready)
