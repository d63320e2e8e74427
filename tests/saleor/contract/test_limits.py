"""What one request may hold. A few of these limits are the only refusals with HTTP 400."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.operations import operation
from tests.saleor.contract.caller import Caller, code

TOO_DEAR = """{ products(first: 100) { edges { node { productVariants(first: 100) { edges { node {
  id channelListings { channel { id } } product { category { id } } } } } } } } }"""


def test_a_page_must_say_its_size(app: Caller) -> None:
    answer = app.ask("{ productVariants { edges { node { id } } } }")
    assert code(answer) == "GraphQLError"
    assert answer["data"] == {"productVariants": None}


@pytest.mark.parametrize("end", ["first", "last"])
def test_a_page_has_at_most_100_rows(app: Caller, end: str) -> None:
    assert "errors" not in app.ask(f"{{ productVariants({end}: 100) {{ edges {{ node {{ id }} }} }} }}")
    answer = app.ask(f"{{ productVariants({end}: 101) {{ edges {{ node {{ id }} }} }} }}")
    assert code(answer) == "GraphQLError"
    assert answer["data"] == {"productVariants": None}


@pytest.mark.parametrize(
    "query",
    ["{ nonsense }", "{ shop { name ", "query($a: Nope) { shop { name } }"],
    ids=["unknown field", "not GraphQL", "unknown type"],
)
def test_bad_graphql_is_one_of_the_few_400s(app: Caller, query: str) -> None:
    answer = app.post(query)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert "data" not in answer.json()


def test_a_batch_of_two_is_refused_with_400(app: Caller) -> None:
    assert app.send([{"query": "{ shop { name } }"}] * 2).status_code == 400


@pytest.mark.parametrize(("mutations", "status"), [(4, 200), (5, 400)])
def test_four_mutations_fit_in_a_request_and_five_do_not(app: Caller, mutations: int, status: int) -> None:
    parts = " ".join(
        f'm{n}: orderCancel(id: "T3JkZXI6MQ==") {{ errors {{ code }} }}' for n in range(mutations)
    )
    answer = app.post(f"mutation {{ {parts} }}")
    assert answer.status_code == status


@pytest.mark.parametrize(("aliases", "status"), [(100, 200), (101, 400)])
def test_a_hundred_aliases_are_the_most(app: Caller, aliases: int, status: int) -> None:
    parts = " ".join(f"a{n}: __typename" for n in range(aliases))
    assert app.post(f"{{ {parts} }}").status_code == status


@pytest.mark.parametrize(
    ("name", "cost"),
    [
        ("VariantsPage", 500),
        ("VariantsByIds", 500),
        ("OrdersChanged", 300),
        ("AppState", 3),
        ("AppProblems", 101),
        ("Channels", 1),
        ("setup/Attributes", 2020),
        ("setup/ProductTypes", 100),
        ("setup/ShippingZones", 250),
        ("goods/VariantsBySku", 1400),
    ],
)
def test_every_answer_tells_its_cost(app: Caller, name: str, cost: int) -> None:
    """Of what we read in bulk ourselves: each stays far below the limit."""
    values = {"ids": [], "skus": [], "since": "2026-01-01T00:00:00+00:00"}
    told = app.ask(operation(name), **values)["extensions"]["cost"]
    assert (told["requestedQueryCost"], told["maximumAvailable"]) == (cost, 50_000)


def test_a_query_over_the_cost_limit_is_refused_with_400(app: Caller) -> None:
    answer = app.post(TOO_DEAR)
    assert answer.status_code == 400
    assert code(answer.json()) == "QueryCostError"
    assert answer.json()["extensions"]["cost"]["requestedQueryCost"] == 50_100


def test_a_body_of_a_megabyte_is_taken(app: Caller) -> None:
    assert app.post("{ shop { schemaVersion } }", filler="x" * 1_000_000).status_code == 200
