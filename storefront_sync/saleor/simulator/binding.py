"""Ties Python functions to fields of the schema, and everything else to attributes of the stored objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import TypeVar

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    is_abstract_type,
)
from pydantic import BaseModel

from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.events import Happening

F = TypeVar("F", bound=Callable[..., object])
Resolve = Callable[..., object]
Coercion = Callable[[object], object]
Info = GraphQLResolveInfo[Call]

TYPE_NAMES: Mapping[str, str] = {
    "Variant": "ProductVariant",
    "Transaction": "TransactionItem",
    "Staff": "User",
    "ShopSettings": "Shop",
    "ShippingOption": "ShippingMethod",
    "ShippingMethod": "ShippingMethodType",
}
"""GraphQL types of stored classes that are named otherwise."""


@dataclass(frozen=True)
class Bound:
    """A function behind a field: its arguments' model and the permissions of which one is needed."""

    function: Resolve
    arguments: type[BaseModel] | None
    permissions: tuple[str, ...]
    mutation: bool


@dataclass
class Refused(Exception):
    """A mutation that ends with `errors` in its own result, HTTP 200."""

    errors: list[dict[str, object]] = field(default_factory=list)


REGISTRY: dict[tuple[str, str], Bound] = {}


def resolver(
    type_name: str, name: str, arguments: type[BaseModel] | None = None, *, needs: tuple[str, ...] = ()
) -> Callable[[F], F]:
    """Bind a function (source, call[, arguments]) to a field."""

    def bind(function: F) -> F:
        REGISTRY[type_name, name] = Bound(function, arguments, needs, mutation=False)
        return function

    return bind


def mutation(name: str, arguments: type[BaseModel], *, needs: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Bind a function (call, arguments) -> dict to a mutation; `errors` is added where it isn't given."""

    def bind(function: F) -> F:
        REGISTRY["Mutation", name] = Bound(function, arguments, needs, mutation=True)
        return function

    return bind


def refuse(field_name: str | None, code: str, message: str, **more: object) -> Refused:
    """The refusal of one field, to be raised."""
    return Refused([{"field": field_name, "code": code, "message": message, **more}])


@cache
def schema() -> GraphQLSchema:
    """Our part of Saleor's schema with its resolvers. Resolver modules must have been imported before."""
    text = files("storefront_sync.saleor.simulator").joinpath("schema.graphql").read_text()
    built = build_schema(text)
    for graphql_type in built.type_map.values():
        if graphql_type.name.startswith("__"):
            continue
        if isinstance(graphql_type, GraphQLObjectType):
            for name, graphql_field in graphql_type.fields.items():
                _bind(graphql_type.name, name, graphql_field)
        elif is_abstract_type(graphql_type):
            graphql_type.resolve_type = _type_of
    _scalars(built)
    return built


def _bind(type_name: str, name: str, graphql_field: GraphQLField) -> None:
    bound = REGISTRY.get((type_name, name))
    if bound is None:
        graphql_field.resolve = _attribute(name)
    elif bound.mutation:
        graphql_field.resolve = _mutation(bound)
    elif bound.arguments is None:
        graphql_field.resolve = _field(bound)
    else:
        graphql_field.resolve = _field_with_arguments(bound, bound.arguments)


def _attribute(name: str) -> Resolve:
    attribute = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()

    def resolve(source: object, info: Info, **arguments: object) -> object:
        if type(source) is dict:
            return source.get(name)
        return getattr(source, attribute)

    return resolve


def _field(bound: Bound) -> Resolve:
    function, permissions = bound.function, bound.permissions

    def resolve(source: object, info: Info, **arguments: object) -> object:
        if permissions:
            info.context.viewer.require(*permissions)
        return function(source, info.context)

    return resolve


def _field_with_arguments(bound: Bound, model: type[BaseModel]) -> Resolve:
    function, permissions = bound.function, bound.permissions

    def resolve(source: object, info: Info, **arguments: object) -> object:
        if permissions:
            info.context.viewer.require(*permissions)
        return function(source, info.context, model.model_validate(arguments))

    return resolve


def _mutation(bound: Bound) -> Resolve:
    function, permissions, model = bound.function, bound.permissions, bound.arguments
    assert model is not None
    empty: dict[str, object] = {
        "errors": [],
        "count": 0,
        "results": [],
        "deliveries": [],
        "confirmationNeeded": False,
    }

    def resolve(source: object, info: Info, **arguments: object) -> object:
        if permissions:
            info.context.viewer.require(*permissions)
        try:
            result = function(info.context, model.model_validate(arguments))
        except Refused as refused:
            return {**empty, "errors": refused.errors}
        assert isinstance(result, dict)
        return {**empty, **result}

    return resolve


def _type_of(source: object, info: Info, abstract: object) -> str:
    if isinstance(source, Happening):
        return source.type_name
    if isinstance(source, dict):
        return str(source["__typename"])
    name = type(source).__name__
    return TYPE_NAMES.get(name, name)


def _scalars(built: GraphQLSchema) -> None:
    coercions: dict[str, tuple[Coercion, Coercion]] = {
        "DateTime": (_write_time, _read_time),
        "Decimal": (str, _read_decimal),
        "PositiveDecimal": (str, _read_positive),
        "UUID": (str, str),
        "JSONString": (str, str),
    }
    for name, (serialize, parse) in coercions.items():
        scalar = built.type_map.get(name)
        if isinstance(scalar, GraphQLScalarType):
            scalar.coerce_output_value = serialize
            scalar.coerce_input_value = parse
    money = built.type_map["Money"]
    assert isinstance(money, GraphQLObjectType)
    money.fields["amount"].resolve = lambda source, info: float(source.amount)


def _write_time(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat(timespec="microseconds")


def _read_time(value: object) -> datetime:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise GraphQLError(f"DateTime cannot represent value: {value!r}") from error


def _read_decimal(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise GraphQLError(f"Decimal cannot represent value: {value!r}") from error


def _read_positive(value: object) -> Decimal:
    number = _read_decimal(value)
    if number < 0:
        raise GraphQLError(f"Value cannot be lower than 0. Unsupported value: {value}")
    return number
