"""How the simulated server says no: nearly always with HTTP 200."""

from __future__ import annotations

import json

import pytest

from storefront_sync.saleor.simulator.control import Edit
from storefront_sync.saleor.simulator.http import BODY_LIMIT
from tests.saleor.shop import SmallShop, row
from tests.saleor.wire import Tree

STOCKS = "{ productVariants(first: 2) { edges { node { sku stocks { quantity } } } } }"
COST = """{ productVariants(first: 100) { edges { node {
  id stocks { quantity } channelListings { id } product { id } } } } }"""
NESTED = """{ products(first: 100) { edges { node {
  productVariants(first: 100) { edges { node { id } } } } } } }"""


def code(answer: Tree) -> str:
    return str(answer["errors"][0]["extensions"]["exception"]["code"])


def test_a_dead_token_is_an_anonymous_caller_and_no_401(shop: SmallShop) -> None:
    answer = shop.ask("{ app { id } shop { name } }", "revoked-token")
    assert code(answer) == "PermissionDenied"
    assert answer["data"] == {"app": None, "shop": {"name": "Saleor simulator"}}


def test_public_fields_still_answer_a_dead_token_while_stocks_are_null(shop: SmallShop) -> None:
    answer = shop.ask(STOCKS, "revoked-token")
    assert code(answer) == "PermissionDenied"
    nodes = answer["data"]["productVariants"]["edges"]
    assert nodes[0]["node"] == {"sku": "B", "stocks": None}


def test_both_authorization_headers_are_taken(shop: SmallShop) -> None:
    answer = shop.session.post(
        shop.api_url,
        json={"query": "{ app { id } }"},
        headers={"Authorization-Bearer": f"Bearer {shop.token}"},
        timeout=5,
    )
    assert "errors" not in answer.json()


@pytest.mark.parametrize("action", ["appDeactivate", "appDelete"])
def test_the_token_of_an_app_that_is_switched_off_or_deleted_is_dead(shop: SmallShop, action: str) -> None:
    shop.staff(
        f"mutation($id: ID!) {{ {action}(id: $id) {{ errors {{ code }} }} }}", id=shop.credentials["app_id"]
    )
    assert code(shop.ask("{ app { id } }")) == "PermissionDenied"


def test_a_missing_permission_nulls_the_mutation_with_200(shop: SmallShop) -> None:
    answer = shop.ask('mutation { draftOrderComplete(id: "T3JkZXI6MQ==") { errors { code } } }', "")
    assert code(answer) == "PermissionDenied"
    assert answer["data"] == {"draftOrderComplete": None}


def test_a_page_must_say_its_size(shop: SmallShop) -> None:
    answer = shop.ask("{ productVariants { edges { node { id } } } }")
    assert code(answer) == "GraphQLError"


def test_a_page_has_at_most_100_rows(shop: SmallShop) -> None:
    answer = shop.ask("{ productVariants(first: 101) { edges { node { id } } } }")
    assert code(answer) == "GraphQLError"
    assert answer["data"] == {"productVariants": None}


@pytest.mark.parametrize(
    "query",
    ["{ nonsense }", "{ shop { name ", "query($a: Nope) { shop { name } }"],
    ids=["unknown field", "not GraphQL", "unknown type"],
)
def test_bad_graphql_is_one_of_the_few_400s(shop: SmallShop, query: str) -> None:
    answer = shop.post(query)
    assert answer.status_code == 400
    assert answer.json()["data"] is None


def test_a_batch_of_two_is_refused_with_400(shop: SmallShop) -> None:
    two = json.dumps([{"query": "{ shop { name } }"}] * 2)
    answer = shop.session.post(shop.api_url, data=two, timeout=5)
    assert answer.status_code == 400


@pytest.mark.parametrize(("mutations", "status"), [(4, 200), (5, 400)])
def test_four_mutations_fit_in_a_request_and_five_do_not(
    shop: SmallShop, mutations: int, status: int
) -> None:
    parts = " ".join(f'm{n}: orderCancel(id: "x") {{ errors {{ code }} }}' for n in range(mutations))
    assert shop.post(f"mutation {{ {parts} }}").status_code == status


@pytest.mark.parametrize(("aliases", "status"), [(100, 200), (101, 400)])
def test_a_hundred_aliases_are_the_most(shop: SmallShop, aliases: int, status: int) -> None:
    parts = " ".join(f"a{n}: __typename" for n in range(aliases))
    assert shop.post(f"{{ {parts} }}").status_code == status


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        (COST, 400),
        (NESTED, 10_100),
    ],
)
def test_costs_are_those_that_were_observed(shop: SmallShop, query: str, cost: int) -> None:
    answer = shop.ask(query)
    assert answer["extensions"] == {"cost": {"requestedQueryCost": cost, "maximumAvailable": 50_000}}


def test_a_query_over_the_cost_limit_is_refused_with_400(shop: SmallShop) -> None:
    inner = "id stocks { id } channelListings { id } product { id } quantityAvailable"
    query = f"""{{ products(first: 100) {{ edges {{ node {{
        productVariants(first: 100) {{ edges {{ node {{ {inner} }} }} }} }} }} }} }}"""
    answer = shop.post(query)
    assert answer.status_code == 400
    assert code(answer.json()) == "QueryCostError"
    assert answer.json()["extensions"]["cost"]["requestedQueryCost"] == 50_100


def test_a_body_over_the_limit_is_413(shop: SmallShop) -> None:
    headers = {"Content-Length": str(BODY_LIMIT + 1)}
    answer = shop.session.post(shop.api_url, data=b"", headers=headers, timeout=5)
    assert answer.status_code == 413


def test_with_two_channels_an_anonymous_caller_must_name_one_and_an_app_need_not(shop: SmallShop) -> None:
    shop.simulator.add_cooperative("second", ("malang",), [row("Z", 1)], sku_prefix="K2-")
    query = "{ productVariants(first: 9) { edges { node { sku } } } }"
    assert code(shop.ask(query, "")) == "GraphQLError"
    rows = shop.ask(query)["data"]["productVariants"]["edges"]
    assert [edge["node"]["sku"] for edge in rows] == ["B", "C", "D", "E", "K2-Z"]


def test_quantity_available_is_capped_even_for_apps(shop: SmallShop) -> None:
    shop.simulator.add_cooperative("second", ("malang",), [row("MANY", 300)])
    query = '{ productVariant(sku: "MANY") { quantityAvailable stocks { quantity } } }'
    variant = shop.ask(query)["data"]["productVariant"]
    assert variant == {"quantityAvailable": 50, "stocks": [{"quantity": 300}]}


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


def test_updated_at_does_not_move_when_stock_does(shop: SmallShop) -> None:
    query = '{ productVariant(sku: "B") { updatedAt } }'
    before = shop.ask(query)["data"]
    shop.simulator.world.edit(Edit(sku="B", quantity=3))
    shop.place("R1", ("B", 1))
    assert shop.ask(query)["data"] == before
