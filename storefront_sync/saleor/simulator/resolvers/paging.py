"""Cursor pages: `first` or `last` is compulsory and at most 100."""

from __future__ import annotations

from base64 import b64decode, b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from storefront_sync.saleor.simulator.arguments.paging import (
    MetadataFilter,
    PageArguments,
    TextFilter,
    TimeRange,
)
from storefront_sync.saleor.simulator.state.node import Node
from storefront_sync.saleor.simulator.viewer import failure

N = TypeVar("N", bound=Node)
SortKey = tuple[float, int]

MOST = 100


def paginate(name: str, rows: Sequence[N], page: PageArguments) -> dict[str, object]:
    """One page of rows as a connection, sorted by creation or, where asked, by last change."""
    _check(name, page)
    key: Callable[[N], SortKey] = _by_creation
    if page.sort_by is not None:
        if page.sort_by.field == "LAST_MODIFIED_AT":
            key = _by_change
        rows = sorted(rows, key=key, reverse=page.sort_by.direction == "DESC")
    backwards = page.sort_by is not None and page.sort_by.direction == "DESC"
    start, stop = 0, len(rows)

    def place(row: N) -> SortKey:
        return _signed(key(row), backwards)

    if page.after:
        start = bisect_right(rows, _signed(_read_cursor(page.after), backwards), key=place)
    if page.before:
        stop = bisect_left(rows, _signed(_read_cursor(page.before), backwards), key=place)
    window = rows[start:stop]
    if page.first is not None:
        taken = window[: page.first]
        more_after, more_before = len(window) > page.first, start > 0
    else:
        taken = window[-(page.last or 0) :] if page.last else []
        more_after, more_before = stop < len(rows), len(window) > (page.last or 0)
    edges = [{"node": row, "cursor": _cursor(key(row))} for row in taken]
    return {
        "edges": edges,
        "totalCount": len(rows),
        "pageInfo": {
            "hasNextPage": more_after,
            "hasPreviousPage": more_before,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def in_range(moment: datetime, wanted: TimeRange | None) -> bool:
    """Whether a moment lies in a range whose ends are included."""
    if wanted is None:
        return True
    return (wanted.gte is None or moment >= wanted.gte) and (wanted.lte is None or moment <= wanted.lte)


def has_metadata(node: Node, wanted: Sequence[MetadataFilter] | None) -> bool:
    """Whether public metadata holds all keys, with the values where given."""
    return all(
        item.key in node.metadata and (item.value is None or node.metadata[item.key] == item.value)
        for item in wanted or ()
    )


def matches(text: str | None, wanted: TextFilter | None) -> bool:
    """Whether a text is the one, or one of those, asked for."""
    if wanted is None:
        return True
    return text == wanted.eq if wanted.eq is not None else text in (wanted.one_of or ())


def _check(name: str, page: PageArguments) -> None:
    if page.first is None and page.last is None:
        raise failure(
            "GraphQLError",
            f"You must provide a `first` or `last` value to properly paginate the `{name}` connection.",
        )
    for word, value in (("first", page.first), ("last", page.last)):
        if value is not None and value > MOST:
            raise failure(
                "GraphQLError",
                f"Requesting {value} records on the `{name}` connection exceeds"
                f" the `{word}` limit of {MOST} records.",
            )


def _by_creation(row: Node) -> SortKey:
    return 0.0, row.pk


def _by_change(row: Node) -> SortKey:
    return row.updated_at.timestamp(), row.pk


def _signed(key: SortKey, backwards: bool) -> SortKey:
    return (-key[0], -key[1]) if backwards else key


def _cursor(key: SortKey) -> str:
    return b64encode(f"{key[0]!r},{key[1]}".encode()).decode()


def _read_cursor(cursor: str) -> SortKey:
    try:
        moment, _, number = b64decode(cursor).decode().partition(",")
        return float(moment), int(number)
    except ValueError as error:
        raise failure("GraphQLError", "Received cursor is invalid.") from error
