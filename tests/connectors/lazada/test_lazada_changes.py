"""Changing, hiding and showing a listing costs it nothing that wasn't named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as Xml

import pytest

from connectors.base.errors import Rejected
from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.types import Applied, ItemId
from connectors.lazada.simulator.asked import parameters
from mappings.words import ListingStatus
from tests.conftest import HandSetClock
from tests.connectors.lazada.listing import calls, turn
from tests.contract.behaviours import Behaviour
from tests.contract.stall import Stall
from tests.contract.tampering import TamperingProxy
from tests.contract.world import SHIRT, SHOP, World, opened

WIDE = ItemId("2700000000")


@pytest.fixture
def world(clock: HandSetClock) -> Iterator[World]:
    """Lazada as it is taken to behave."""
    yield from opened(Behaviour("lazada"), clock.now)


@pytest.fixture
def stall(world: World, clock: HandSetClock) -> Stall:
    """The first shop's catalogue."""
    return Stall(world, clock)


@pytest.mark.parametrize("position", ["kept", "active"])
@pytest.mark.parametrize("status", [ListingStatus.LIVE, ListingStatus.HIDDEN])
def test_an_update_neither_shows_nor_hides(stall: Stall, position: str, status: ListingStatus) -> None:
    turn(stall, "status_left_out", position)
    draft = stall.draft()
    published = stall.publish(draft)
    if status is ListingStatus.HIDDEN:
        stall.catalogue.show([published.item_id], False)
    stall.catalogue.update(published.item_id, replace(draft, title="Nama baru"))
    stall.wait()
    assert stall.status(published.item_id) is status
    assert stall.item(published.item_id).title == "Nama baru"


def test_days_of_pre_order_go_again(stall: Stall) -> None:
    draft = replace(stall.draft(), pre_order_days=7)
    published = stall.publish(draft)
    stall.catalogue.update(published.item_id, replace(draft, pre_order_days=None))
    page = stall.item(published.item_id).page
    assert page is not None
    assert page.pre_order_days is None


def test_hiding_what_lazada_has_blocked_is_told_as_not_done(world: World, stall: Stall) -> None:
    world.sim.edit(SHOP, SHIRT, world.models(SHIRT)[0], status=ListingStatus.BLOCKED)
    (outcome,) = stall.catalogue.show([SHIRT], False)
    assert (outcome.applied, outcome.error and outcome.error.key) == (Applied.NO, "lazada.hidden_already")
    (shown,) = stall.catalogue.show([SHIRT], True)
    assert (shown.applied, shown.error and shown.error.key) == (Applied.NO, "lazada.locked")


def test_showing_what_is_shown_writes_nothing(world: World, stall: Stall) -> None:
    (outcome,) = stall.catalogue.show([SHIRT], True)
    assert outcome.applied is Applied.YES
    assert world.writes() == []


def test_a_listing_with_many_skus_is_changed_in_parts(world: World, stall: Stall) -> None:
    models = tuple(SeedModel(f"{WIDE}{at:03}", 5_000, 2, f"warna {at}", f"W-{at}") for at in range(120))
    world.sim.book.open(SeedShop(SHOP, "Koperasi Satu", (SeedItem(WIDE, "Gelang", models),)))
    stall.catalogue.update(WIDE, stall.draft())
    assert calls(stall, "product/update") == 3
    (hidden,) = stall.catalogue.show([WIDE], False)
    (shown,) = stall.catalogue.show([WIDE], True)
    assert (hidden.applied, shown.applied) == (Applied.YES, Applied.YES)
    assert (calls(stall, "product/deactivate"), calls(stall, "product/update")) == (1, 6)
    assert {(row.stock, row.price) for row in stall.item(WIDE).models.values()} == {(2, 5_000)}


def test_a_sku_that_was_deleted_is_not_brought_back(world: World, stall: Stall) -> None:
    first, *others = world.models(SHIRT)
    stall.catalogue.show([SHIRT], False)

    def rewrite(answer: Outgoing) -> Outgoing:
        message = json.loads(answer.body)
        for sku in (message.get("data") or {}).get("skus", []):
            sku["Status"] = "deleted" if str(sku["SkuId"]) == first else sku["Status"]
        return Outgoing(answer.status, json.dumps(message).encode(), answer.headers)

    named: list[set[str]] = []
    forward = TamperingProxy.forward

    class Watching(TamperingProxy):
        def forward(self, request: Incoming) -> Outgoing:
            if request.path.endswith("/product/update"):
                root = Xml.fromstring(parameters(request)["payload"])
                named.append({found.text or "" for found in root.iter("SkuId")})
            return forward(self, request)

    proxy = Watching(world.url, rewrite)
    stall.through(proxy.url).show([SHIRT], True)
    stall.through(proxy.url).update(SHIRT, stall.draft())
    proxy.stop()
    assert named == [set(others), set(others)]


def test_another_shops_listing_is_neither_changed_nor_found(stall: Stall) -> None:
    other = ItemId("2500009000")
    with pytest.raises(Rejected):
        stall.catalogue.update(other, stall.draft())
    with pytest.raises(Rejected):
        stall.catalogue.finish(other, stall.draft())
    assert stall.catalogue.find(["KUE-1"]) == ()
