"""What is read of listings and written to them."""

from __future__ import annotations

from collections import Counter

import pytest

from connectors.base.errors import ZERO_REFUSED, RateLimited, Rejected
from connectors.base.numbers import PRICE_IMPOSSIBLE, STOCK_IMPOSSIBLE
from connectors.base.protocol import Connector
from connectors.base.simulator.shelf import BookError
from connectors.base.types import Applied, ItemId, ListingView, ModelId, PriceRow, StockRow
from mappings.money import Rupiah
from mappings.words import ListingStatus
from tests.conftest import HandSetClock
from tests.contract.pages import all_rows
from tests.contract.world import (
    BAG,
    BIG_SHOP,
    BIG_SHOP_ITEMS,
    HIDDEN,
    ODD,
    OTHER_SHOP,
    SHIRT,
    SHOP,
    WIDE,
    World,
)


def pulled(connector: Connector) -> list[ListingView]:
    """All pages."""
    return all_rows(connector.pull_listings, 50)


def by_model(rows: list[ListingView]) -> dict[tuple[ItemId, ModelId], ListingView]:
    """Rows by their ids."""
    return {(row.item_id, row.model_id): row for row in rows}


def test_all_pages_are_walked_and_no_listing_comes_twice(world: World) -> None:
    rows = pulled(world.connect(BIG_SHOP))
    assert len(by_model(rows)) == len(rows) == BIG_SHOP_ITEMS


def test_items_without_models_cost_no_call_each(world: World) -> None:
    pulled(world.connect(BIG_SHOP))
    assert len(world.sim.events("call")) < BIG_SHOP_ITEMS / 10


def test_a_pull_shows_what_buyers_see(world: World, connector: Connector) -> None:
    rows = by_model(pulled(connector))
    first = rows[SHIRT, world.models(SHIRT)[0]]
    assert (first.price, first.stock, first.sku) == (78_000, 12, "SERSD-M")
    assert (first.options, first.status) == (("M",), ListingStatus.LIVE)
    assert rows[BAG, world.models(BAG)[0]].sku == "TAS-1"


def test_an_emoji_in_a_title_is_kept(world: World, connector: Connector) -> None:
    assert pulled(connector)[0].title == "Seragam SD 👕✨ murah"


def test_a_hidden_listing_is_pulled_as_hidden(world: World, connector: Connector) -> None:
    rows = by_model(pulled(connector))
    assert rows[HIDDEN, world.models(HIDDEN)[0]].status is ListingStatus.HIDDEN


@pytest.mark.parametrize("status", [ListingStatus.BLOCKED, ListingStatus.HIDDEN, ListingStatus.LIVE])
def test_a_status_is_read_back(world: World, connector: Connector, status: ListingStatus) -> None:
    world.sim.edit(SHOP, BAG, world.models(BAG)[0], status=status)
    assert world.view(connector, BAG, world.models(BAG)[0]).status is status


def test_impossible_numbers_are_named_for_their_row_only(world: World, connector: Connector) -> None:
    rows = by_model(pulled(connector))
    minus, many, twin = (rows[ODD, model_id] for model_id in world.models(ODD))
    assert (minus.price, minus.stock, minus.faults) == (None, 4, (PRICE_IMPOSSIBLE,))
    assert (many.price, many.stock, many.faults) == (10_000, None, (STOCK_IMPOSSIBLE,))
    assert (twin.price, twin.stock, twin.faults) == (10_000, 4, ())


def test_a_code_claimed_twice_is_shown_twice(connector: Connector) -> None:
    assert Counter(row.sku for row in pulled(connector))["SERSD-M"] == 2


def test_one_shop_sees_no_other_shops_listings(world: World, connector: Connector) -> None:
    assert {row.item_id for row in pulled(connector)} == {SHIRT, BAG, HIDDEN, ODD}
    assert connector.read_listings([ItemId("2500009000")]) == ()


def test_several_items_are_read_in_one_go(world: World, connector: Connector) -> None:
    rows = connector.read_listings([SHIRT, BAG])
    assert {(row.item_id, row.model_id) for row in rows} == {
        (item_id, model_id) for item_id in (SHIRT, BAG) for model_id in world.models(item_id)
    }


def test_an_item_that_is_gone_hides_no_other(world: World, connector: Connector) -> None:
    rows = connector.read_listings([ItemId("2999999000"), BAG])
    assert {row.item_id for row in rows} == {BAG}
    assert connector.read_listings([]) == ()


def test_a_pull_makes_headway_under_a_small_budget(world: World, connector: Connector) -> None:
    whole = by_model(pulled(connector))
    rows: list[ListingView] = []
    cursor = ""
    for _ in range(40):
        world.budget.left = 5
        try:
            page = connector.pull_listings(cursor)
        except RateLimited:
            continue
        rows += page.rows
        cursor = page.next_cursor
        if not cursor:
            break
    assert by_model(rows) == whole


def test_a_stock_write_is_absolute(world: World, connector: Connector) -> None:
    model_id = world.models(BAG)[0]
    for value in (9, 9, 4):
        assert connector.push_stock(BAG, [StockRow(model_id, value)])[0].applied is Applied.YES
    assert world.shown(BAG, model_id) == (4, 25_000)


def test_a_price_write_is_absolute_and_leaves_the_stock(world: World, connector: Connector) -> None:
    model_id = world.models(SHIRT)[1]
    assert connector.push_price(SHIRT, [PriceRow(model_id, Rupiah(81_500))])[0].applied is Applied.YES
    assert world.shown(SHIRT, model_id) == (7, 81_500)


def test_a_listing_can_be_sold_out_by_a_write(world: World, connector: Connector) -> None:
    model_id = world.models(SHIRT)[0]
    outcome = connector.push_stock(SHIRT, [StockRow(model_id, 0)])[0]
    if outcome.applied is Applied.NO:  # then it is named, and the listing is hidden instead
        assert isinstance(outcome.error, Rejected)
        assert outcome.error.key == ZERO_REFUSED
        return
    assert outcome.applied is Applied.YES
    with pytest.raises(BookError, match="sold_out"):
        world.sim.place_order(SHOP, [(SHIRT, model_id, 1)])


def test_all_models_of_an_item_are_written_in_one_call(world: World, connector: Connector) -> None:
    connector.read_listings([SHIRT])
    rows = [StockRow(model_id, at + 1) for at, model_id in enumerate(world.models(SHIRT))]
    outcomes = connector.push_stock(SHIRT, rows)
    assert {outcome.model_id for outcome in outcomes} == set(world.models(SHIRT))
    assert all(outcome.applied is Applied.YES and outcome.error is None for outcome in outcomes)
    assert [world.shown(SHIRT, row.model_id)[0] for row in rows] == [1, 2, 3]
    assert [event["rows"] for event in world.writes()] == [3]


def test_one_refused_row_spares_the_others(world: World, connector: Connector) -> None:
    rows = [StockRow(model_id, 1) for model_id in world.models(SHIRT)]
    world.faults(partial_rate=1)
    outcomes = connector.push_stock(SHIRT, rows)
    assert Counter(outcome.applied for outcome in outcomes) == {Applied.YES: 2, Applied.NO: 1}
    for outcome in outcomes:
        stock, _ = world.shown(SHIRT, outcome.model_id)
        assert (stock == 1) is (outcome.applied is Applied.YES)
        assert (outcome.error is None) is (outcome.applied is Applied.YES)


def test_a_model_that_is_gone_is_refused_alone(world: World, connector: Connector) -> None:
    known = world.models(SHIRT)[0]
    outcomes = connector.push_stock(SHIRT, [StockRow(known, 2), StockRow(ModelId("25000019999"), 2)])
    refused = next(outcome for outcome in outcomes if outcome.model_id != known)
    assert refused.applied is Applied.NO
    assert isinstance(refused.error, Rejected)
    kept = next(outcome for outcome in outcomes if outcome.model_id == known)
    assert (kept.applied is Applied.YES) is (world.shown(SHIRT, known)[0] == 2)


def test_an_item_that_is_gone_is_refused(world: World, connector: Connector) -> None:
    (outcome,) = connector.push_stock(ItemId("2999999000"), [StockRow(ModelId("29999990001"), 1)])
    assert outcome.applied is Applied.NO
    assert isinstance(outcome.error, Rejected)


def test_a_deleted_item_is_refused(world: World, connector: Connector) -> None:
    model_id = world.models(BAG)[0]
    world.sim.edit(SHOP, BAG, model_id, status=ListingStatus.DELETED)
    (outcome,) = connector.push_stock(BAG, [StockRow(model_id, 1)])
    assert outcome.applied is Applied.NO
    assert isinstance(outcome.error, Rejected)
    assert world.shown(BAG, model_id)[0] == 20


@pytest.mark.parametrize("item_id", [SHIRT, BAG])
def test_stock_that_a_campaign_holds_is_refused_with_its_floor_if_known(
    world: World, connector: Connector, item_id: ItemId
) -> None:
    model_id = world.models(item_id)[0]
    world.sim.campaign(SHOP, item_id, model_id, 6, world.now().timestamp() + 3600)
    (outcome,) = connector.push_stock(item_id, [StockRow(model_id, 5)])
    assert outcome.applied is Applied.NO
    assert isinstance(outcome.error, Rejected)
    assert "campaign" in outcome.error.key
    assert outcome.error.floor in (6, None)
    if outcome.error.retry_at is not None:
        assert outcome.error.retry_at.timestamp() == pytest.approx(world.now().timestamp() + 3600, abs=1)
    (kept,) = connector.push_stock(item_id, [StockRow(model_id, 6)])
    assert kept.applied is Applied.YES


def test_a_campaigns_end_frees_the_stock(world: World, connector: Connector, clock: HandSetClock) -> None:
    model_id = world.models(BAG)[0]
    world.sim.campaign(SHOP, BAG, model_id, 6, world.now().timestamp() + 3600)
    clock.forward(3601)
    (outcome,) = connector.push_stock(BAG, [StockRow(model_id, 1)])
    assert outcome.applied is Applied.YES


def test_a_campaign_on_one_model_spares_the_others(world: World, connector: Connector) -> None:
    held, free, _ = world.models(SHIRT)
    world.sim.campaign(SHOP, SHIRT, held, 10)
    outcomes = {
        outcome.model_id: outcome
        for outcome in connector.push_stock(SHIRT, [StockRow(held, 1), StockRow(free, 1)])
    }
    assert outcomes[held].applied is Applied.NO
    assert (outcomes[free].applied is Applied.YES) is (world.shown(SHIRT, free)[0] == 1)


def test_a_price_that_a_campaign_locks_is_refused(world: World, connector: Connector) -> None:
    model_id = world.models(BAG)[0]
    world.sim.campaign(SHOP, BAG, model_id, 6, price_locked=True)
    (outcome,) = connector.push_price(BAG, [PriceRow(model_id, Rupiah(30_000))])
    assert outcome.applied is Applied.NO
    assert isinstance(outcome.error, Rejected)
    assert "campaign" in outcome.error.key
    assert world.shown(BAG, model_id)[1] == 25_000


def test_an_edit_in_seller_center_is_read_back(world: World, connector: Connector) -> None:
    model_id = world.models(BAG)[0]
    world.sim.edit(SHOP, BAG, model_id, stock=99, price=26_500)
    view = world.view(connector, BAG, model_id)
    assert (view.stock, view.price) == (99, 26_500)


def test_as_many_items_as_promised_are_read_in_one_go(world: World, connector: Connector) -> None:
    most = world.manifest.capabilities.read_items
    gone = [ItemId(str(2_900_000_000 + number)) for number in range(most - 1)]
    assert {row.item_id for row in connector.read_listings([BAG, *gone])} == {BAG}


def test_as_many_rows_as_promised_are_written_in_one_call(world: World) -> None:
    connector = world.connect(OTHER_SHOP)
    capabilities = world.manifest.capabilities
    ids = world.models(WIDE)
    stock = connector.push_stock(WIDE, [StockRow(model, 1) for model in ids[: capabilities.stock_rows]])
    price = connector.push_price(
        WIDE, [PriceRow(model, Rupiah(6_000)) for model in ids[: capabilities.price_rows]]
    )
    assert {outcome.applied for outcome in (*stock, *price)} == {Applied.YES}
    assert [event["rows"] for event in world.writes()] == [capabilities.stock_rows, capabilities.price_rows]
