"""How the simulated server says no: nearly always with HTTP 200."""

from __future__ import annotations

from storefront_sync.saleor.simulator.http import BODY_LIMIT
from tests.saleor.shop import SmallShop
from tests.saleor.wire import Tree


def code(answer: Tree) -> str:
    return str(answer["errors"][0]["extensions"]["exception"]["code"])


def test_a_body_over_the_limit_is_413(shop: SmallShop) -> None:
    headers = {"Content-Length": str(BODY_LIMIT + 1)}
    answer = shop.session.post(shop.api_url, data=b"", headers=headers, timeout=5)
    assert answer.status_code == 413


def test_money_is_a_json_number_with_up_to_two_decimals(shop: SmallShop) -> None:
    listing = [{"channelId": shop.channel_id, "price": "15000.50"}]
    query = """mutation($id: ID!, $input: [ProductVariantChannelListingAddInput!]!) {
        productVariantChannelListingUpdate(id: $id, input: $input) { errors { field code }
        variant { channelListings { price { amount } } } } }"""
    result = shop.ask(query, id=shop.variant_id("B"), input=listing)["data"][
        "productVariantChannelListingUpdate"
    ]
    assert result["variant"]["channelListings"] == [{"price": {"amount": 15000.5}}]
    listing[0]["price"] = "15000.505"
    result = shop.ask(query, id=shop.variant_id("B"), input=listing)["data"][
        "productVariantChannelListingUpdate"
    ]
    assert result["errors"][0]["code"] == "INVALID"


def test_an_error_inside_saleor_says_200_too(shop: SmallShop) -> None:
    shop.faults(server_error_rate=1)
    answers = [shop.post("{ shop { name } }") for _ in range(12)]
    told = {answer.status_code for answer in answers}
    assert told == {200, 503}
    failed = next(answer.json() for answer in answers if answer.status_code == 200)
    assert failed["errors"][0]["message"] == "Internal Server Error"
    assert code(failed) in ("OperationalError", "IntegrityError")
