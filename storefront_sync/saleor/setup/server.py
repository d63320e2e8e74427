"""What set-up asks of a server: whole lists, and mutations that made something or say why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from pydantic import BaseModel

from storefront_sync.saleor.calls.base import present, refuse
from storefront_sync.saleor.errors import AnswerMalformed
from storefront_sync.saleor.setup import wire
from storefront_sync.saleor.transport import Transport
from storefront_sync.saleor.wire import Connection

M = TypeVar("M", bound=BaseModel)
N = TypeVar("N", bound=BaseModel)
MOST_PAGES = 500


def listed(
    transport: Transport,
    name: str,
    answer: type[M],
    pick: Callable[[M], Connection[N] | None],
    variables: Mapping[str, object] | None = None,
    after: str | None = None,
) -> Iterator[N]:
    """All nodes of a connection, page by page; raises AnswerMalformed where it never ends."""
    for _ in range(MOST_PAGES):
        found = pick(transport.query(name, answer, {**(variables or {}), "after": after}))
        if found is None:
            return
        yield from (edge.node for edge in found.edges)
        if not found.page_info.has_next_page:
            return
        after = found.page_info.end_cursor
    raise AnswerMalformed("saleor.graphql_refused", f"{name}: more than {MOST_PAGES} pages")


def make(transport: Transport, name: str, **variables: object) -> str:
    """Run a set-up mutation and return the id of what it made or changed; raises MutationRefused."""
    result = transport.mutate(f"setup/{name}", wire.MadeAnswer, variables).result
    refuse(result.errors)
    return present(result.made, "id").id


def run(transport: Transport, name: str, **variables: object) -> None:
    """Run a set-up mutation that makes nothing; raises MutationRefused."""
    refuse(transport.mutate(f"setup/{name}", wire.MadeAnswer, variables).result.errors)
