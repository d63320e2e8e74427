"""Categories and fields in odd shapes are read as far as they can be, and never written as something else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from connectors.base.category import AttributeKind, CategoryId, CategoryRules
from connectors.base.errors import Rejected
from connectors.base.simulator.server import Outgoing
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour
from tests.contract.stall import Stall
from tests.contract.tampering import TamperingProxy
from tests.contract.world import opened

LEAF = CategoryId("100")


@pytest.fixture
def stall(clock: HandSetClock) -> Iterator[Stall]:
    """A shop of Lazada as it is taken to behave."""
    for world in opened(Behaviour("lazada"), clock.now):
        yield Stall(world, clock)


Answering = Callable[[object], TamperingProxy]


@pytest.fixture
def answering(stall: Stall) -> Iterator[Answering]:
    """Proxies that answer every call with this as `data`."""
    proxies: list[TamperingProxy] = []

    def made(data: object) -> TamperingProxy:
        body = json.dumps({"code": "0", "request_id": "r", "data": data}).encode()
        proxies.append(TamperingProxy(stall.world.url, lambda answer: Outgoing(200, body, answer.headers)))
        return proxies[-1]

    yield made
    for proxy in proxies:
        proxy.stop()


def node(number: int, *children: object, leaf: bool = False) -> dict[str, object]:
    """A category."""
    return {"category_id": number, "name": f"K{number}", "leaf": leaf, "children": list(children)}


def field(name: str, kind: str = "text", **more: object) -> dict[str, object]:
    """A field of a category's products."""
    return {"name": name, "label": name.title(), "input_type": kind, "attribute_type": "normal", **more}


def test_branches_without_a_leaf_and_nodes_without_an_id_are_left_out(
    stall: Stall, answering: Answering
) -> None:
    tree = [
        node(1, node(2, leaf=True), node(3)),
        node(4, node(5, node(6))),
        {"name": "tanpa nomor", "children": [node(7, leaf=True)]},
        node(8, leaf=True),
        "bukan kategori",
        {"category_id": 9, "leaf": True},
    ]
    rows = stall.through(answering(tree).url).categories()
    assert [(row.category_id, row.parent_id, row.leaf) for row in rows] == [
        ("1", "", False),
        ("2", "1", True),
        ("8", "", True),
        ("9", "", True),
    ]


def test_a_tree_that_is_too_deep_ends(stall: Stall, answering: Answering) -> None:
    deep: dict[str, object] = node(99, leaf=True)
    for number in range(60):
        deep = node(number, deep)
    rows = stall.through(answering([deep, node(500, leaf=True)]).url).categories()
    assert [row.category_id for row in rows] == ["500"]


def test_a_category_that_is_named_twice_is_one(stall: Stall, answering: Answering) -> None:
    twice = [node(1, node(2, leaf=True), node(2, leaf=True)), node(3, node(2, leaf=True))]
    rows = stall.through(answering(twice).url).categories()
    assert [row.category_id for row in rows] == ["1", "2", "3"]


def rules(stall: Stall, answering: Answering, *fields: object) -> CategoryRules:
    """What a category with these fields wants."""
    return stall.through(answering(list(fields)).url).rules(LEAF)


@pytest.mark.parametrize("name", ["1st", "a b", "a><b", "名"])
def test_a_field_that_cannot_be_written_is_told_where_it_is_mandatory(
    stall: Stall, answering: Answering, name: str
) -> None:
    found = rules(
        stall, answering, field(name, is_mandatory=1, label="Surat"), field(name + "?", label="Lain")
    )
    assert (found.needs, found.attributes) == (("Surat",), ())


def test_a_mandatory_picture_is_a_need_and_a_list_without_values_is_text(
    stall: Stall, answering: Answering
) -> None:
    flavours = [{"en_name": "Sweet", "name": "Manis"}, {"id": 4}, {"name": "Asin"}]
    found = rules(
        stall,
        answering,
        field("halal", "img", is_mandatory="1"),
        field("asal", "singleSelect", is_mandatory=True, options=[]),
        field("rasa", "multiEnumInput", options=flavours),
        field("brand", "singleSelect", is_mandatory=1),
        field("aneh", "hologram"),
    )
    assert found.needs == ("Halal",)
    assert [(row.attribute_id, row.kind, row.required) for row in found.attributes] == [
        ("asal", AttributeKind.TEXT, True),
        ("rasa", AttributeKind.CHOICES, False),
        ("brand", AttributeKind.TEXT, False),
        ("aneh", AttributeKind.TEXT, False),
    ]
    assert [(row.choice_id, row.name) for row in found.attributes[1].choices] == [
        ("Sweet", "Manis"),
        ("Asin", "Asin"),
    ]


@pytest.mark.parametrize(
    ("mandatory", "least"), [("description", 1), ("short_description", 1), ("name", None)]
)
def test_a_description_is_asked_for_where_the_category_does(
    stall: Stall, answering: Answering, mandatory: str, least: int | None
) -> None:
    assert rules(stall, answering, field(mandatory, "richText", is_mandatory=1)).description.least == least


def test_a_branch_and_an_unknown_category_have_sentences_of_their_own(stall: Stall) -> None:
    branch = next(row for row in stall.catalogue.categories() if not row.leaf)
    for category_id in (branch.category_id, CategoryId("999999999")):
        with pytest.raises(Rejected) as caught:
            stall.catalogue.rules(category_id)
        assert caught.value.key == "lazada.category_refused"
