"""All pages of what a connector reads in pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from connectors.base.types import Page

T = TypeVar("T")


def all_rows(read: Callable[[str], Page[T]], most: int) -> list[T]:
    """The rows of every page, each asked for with the cursor before it; fails after `most` pages."""
    rows: list[T] = []
    cursor = ""
    for _ in range(most):
        page = read(cursor)
        rows += page.rows
        cursor = page.next_cursor
        if not cursor:
            return rows
    raise AssertionError("the pages never end")
