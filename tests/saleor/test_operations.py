"""Every operation of ours is valid against our own SDL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, OperationDefinitionNode, parse, validate

from storefront_sync.saleor import operations
from storefront_sync.saleor.manifest import SUBSCRIPTIONS
from storefront_sync.saleor.operations import operation
from storefront_sync.saleor.simulator import resolvers
from storefront_sync.saleor.simulator.binding import REGISTRY, schema
from storefront_sync.saleor.simulator.limits import MOST_COST, Meter

FOLDER = Path(operations.__path__[0])
FRAGMENTS = {file.stem for file in (FOLDER / "fragments").glob("*.graphql")}
NAMES = sorted(
    str(file.relative_to(FOLDER).with_suffix(""))
    for file in FOLDER.rglob("*.graphql")
    if file.parent.name != "fragments"
)

assert resolvers  # its import binds them to the schema


def test_there_are_operations() -> None:
    assert len(NAMES) > 30


def test_every_fragment_is_used() -> None:
    written = " ".join(operation(name) for name in NAMES)
    assert set(re.findall(r"\bfragment (\w+)", written)) == FRAGMENTS


def test_nothing_asks_for_a_stock_that_saleor_caps_at_what_a_cart_may_hold() -> None:
    assert [name for name in NAMES if "quantityAvailable" in operation(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_is_valid(name: str) -> None:
    assert validate(schema(), parse(operation(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_has_its_files_name(name: str) -> None:
    (found,) = [
        node for node in parse(operation(name)).definitions if isinstance(node, OperationDefinitionNode)
    ]
    assert found.name is not None
    assert found.name.value == name.rpartition("/")[2]


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_stays_far_below_the_cost_limit(name: str) -> None:
    document = parse(operation(name))
    (found,) = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    assert Meter(schema(), document).cost(found, {}) * 20 <= MOST_COST


@pytest.mark.parametrize("name", sorted(SUBSCRIPTIONS))
def test_a_subscription_asks_for_ids_only(name: str) -> None:
    words = set(re.findall(r"\w+", operation(f"subscriptions/{name}")))
    assert not words & {"stocks", "channelListings", "metadata", "address", "email", "name", "price"}


def test_every_bound_function_belongs_to_a_field_of_the_schema() -> None:
    for type_name, field in REGISTRY:
        found = schema().type_map.get(type_name)
        assert isinstance(found, GraphQLObjectType), type_name
        assert field in found.fields, f"{type_name}.{field}"


def test_every_query_and_mutation_of_the_schema_is_bound() -> None:
    for root in ("Query", "Mutation"):
        found = schema().type_map[root]
        assert isinstance(found, GraphQLObjectType)
        assert [name for name in found.fields if (root, name) not in REGISTRY] == []
