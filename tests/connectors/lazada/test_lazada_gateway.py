"""The simulator lets in what Lazada's documents and clients show, and refuses the rest in its words."""

from __future__ import annotations

import pytest

from mappings.words import Aspect
from tests.connectors.lazada.seller import Seller
from tests.contract.world import BAG, SHIRT, SHOP

STOCK = "/product/stock/sellable/update"
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<Request><Product><Skus><Sku><ItemId>&b;</ItemId></Sku></Skus></Product></Request>"
)


def payload(seller: Seller, pieces: str) -> str:
    """A stock write of the bag."""
    (model_id,) = seller.world.models(BAG)
    return (
        f"<Request><Product><Skus><Sku><ItemId>{BAG}</ItemId><SkuId>{model_id}</SkuId>"
        f"<SellableQuantity>{pieces}</SellableQuantity></Sku></Skus></Product></Request>"
    )


def shown(seller: Seller) -> int:
    """The bag's stock as buyers see it."""
    return seller.world.shown(BAG, seller.world.models(BAG)[0])[0]


def test_parameters_may_stand_in_the_form_or_in_the_query(seller: Seller) -> None:
    assert seller.ask("POST", STOCK, form={"payload": payload(seller, "9")})["code"] == "0"
    assert shown(seller) == 9
    assert seller.ask("POST", STOCK, query={"payload": payload(seller, "8")})["code"] == "0"
    assert shown(seller) == 8


def test_a_json_body_is_no_part_of_the_call(seller: Seller) -> None:
    answer = seller.ask("POST", STOCK, query={"payload": payload(seller, "7")}, json={"payload": "<Other/>"})
    assert answer["code"] == "0"
    assert shown(seller) == 7


def test_escaped_xml_is_signed_as_it_is_meant(seller: Seller) -> None:
    answer = seller.ask("POST", STOCK, form={"payload": "<Request>&amp;</Request>"})
    assert answer["code"] == "30"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"app_key": None}, "MissingParameter"),
        ({"timestamp": None}, "MissingParameter"),
        ({"access_token": None}, "MissingParameter"),
        ({"app_key": "1"}, "InvalidAppKey"),
        ({"timestamp": "1"}, "IllegalTimestamp"),
        ({"timestamp": "later"}, "IllegalTimestamp"),
        ({"sign_method": "md5"}, "IncompleteSignature"),
        ({"access_token": "unknown"}, "IllegalAccessToken"),
    ],
)
def test_each_wrong_parameter_has_its_code(seller: Seller, changed: dict[str, str | None], code: str) -> None:
    assert seller.ask("GET", "/seller/get", changed=changed)["code"] == code


@pytest.mark.parametrize("apart", [-7_199, 7_199])
def test_a_clock_may_be_two_hours_off(seller: Seller, apart: int) -> None:
    there = str(int((seller.world.now().timestamp() + apart) * 1000))
    assert seller.ask("GET", "/seller/get", changed={"timestamp": there})["code"] == "0"
    there = str(int((seller.world.now().timestamp() + apart * 1.01) * 1000))
    assert seller.ask("GET", "/seller/get", changed={"timestamp": there})["code"] == "IllegalTimestamp"


@pytest.mark.parametrize(
    "text", [BOMB, "<Request>", "not xml", "&a;", "\x00", "<" * 10_000, "<Request/>", ""]
)
def test_a_payload_of_another_kind_is_refused_unread(seller: Seller, text: str) -> None:
    assert seller.ask("POST", STOCK, form={"payload": text})["code"] in ("5", "30")
    assert shown(seller) == 20


@pytest.mark.parametrize("pieces", ["-1", "1.5", "", "many", "9" * 12])
def test_a_number_that_cannot_be_shown_is_refused_by_its_row(seller: Seller, pieces: str) -> None:
    answer = seller.ask("POST", STOCK, form={"payload": payload(seller, pieces)})
    assert answer["code"] == "501"
    assert isinstance(answer["detail"], list)
    assert shown(seller) == 20


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/products/get", {}, "36"),
        ("/products/get", {"filter": "all", "limit": "51"}, "19"),
        ("/products/get", {"filter": "all", "offset": "10001"}, "14"),
        ("/products/get", {"filter": "all", "create_after": "yesterday"}, "17"),
        ("/products/get", {"filter": "all", "sku_seller_list": "SKU"}, "70"),
        ("/product/item/get", {"item_id": "1"}, "208"),
        ("/orders/get", {}, "17"),
        ("/orders/get", {"update_after": "2026-01-01T00:00:00+07:00", "limit": "101"}, "19"),
        ("/orders/get", {"update_after": "2026-01-01T00:00:00+07:00", "offset": "5001"}, "14"),
        ("/orders/get", {"update_after": "2026-01-01T00:00:00+07:00", "sort_by": "price"}, "75"),
        ("/orders/get", {"update_after": "2026-01-01T00:00:00+07:00", "sort_direction": "UP"}, "74"),
        ("/orders/get", {"update_after": "2026-01-01T00:00:00"}, "17"),
        ("/orders/items/get", {"order_ids": "1,2"}, "56"),
        ("/orders/items/get", {"order_ids": "[1]"}, "37"),
        ("/orders/items/get", {"order_ids": str([*range(51)])}, "38"),
        ("/order/get", {"order_id": "1"}, "16"),
        ("/no/such/call", {}, "InvalidApiPath"),
    ],
)
def test_limits_are_enforced(seller: Seller, path: str, query: dict[str, str], code: str) -> None:
    assert seller.ask("GET", path, query=query)["code"] == code


def test_more_rows_than_a_write_takes_are_refused(seller: Seller) -> None:
    (model_id, *_) = seller.world.models(SHIRT)
    row = (
        f"<Sku><ItemId>{SHIRT}</ItemId><SkuId>{model_id}</SkuId><SellableQuantity>1</SellableQuantity></Sku>"
    )
    text = f"<Request><Product><Skus>{row * 51}</Skus></Product></Request>"
    assert seller.ask("POST", STOCK, form={"payload": text})["code"] == "204"


def test_a_stock_edit_is_pushed_only_when_little_is_left(seller: Seller) -> None:
    (model_id,) = seller.world.models(BAG)
    _, model = seller.world.sim.book.model(SHOP, BAG, model_id)
    model.stock = 19
    assert seller.simulator.edit_webhook(SHOP, model, Aspect.STOCK, 20, 19) is None
    model.stock = 4
    told = seller.simulator.edit_webhook(SHOP, model, Aspect.STOCK, 19, 4)
    assert told is not None
    assert b'"message_type":6' in told
