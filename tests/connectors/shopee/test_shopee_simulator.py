"""The simulated Shopee refuses what the real one refuses, in its words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

import storefront_sync
from connectors.base.simulator.orders import Step
from connectors.base.simulator.seed import MAIN_MODEL, SeedItem, SeedModel, SeedShop
from connectors.shopee.sign import sign_call
from connectors.shopee.simulator import ShopeeSimulator
from mappings.words import ListingStatus
from tests.conftest import HandSetClock
from tests.contract.receiver import Receiver

SHOP = "600000123"
SAMPLE = Path(storefront_sync.__file__).parent / "sample/koperasi-smb"


class Caller:
    """Calls the simulator by hand."""

    def __init__(self, clock: HandSetClock) -> None:
        self.clock = clock
        item = SeedItem("25001", "Kopi", (SeedModel("250011", 45_000, 9, "250g"),))
        single = SeedItem("25002", "Teh", (SeedModel(MAIN_MODEL, 20_000, 9),), has_model=False)
        many = SeedItem("25003", "Kaos", tuple(SeedModel(f"2500{n}", 9_000, 1) for n in range(310, 370)))
        self.sim = ShopeeSimulator.from_seed(
            [SeedShop(SHOP, "Satu", (item, single, many))], now=clock.time, webhook_thread=False
        )
        self.url = self.sim.start()

    def answer(
        self,
        path: str,
        query: list[tuple[str, str]] | None = None,
        body: object = None,
        *,
        at: int | None = None,
        token: str | None = None,
        public: bool = False,
        key: str = "",
    ) -> requests.Response:
        """A signed call."""
        path = f"/api/v2{path}"
        moment = int(self.clock.time()) if at is None else at
        access = self.sim.token_pair(SHOP).access if token is None else token
        common = [("partner_id", self.sim.partner.partner_id), ("timestamp", str(moment))]
        owned = () if public else (access, SHOP)
        sign = sign_call(
            key or self.sim.partner.partner_key, self.sim.partner.partner_id, path, moment, *owned
        )
        if not public:
            common += [("access_token", access), ("shop_id", SHOP)]
        url = f"{self.url}{path}?{urlencode([*common, ('sign', sign), *(query or [])], safe=',')}"
        return requests.request("GET" if body is None else "POST", url, json=body, timeout=5)

    def error(self, path: str, query: list[tuple[str, str]] | None = None, body: object = None) -> str:
        """The error of a call."""
        return str(self.answer(path, query, body).json()["error"])


@pytest.fixture
def caller(clock: HandSetClock) -> Iterator[Caller]:
    """A running simulator."""
    caller = Caller(clock)
    yield caller
    caller.sim.stop()


def test_the_gateways_refusals_come_with_403_or_200_by_a_switch(caller: Caller) -> None:
    assert caller.answer("/shop/get_shop_info", key="wrong").status_code == 403
    caller.sim.switchboard.turn("gateway_status", "200")
    answer = caller.answer("/shop/get_shop_info", key="wrong")
    assert (answer.status_code, answer.json()["error"]) == (200, "error_sign")


@pytest.mark.parametrize(("ago", "error"), [(299, ""), (301, "error_param"), (-301, "error_param")])
def test_a_timestamp_is_good_for_five_minutes(caller: Caller, ago: int, error: str) -> None:
    answer = caller.answer("/shop/get_shop_info", at=int(caller.clock.time()) - ago).json()
    assert answer["error"] == error
    assert ("Timestamp" in answer["message"]) is bool(error)


def refresh(caller: Caller, token: str) -> dict[str, object]:
    """A refresh by hand."""
    body = {"refresh_token": token, "partner_id": int(caller.sim.partner.partner_id), "shop_id": int(SHOP)}
    answer = caller.answer("/auth/access_token/get", body=body, public=True).json()
    assert isinstance(answer, dict)
    return answer


def test_a_refresh_token_is_good_once(caller: Caller) -> None:
    first = caller.sim.token_pair(SHOP).refresh
    answer = refresh(caller, first)
    assert (answer["error"], answer["expire_in"], answer["shop_id"]) == ("", 14_400, int(SHOP))
    assert answer["refresh_token"] != first
    again = refresh(caller, first)
    assert (again["error"], again["message"]) == ("error_auth", "Invalid refresh_token.")


def test_the_old_access_token_lives_five_minutes_on(caller: Caller) -> None:
    old = caller.sim.token_pair(SHOP)
    refresh(caller, old.refresh)
    assert caller.answer("/shop/get_shop_info", token=old.access).json()["error"] == ""
    caller.clock.forward(301)
    assert caller.answer("/shop/get_shop_info", token=old.access).json()["error"] == "invalid_acceess_token"


def test_a_refresh_token_ends_after_thirty_days(caller: Caller) -> None:
    caller.clock.forward(30 * 86_400 + 1)
    assert refresh(caller, caller.sim.token_pair(SHOP).refresh)["error"] == "refresh_token_expired"


def ids(count: int) -> str:
    """A comma list of item ids."""
    return ",".join(str(25_000 + at) for at in range(count))


REFUSALS: list[tuple[str, list[tuple[str, str]], str]] = [
    (
        "/product/get_item_list",
        [("page_size", "101"), ("offset", "0"), ("item_status", "NORMAL")],
        "error_param",
    ),
    ("/product/get_item_list", [("page_size", "10"), ("offset", "0")], "error_param"),
    ("/product/get_item_base_info", [("item_id_list", ids(51))], "error_param"),
    ("/product/get_model_list", [("item_id", "1")], "error_item_not_found"),
    ("/order/get_order_detail", [("order_sn_list", ids(51))], "error_param"),
    ("/order/get_order_detail", [("order_sn_list", "nobody")], "error_not_found"),
    (
        "/order/get_order_list",
        [
            ("time_range_field", "update_time"),
            ("time_from", "0"),
            ("time_to", "1296001"),
            ("page_size", "10"),
        ],
        "order_list_invalid_time",
    ),
    (
        "/order/get_order_list",
        [("time_range_field", "update_time"), ("time_from", "0"), ("time_to", "1"), ("page_size", "101")],
        "error_param",
    ),
]


@pytest.mark.parametrize(("path", "query", "error"), REFUSALS)
def test_limits_are_enforced(caller: Caller, path: str, query: list[tuple[str, str]], error: str) -> None:
    assert caller.error(path, query).rpartition(".")[2] == error


def stock(item_id: int, *rows: tuple[int, int]) -> dict[str, object]:
    """An update_stock body."""
    stock_list = [{"model_id": model_id, "seller_stock": [{"stock": pieces}]} for model_id, pieces in rows]
    return {"item_id": item_id, "stock_list": stock_list}


WRITES: list[tuple[dict[str, object], str]] = [
    (stock(25003, *[(2500_000 + n, 1) for n in range(310, 361)]), "error_param"),
    (stock(25001, (250011, 1), (250011, 2)), "error_param"),
    (stock(25001), "error_param"),
    (stock(25001, (0, 1)), "error_edit_item_stock_for_item_has_model"),
    (stock(1, (0, 1)), "error_item_not_found"),
    (stock(25002, (0, -1)), "error_busi_update_stock_failed"),
    ({"item_id": 25001}, "error_param"),
]


@pytest.mark.parametrize(("body", "error"), WRITES)
def test_writes_that_make_no_sense_are_refused(caller: Caller, body: dict[str, object], error: str) -> None:
    assert caller.error("/product/update_stock", body=body).rpartition(".")[2] == error


def test_lists_are_taken_as_commas_and_as_repeated_keys(caller: Caller) -> None:
    comma = caller.answer("/product/get_item_base_info", [("item_id_list", "25001,25002")]).json()
    keys = [("item_id_list", "25001"), ("item_id_list", "25002")]
    repeated = caller.answer("/product/get_item_base_info", keys).json()
    assert comma["response"] == repeated["response"]
    assert len(comma["response"]["item_list"]) == 2


def test_a_batch_with_a_bad_row_succeeds_with_a_failure_list(caller: Caller) -> None:
    answer = caller.answer("/product/update_stock", body=stock(25001, (250011, 3), (99, 3))).json()
    assert answer["error"] == ""
    assert [row["model_id"] for row in answer["response"]["success_list"]] == [250011]
    assert [row["model_id"] for row in answer["response"]["failure_list"]] == [99]


def test_a_batch_of_bad_rows_fails_with_its_rows(caller: Caller) -> None:
    answer = caller.answer("/product/update_stock", body=stock(25001, (98, 3), (99, 3))).json()
    assert answer["error"] == "product.error_busi_update_stock_failed"
    assert len(answer["response"]["failure_list"]) == 2


def test_a_campaign_on_an_item_without_models_speaks_as_a_bad_token(caller: Caller) -> None:
    caller.sim.campaign(SHOP, "25002", "", 5)
    answer = caller.answer("/product/update_stock", body=stock(25002, (0, 4))).json()
    assert (answer["error"], answer["message"]) == (
        "error_auth",
        "Total stock must be more than reserved stock.",
    )


def test_details_are_left_out_unless_asked_for(caller: Caller) -> None:
    order_id = caller.sim.place_order(SHOP, [("25001", "250011", 1)])
    bare = caller.answer("/order/get_order_detail", [("order_sn_list", order_id)]).json()
    assert "item_list" not in bare["response"]["order_list"][0]
    asked = [("order_sn_list", order_id), ("response_optional_fields", "item_list,total_amount")]
    full = caller.answer("/order/get_order_detail", asked).json()["response"]["order_list"][0]
    assert full["item_list"][0]["model_quantity_purchased"] == 1


def test_a_call_that_does_not_exist_is_not_found(caller: Caller) -> None:
    assert caller.answer("/product/no_such_call").status_code == 404


def test_a_price_edit_is_pushed_and_a_stock_edit_is_not(caller: Caller) -> None:
    receiver = Receiver()
    caller.sim.register_webhooks(receiver.url)
    caller.sim.edit(SHOP, "25001", "250011", stock=3)
    caller.sim.edit(SHOP, "25001", "250011", price=46_000)
    caller.sim.webhooks.deliver_due()
    receiver.stop()
    (message,) = [json.loads(body) for body, _ in receiver.received]
    assert (message["code"], message["data"]["old_value"], message["data"]["new_value"]) == (
        22,
        45_000,
        46_000,
    )


def test_the_sample_shop_loads_as_it_is(clock: HandSetClock) -> None:
    rows = json.loads((SAMPLE / "shopee.json").read_text("utf-8"))["items"]
    sim = ShopeeSimulator.from_catalog(SAMPLE, now=clock.time, webhook_thread=False)
    (shop,) = sim.book.shops.values()
    assert list(shop.items) == [str(row["item_id"]) for row in rows]
    assert sum(len(item.models) for item in shop.items.values()) == sum(len(row["models"]) for row in rows)
    assert {item.status for item in shop.items.values()} == {ListingStatus.LIVE, ListingStatus.HIDDEN}


def test_order_numbers_are_the_day_in_jakarta_and_letters(caller: Caller) -> None:
    order_id = caller.sim.place_order(SHOP, [("25001", "250011", 1)])
    assert order_id.startswith("261123")
    assert len(order_id) == 14


def test_calls_that_only_other_clients_make_are_answered_too(caller: Caller) -> None:
    order_id = caller.sim.place_order(SHOP, [("25001", "250011", 2)])
    listed = caller.answer("/order/get_shipment_list", [("page_size", "1")]).json()["response"]
    assert [row["order_sn"] for row in listed["order_list"]] == [order_id]
    asked = {"order_list": [{"order_sn": order_id}]}
    kinds = caller.answer("/logistics/get_shipping_document_parameter", body=asked).json()["response"]
    assert kinds["result_list"][0]["suggest_shipping_document_type"] == "THERMAL_AIR_WAYBILL"
    caller.sim.step_order(order_id, Step.SHIP)
    returned = caller.sim.returns.ask(order_id)
    path = "/returns/get_return_detail"
    detail = caller.answer(path, [("return_sn", returned.return_id)]).json()["response"]
    assert (detail["order_sn"], detail["item"][0]["amount"]) == (order_id, 2)
    assert caller.error(path, [("return_sn", "1")]) == "error_data"
    assert caller.error("/order/get_shipment_list") == "order.error_param"
