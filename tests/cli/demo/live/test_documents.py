"""What the demonstration asks of a live Saleor is valid, and costs it little."""

import pytest
from graphql import OperationDefinitionNode, parse, validate

from storefront_sync.cli.demo.live import documents
from storefront_sync.saleor.simulator import resolvers
from storefront_sync.saleor.simulator.binding import schema
from storefront_sync.saleor.simulator.limits import MOST_COST, Meter

DOCUMENTS = {
    name: text
    for name, text in vars(documents).items()
    if isinstance(text, str) and text.lstrip().startswith(("query", "mutation"))
}

assert resolvers  # its import binds them to the schema


def test_there_are_documents() -> None:
    assert len(DOCUMENTS) > 25


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_document_is_valid(name: str) -> None:
    assert validate(schema(), parse(DOCUMENTS[name])) == []


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_document_stays_far_below_the_cost_limit(name: str) -> None:
    document = parse(DOCUMENTS[name])
    (found,) = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    assert Meter(schema(), document).cost(found, {}) * 20 <= MOST_COST
