"""Each row of a write has an outcome of its own, and a refusal for one row costs no other."""

from __future__ import annotations

from datetime import timedelta

import pytest
import responses

from connectors.base.errors import OutcomeUnknown, Rejected
from connectors.base.services import Services, Timeouts
from connectors.base.simulator.faults import Faults
from connectors.base.texts import LANGUAGES, sentence
from connectors.base.types import (
    AppCredentials,
    Applied,
    ItemId,
    ModelId,
    PriceRow,
    RowOutcome,
    ShopAccess,
    StockRow,
    TokenPair,
)
from connectors.tokopedia import MARKETPLACE
from connectors.tokopedia.manifest import MANIFEST
from connectors.tokopedia.outcomes import row_outcomes
from connectors.tokopedia.wire import RowErrorsWire
from mappings.money import Rupiah
from tests.connectors.tokopedia.shop import (
    BATIK,
    BEANS,
    COFFEE,
    GROUND,
    HIDDEN,
    SHOP,
    START,
    ConnectedShop,
    MemoryTokens,
    OpenBudget,
)

ITEM = ItemId(COFFEE)


def stock(*rows: tuple[str, int]) -> list[StockRow]:
    return [StockRow(ModelId(model_id), pieces) for model_id, pieces in rows]


def prices(*rows: tuple[str, int]) -> list[PriceRow]:
    return [PriceRow(ModelId(model_id), Rupiah(price)) for model_id, price in rows]


def applied(outcomes: tuple[RowOutcome, ...]) -> dict[str, Applied]:
    return {outcome.model_id: outcome.applied for outcome in outcomes}


def keys(outcomes: tuple[RowOutcome, ...]) -> dict[str, str]:
    return {outcome.model_id: outcome.error.key if outcome.error else "" for outcome in outcomes}


def test_a_batch_of_one_product_is_one_call(shop: ConnectedShop) -> None:
    outcomes = shop.connector.push_stock(ITEM, stock((BEANS, 9), (GROUND, 0)))
    assert set(applied(outcomes).values()) == {Applied.YES}
    assert (shop.shown(BEANS)["stock"], shop.shown(GROUND)["stock"]) == (9, 0)
    assert shop.calls() == ["inventory/update"]


def test_a_product_without_choices_is_written_by_its_only_sku(shop: ConnectedShop) -> None:
    (view,) = shop.connector.read_listings([ItemId(BATIK)])
    shop.connector.push_stock(view.item_id, [StockRow(view.model_id, 8)])
    assert shop.shown(view.model_id)["stock"] == 8


def test_an_unknown_sku_is_refused_alone_in_a_stock_write(shop: ConnectedShop) -> None:
    outcomes = shop.connector.push_stock(ITEM, stock((BEANS, 9), ("404", 1), (GROUND, 2)))
    assert keys(outcomes) == {BEANS: "", "404": "tokopedia.sku_missing", GROUND: ""}
    assert shop.shown(GROUND)["stock"] == 2


def test_an_unknown_sku_is_refused_alone_in_a_price_write_that_is_refused_whole(shop: ConnectedShop) -> None:
    outcomes = shop.connector.push_price(ITEM, prices((BEANS, 46_000), ("404", 1_000), (GROUND, 48_000)))
    assert keys(outcomes) == {BEANS: "", "404": "tokopedia.sku_missing", GROUND: ""}
    assert (shop.shown(BEANS)["price"], shop.shown(GROUND)["price"]) == (46_000, 48_000)


def test_stock_out_of_range_is_named(shop: ConnectedShop) -> None:
    outcomes = shop.connector.push_stock(ITEM, stock((BEANS, 100_000), (GROUND, 99_999)))
    assert keys(outcomes) == {BEANS: "tokopedia.stock_out_of_range", GROUND: ""}


def test_where_zero_is_refused_it_is_named_and_the_others_go_on(shop: ConnectedShop) -> None:
    shop.simulator.switchboard.turn("zero_stock", "refused")
    outcomes = shop.connector.push_stock(ITEM, stock((BEANS, 0), (GROUND, 4)))
    assert keys(outcomes) == {BEANS: "listing.zero_refused", GROUND: ""}


def test_a_hidden_or_missing_product_refuses_every_row_with_one_call(shop: ConnectedShop) -> None:
    row = stock(("1729592969712207031", 2))
    assert list(keys(shop.connector.push_stock(ItemId(HIDDEN), row)).values()) == ["tokopedia.not_active"]
    gone = shop.connector.push_stock(ItemId("404"), stock((BEANS, 1), (GROUND, 1)))
    assert set(keys(gone).values()) == {"tokopedia.product_missing"}
    assert shop.calls() == ["inventory/update"] * 2


def test_stock_held_by_a_campaign_comes_back_with_its_floor(shop: ConnectedShop) -> None:
    shop.simulator.campaign(SHOP, COFFEE, BEANS, 6)
    beans, ground = shop.connector.push_stock(ITEM, stock((BEANS, 5), (GROUND, 1)))
    assert isinstance(beans.error, Rejected)
    assert (beans.error.key, beans.error.floor) == ("tokopedia.campaign_stock", 6)
    assert ground.applied is Applied.YES
    assert applied(shop.connector.push_stock(ITEM, stock((BEANS, 6)))) == {BEANS: Applied.YES}


def test_a_price_locked_by_a_promotion_is_named(shop: ConnectedShop) -> None:
    shop.simulator.campaign(SHOP, COFFEE, BEANS, 0, price_locked=True)
    outcomes = shop.connector.push_price(ITEM, prices((BEANS, 40_000)))
    assert keys(outcomes) == {BEANS: "tokopedia.campaign_price"}
    assert shop.shown(BEANS)["price"] == 45_000


def test_a_sku_in_several_warehouses_is_written_with_all_of_them(shop: ConnectedShop) -> None:
    shop.simulator.warehouses[SHOP] = ["7068517275539719942", "7068517275539719943"]
    outcomes = shop.connector.push_stock(ITEM, stock((BEANS, 3), (GROUND, 8)))
    assert set(applied(outcomes).values()) == {Applied.YES}
    assert (shop.shown(BEANS)["stock"], shop.shown(GROUND)["stock"]) == (3, 8)
    assert shop.calls() == ["inventory/update", "products/detail", "inventory/update"]


@responses.activate
def test_when_the_warehouses_cannot_be_read_the_rows_wait_and_nothing_is_raised() -> None:
    product = f"{MANIFEST.host}/product/202309/products/{COFFEE}"
    several = {"code": 12052990, "detail": {"sku_id": GROUND, "extra_errors": [{"code": 12019028}]}}
    responses.post(f"{product}/inventory/update", json={"code": 0, "data": {"errors": [several]}})
    responses.get(product, status=502)
    pair = TokenPair("access", "refresh", START + timedelta(days=1))
    services = Services(MemoryTokens(pair), OpenBudget(), lambda: START, Timeouts())
    connector = MARKETPLACE.connect(AppCredentials("key", "secret"), ShopAccess(SHOP, "cipher"), services)
    outcomes = connector.push_stock(ITEM, stock((BEANS, 3), (GROUND, 4)))
    assert applied(outcomes) == {BEANS: Applied.YES, GROUND: Applied.NO}
    assert keys(outcomes)[GROUND] == "connection.server_error"


def test_a_refused_row_of_a_partial_success_names_itself(shop: ConnectedShop) -> None:
    shop.simulator.set_faults(Faults(partial_rate=1))
    for outcomes in (
        shop.connector.push_stock(ITEM, stock((BEANS, 1), (GROUND, 1))),
        shop.connector.push_price(ITEM, prices((BEANS, 1_000), (GROUND, 1_000))),
    ):
        assert sorted(keys(outcomes).values()) == ["", "tokopedia.check_failed"]


def test_an_error_that_names_no_row_leaves_every_row_unknown() -> None:
    answer = RowErrorsWire.model_validate(
        {
            "errors": [
                {"code": 12052990, "message": "Check failed", "detail": {}},
                {"code": 12052990, "detail": {"sku_id": "2", "extra_errors": [{"code": 12052097}]}},
            ]
        }
    )
    outcomes = row_outcomes([ModelId("1"), ModelId("2")], answer, "shop", "request")
    assert applied(outcomes) == {"1": Applied.UNKNOWN, "2": Applied.NO}
    assert isinstance(outcomes[0].error, OutcomeUnknown)
    assert keys(outcomes)["2"] == "tokopedia.warehouse"


@pytest.mark.parametrize(
    ("reasons", "key", "known"),
    [
        ([12052097], "tokopedia.warehouse", Applied.NO),
        ([12052393], "tokopedia.campaign_stock", Applied.NO),
        ([12052055], "tokopedia.stock_out_of_range", Applied.NO),
        ([12052901], "tokopedia.not_active", Applied.NO),
        ([12052921], "tokopedia.shared_inventory", Applied.NO),
        ([99999999, 12052038], "tokopedia.campaign_price", Applied.NO),
        ([99999999], "tokopedia.unknown", Applied.NO),
        ([36009003], "connection.server_error", Applied.UNKNOWN),
        ([36009002], "connection.rate_limited", Applied.NO),
        ([], "tokopedia.check_failed", Applied.NO),
    ],
)
def test_a_failed_check_is_what_its_reasons_say(reasons: list[int], key: str, known: Applied) -> None:
    extra = [{"code": code, "message": "no"} for code in reasons]
    row = {"code": 12052990, "message": "Check failed", "detail": {"sku_id": "1", "extra_errors": extra}}
    answer = RowErrorsWire.model_validate({"errors": [row]})
    (outcome,) = row_outcomes([ModelId("1")], answer, SHOP, "r")
    assert (outcome.error.key if outcome.error else "", outcome.applied) == (key, known)
    for language in LANGUAGES:
        assert sentence("tokopedia", key, language)


def test_a_promotion_that_ended_is_seen_at_the_next_look(shop: ConnectedShop) -> None:
    ends = shop.clock.time() + 3_600
    shop.simulator.campaign(SHOP, COFFEE, BEANS, 9, ends, price_locked=True)
    assert keys(shop.connector.push_stock(ITEM, stock((BEANS, 2)))) == {BEANS: "tokopedia.campaign_stock"}
    assert keys(shop.connector.push_price(ITEM, prices((BEANS, 1_000)))) == {
        BEANS: "tokopedia.campaign_price"
    }
    floors = {view.model_id: view.campaign_floor for view in shop.connector.read_listings([ITEM])}
    assert floors == {BEANS: 9, GROUND: 0}
    shop.clock.forward(3_601)
    assert {view.campaign_floor for view in shop.connector.read_listings([ITEM])} == {0}
    assert applied(shop.connector.push_stock(ITEM, stock((BEANS, 2)))) == {BEANS: Applied.YES}
    assert applied(shop.connector.push_price(ITEM, prices((BEANS, 1_000)))) == {BEANS: Applied.YES}
