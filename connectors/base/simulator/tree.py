"""A category tree as an Indonesian marketplace has it, in neutral form: `data/categories.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from connectors.base.category import (
    Attribute,
    AttributeId,
    AttributeKind,
    Category,
    CategoryId,
    Choice,
)


@dataclass(frozen=True)
class Leaf:
    """A category that takes listings, and what it wants of them."""

    category: Category
    attributes: tuple[Attribute, ...]
    needs: tuple[str, ...]
    package_size: bool
    pre_order: bool


@dataclass(frozen=True)
class Tree:
    """All categories, parents before their children, and the leaves by id."""

    categories: tuple[Category, ...]
    leaves: Mapping[CategoryId, Leaf]


class _Attribute(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    name: str
    kind: AttributeKind
    required: bool
    choices: dict[str, str] = {}
    free: bool = False
    units: tuple[str, ...] = ()


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    name: str
    children: list[_Node] = []
    attributes: list[str] = []
    needs: tuple[str, ...] = ()
    package_size: bool = False
    pre_order: bool = False


class _File(BaseModel):
    attributes: dict[str, _Attribute]
    tree: list[_Node]


@cache
def indonesian_tree() -> Tree:
    """The tree of the data file."""
    text = files("connectors.base.simulator").joinpath("data", "categories.json").read_text("utf-8")
    file = _File.model_validate(json.loads(text))
    known = {name: _attribute(row) for name, row in file.attributes.items()}
    nodes = [pair for top in file.tree for pair in _walk(top, CategoryId(""))]
    leaves = {
        category.category_id: Leaf(
            category,
            tuple(known[name] for name in node.attributes),
            node.needs,
            node.package_size,
            node.pre_order,
        )
        for category, node in nodes
        if category.leaf
    }
    return Tree(tuple(category for category, _ in nodes), leaves)


def _walk(node: _Node, parent: CategoryId) -> Iterator[tuple[Category, _Node]]:
    category = Category(CategoryId(node.id), parent, node.name, leaf=not node.children)
    yield category, node
    for child in node.children:
        yield from _walk(child, category.category_id)


def _attribute(row: _Attribute) -> Attribute:
    return Attribute(
        attribute_id=AttributeId(row.id),
        name=row.name,
        kind=row.kind,
        required=row.required,
        choices=tuple(Choice(choice_id, name) for choice_id, name in row.choices.items()),
        free=row.free,
        units=row.units,
    )
