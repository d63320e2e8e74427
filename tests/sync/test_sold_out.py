"""A marketplace that takes no 0: sold-out items are hidden there, and shown again with the next piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from connectors.base.catalogue import Catalogue
from connectors.base.errors import ConnectorError, Transient
from connectors.base.protocol import Connector
from connectors.base.types import ItemId, ItemOutcome
from mappings.words import ListingStatus
from storefront_sync.catalog.models import Listing
from storefront_sync.sync.models import SoldOutItem
from storefront_sync.sync.sold_out import HIDDEN, PARTLY
from storefront_sync.tenants.models import Problem
from tests.sync.between import Between
from tests.sync.world import World

KEY = "tokopedia"


@dataclass
class Showing:
    """The shop's catalogue, with what was shown and hidden by it; fails where the test wants."""

    real: Catalogue
    error: ConnectorError | None = None
    calls: list[tuple[str, bool]] = field(default_factory=list)

    def show(self, item_ids: Sequence[ItemId], visible: bool) -> tuple[ItemOutcome, ...]:
        """Do it, or fail."""
        self.calls += [(item_id, visible) for item_id in item_ids]
        if self.error is not None:
            raise self.error
        return self.real.show(item_ids, visible)


@dataclass
class Strict:
    """Sumber's shop on a marketplace that refuses 0; S 12, M 5, L 0 and a pack of six S."""

    place: World
    showing: Showing

    def drain(self) -> None:
        """One drain."""
        self.place.clock.forward(10)
        connector = Between(self.place.connector("sumber", KEY), catalogue=self.showing)  # type: ignore[arg-type]
        self.place.drain("sumber", KEY, through=cast(Connector, connector))

    def told(self, key: str) -> int:
        """How many problems of this key are open."""
        shop = self.place.shops["sumber", KEY]
        return Problem.objects.filter(shop=shop, key=key, closed_at=None).count()

    def item(self, name: str) -> str:
        """The item of a listing."""
        return self.place.listing("sumber", KEY, name).item_id

    def status(self, name: str) -> str:
        """What buyers see of a listing's item."""
        row = self.place.listing("sumber", KEY, name)
        shop = self.place.simulators[KEY].book.shop(self.place.shops["sumber", KEY].external_id)
        return shop.items[row.item_id].status.value


@pytest.fixture
def strict(place: World) -> Strict:
    """Everything in stock and shown."""
    catalogue = place.connector("sumber", KEY).catalogue
    assert catalogue is not None
    made = Strict(place, Showing(catalogue))
    place.read("sumber", L=3)
    made.drain()
    place.simulators[KEY].switchboard.turn("zero_stock", "refused")
    return made


def test_an_item_that_is_sold_out_is_hidden(strict: Strict) -> None:
    strict.place.read("sumber", S=5)  # no pack of six any more
    strict.drain()
    assert strict.status("pack") == "hidden"
    assert strict.status("S") == "live"
    assert strict.told(HIDDEN) == 1
    assert strict.told("listing.zero_refused") == 0


def test_it_is_shown_with_the_right_number_as_soon_as_there_is_one(strict: Strict) -> None:
    strict.place.read("sumber", S=5)
    strict.drain()
    strict.place.read("sumber", S=19)
    strict.drain()
    assert strict.status("pack") == "blocked", "it is looked through before buyers see it"
    strict.place.clock.forward(61)
    strict.place.scan("sumber", KEY)
    strict.drain()
    assert strict.status("pack") == "live"
    assert strict.place.shown("sumber", KEY)["pack"][0] == 3
    assert strict.told(HIDDEN) == 0
    assert not SoldOutItem.objects.exists()
    assert strict.showing.calls == [(strict.item("pack"), False), (strict.item("pack"), True)]


def test_a_variant_that_cannot_be_zeroed_is_told_while_others_are_for_sale(strict: Strict) -> None:
    strict.place.read("sumber", M=0)
    strict.drain()
    assert strict.status("M") == "live"
    assert strict.told(PARTLY) == 1
    assert strict.showing.calls == []
    strict.place.read("sumber", M=4)
    strict.drain()
    assert strict.place.shown("sumber", KEY)["M"][0] == 4
    assert strict.told(PARTLY) == 0
    assert strict.told("listing.zero_refused") == 0


def test_when_the_last_variant_sells_out_too_the_item_is_hidden(strict: Strict) -> None:
    strict.place.read("sumber", M=0)
    strict.drain()
    strict.place.read("sumber", S=0, L=0)
    strict.drain()
    strict.drain()
    assert strict.status("M") == "hidden"
    assert strict.told(PARTLY) == 0


def test_a_variant_that_is_not_linked_keeps_its_item_on_show(strict: Strict) -> None:
    row = strict.place.listing("sumber", KEY, "L")
    Listing.objects.filter(pk=row.pk).update(link=Listing.Link.IGNORED, link_source="", stock=3)
    strict.place.read("sumber", S=0, M=0)
    strict.drain()
    strict.drain()
    assert (strict.item("L"), False) not in strict.showing.calls
    assert strict.told(PARTLY) == 2


def test_hiding_is_tried_again_after_a_failure(strict: Strict) -> None:
    strict.showing.error = Transient("connection.refused")
    strict.place.read("sumber", S=5)
    strict.drain()
    assert strict.status("pack") == "live"
    strict.showing.error = None
    strict.drain()
    assert strict.status("pack") == "hidden"


def test_an_item_shown_by_hand_while_it_is_sold_out_is_hidden_again(strict: Strict) -> None:
    strict.place.read("sumber", S=5)
    strict.drain()
    row = strict.place.listing("sumber", KEY, "pack")
    shop = strict.place.shops["sumber", KEY]
    strict.place.simulators[KEY].edit(shop.external_id, row.item_id, row.model_id, status=ListingStatus.LIVE)
    strict.place.clock.forward(60)
    strict.place.scan("sumber", KEY)
    for _ in range(2):
        strict.drain()
    assert strict.status("pack") == "hidden"


def test_an_item_that_is_gone_is_forgotten(strict: Strict) -> None:
    strict.place.read("sumber", S=5)
    strict.drain()
    Listing.objects.filter(item_id=strict.item("pack")).update(gone_at=strict.place.clock.now())
    strict.drain()
    assert not SoldOutItem.objects.exists()
