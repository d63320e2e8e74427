"""What a run of the contract suite leaves on a server is bounded, whether it ended or was killed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.saleor.contract.caller import Caller, staff_caller
from tests.saleor.contract.clearing import ARCHIVE, PREFIX
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import premises_on
from tests.saleor.contract.server import SimulatedServer

LEFT = """{ channels { slug } warehouses(first: 100) { edges { node { slug } } }
  shippingZones(first: 100) { edges { node { name } } } apps(first: 100) { edges { node { name } } }
  products(first: 100) { edges { node { id } } } draftOrders(first: 100) { edges { node { id } } }
  orders(first: 100) { edges { node { channel { slug } } } } }"""


@pytest.fixture
def server() -> Iterator[SimulatedServer]:
    opened = SimulatedServer()
    yield opened
    opened.stop()


def left(staff: Caller) -> dict[str, list[str]]:
    rows = staff.data(LEFT)
    channels = [row["slug"] for row in rows.pop("channels")]
    found = {name: [str(edge["node"]) for edge in page["edges"]] for name, page in rows.items()}
    return {"channels": channels, **found}


def live_a_little(server: SimulatedServer) -> Iterator[None]:
    """A run that makes an order and a draft, and may be broken off where it yields."""
    with premises_on(server) as premises:
        goods = Goods(premises)
        thing = goods.make()
        goods.place((thing, 1))
        premises.client.draft_order_create(goods.draft((thing, 1)))
        yield


def test_a_run_takes_away_all_but_its_orders(server: SimulatedServer) -> None:
    for _ in live_a_little(server):
        assert len(left(staff_caller(server))["channels"]) == 1
    found = left(staff_caller(server))
    assert found["channels"] == [ARCHIVE]
    assert found["orders"] == [str({"channel": {"slug": ARCHIVE}})]
    assert found["draftOrders"] == found["products"] == found["warehouses"] == found["shippingZones"] == []
    assert not any(PREFIX in app for app in found["apps"])


def test_the_next_run_clears_away_one_that_was_killed(server: SimulatedServer) -> None:
    killed = live_a_little(server)
    next(killed)
    for _ in live_a_little(server):
        found = left(staff_caller(server))
        assert len(found["channels"]) == 2
        assert len(found["products"]) == len(found["draftOrders"]) == 1
    assert left(staff_caller(server))["channels"] == [ARCHIVE]
    killed.close()  # type: ignore[attr-defined]
