"""Our SDL is a part of Saleor's published schema. Collected only where SALEOR_SCHEMA names that schema."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    build_schema,
    is_required_argument,
    is_required_input_field,
)

from storefront_sync.saleor import simulator

PUBLISHED = build_schema(Path(os.environ["SALEOR_SCHEMA"]).read_text(encoding="utf-8"))
OURS = build_schema((Path(simulator.__path__[0]) / "schema.graphql").read_text(encoding="utf-8"))
NAMES = sorted(name for name in OURS.type_map if not name.startswith("__"))


@pytest.mark.parametrize("name", NAMES)
def test_a_type_of_ours_is_published_and_all_of_its_parts_are_the_same(name: str) -> None:
    ours, theirs = OURS.type_map[name], PUBLISHED.type_map.get(name)
    assert theirs is not None, f"{name} isn't published"
    assert type(ours) is type(theirs), name
    check(ours, theirs)


def check(ours: GraphQLNamedType, theirs: GraphQLNamedType) -> None:
    if isinstance(ours, GraphQLEnumType):
        assert isinstance(theirs, GraphQLEnumType)
        assert set(ours.values) <= set(theirs.values), ours.name
    elif isinstance(ours, GraphQLUnionType):
        assert isinstance(theirs, GraphQLUnionType)
        assert {one.name for one in ours.types} <= {one.name for one in theirs.types}, ours.name
    elif isinstance(ours, GraphQLInputObjectType):
        assert isinstance(theirs, GraphQLInputObjectType)
        check_input(ours, theirs)
    elif isinstance(ours, GraphQLObjectType | GraphQLInterfaceType):
        assert isinstance(theirs, GraphQLObjectType | GraphQLInterfaceType)
        assert {one.name for one in ours.interfaces} <= {one.name for one in theirs.interfaces}, ours.name
        for field_name, field in ours.fields.items():
            assert field_name in theirs.fields, f"{ours.name}.{field_name}"
            check_field(f"{ours.name}.{field_name}", field, theirs.fields[field_name])
    else:
        assert isinstance(ours, GraphQLScalarType)


def check_input(ours: GraphQLInputObjectType, theirs: GraphQLInputObjectType) -> None:
    for name, field in ours.fields.items():
        assert name in theirs.fields, f"{ours.name}.{name}"
        assert str(field.type) == str(theirs.fields[name].type), f"{ours.name}.{name}"
    for name, field in theirs.fields.items():
        assert name in ours.fields or not is_required_input_field(field), f"{ours.name}.{name} is required"


def check_field(place: str, ours: GraphQLField, theirs: GraphQLField) -> None:
    assert str(ours.type) == str(theirs.type), place
    for name, argument in ours.args.items():
        assert name in theirs.args, f"{place}({name})"
        assert str(argument.type) == str(theirs.args[name].type), f"{place}({name})"
    for name, argument in theirs.args.items():
        assert name in ours.args or not is_required_argument(argument), f"{place}({name}) is required"
