"""What all areas share: the transport, pages, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pydantic import BaseModel

from storefront_sync.saleor.errors import (
    AddressRefused,
    AnswerMalformed,
    DuplicateReference,
    MutationRefused,
    ShortOfStock,
    TokenDead,
)
from storefront_sync.saleor.transport import Transport
from storefront_sync.saleor.types import Page
from storefront_sync.saleor.wire import Connection, Identified, MutationError

PAGE_ROWS = 100
"""Saleor's largest page, and the size of a stock write that was fastest a row in proportion to its risk."""
ADDRESS_FIELDS = frozenset(
    {
        "firstName",
        "lastName",
        "companyName",
        "streetAddress1",
        "streetAddress2",
        "city",
        "cityArea",
        "postalCode",
        "country",
        "countryArea",
        "phone",
    }
)
N = TypeVar("N", bound=BaseModel)
T = TypeVar("T")


class Calls:
    """One area of the API."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport


def page(connection: Connection[N], adapt: Callable[[N], T]) -> Page[T]:
    """A connection as a page of ours."""
    rows = tuple(adapt(edge.node) for edge in connection.edges)
    info = connection.page_info
    if info.has_next_page and not info.end_cursor:
        raise AnswerMalformed("saleor.graphql_refused", "a next page without a cursor")
    return Page(rows, info.end_cursor or "" if info.has_next_page else "")


def refuse(errors: Sequence[MutationError]) -> None:
    """Raise what a mutation's own `errors` say, if anything."""
    if not errors:
        return
    first = errors[0]
    lines = tuple(dict.fromkeys(line for error in errors for line in error.order_lines or ()))
    variants = tuple(dict.fromkeys(variant for error in errors for variant in error.variants or ()))
    kind: type[MutationRefused] = MutationRefused
    if any(error.code == "INSUFFICIENT_STOCK" for error in errors):
        kind = ShortOfStock
        first = next(error for error in errors if error.code == "INSUFFICIENT_STOCK")
    elif first.code == "UNIQUE" and first.field == "externalReference":
        kind = DuplicateReference
    elif first.field in ADDRESS_FIELDS:
        kind = AddressRefused
    name = first.field or first.path or ""
    raise kind(name, first.code, first.message or "", order_lines=lines, variants=variants)


def present(value: T | None, what: str) -> T:
    """A part of an answer that a success must have."""
    if value is None:
        raise AnswerMalformed("saleor.graphql_refused", f"no {what} in the answer")
    return value


def known(app: Identified | None, name: str) -> None:
    """Saleor answers a dead token like a stranger's, with fewer rows: each answer says whose it is."""
    if app is None:
        raise TokenDead("saleor.token_dead", f"{name}: nobody")
