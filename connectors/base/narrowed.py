"""Reads many ids at once, though one of them may spoil the call for all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from connectors.base.errors import Rejected

T = TypeVar("T")


def narrowed(
    ids: Sequence[str], read: Callable[[Sequence[str]], Sequence[T]], gone: Collection[str]
) -> list[T]:
    """What `read` finds of `ids`; refused with a code or a text key of `gone`, both halves are read by
    themselves.

    An id that is refused alone has no row in the answer. Other errors are passed on.
    """
    if not ids:
        return []
    try:
        return list(read(ids))
    except Rejected as refused:
        if not {refused.technical, refused.key} & set(gone):
            raise
    if len(ids) == 1:
        return []
    half = len(ids) // 2
    return [*narrowed(ids[:half], read, gone), *narrowed(ids[half:], read, gone)]
