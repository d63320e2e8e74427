"""The fields of somebody's JSON, read with tolerance: what has another shape is as good as not there."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

END_OF_TIME = 253_402_300_799
"""Epoch seconds of the last moment that a datetime can hold."""


def text(value: Any) -> str:
    """A word; the digits of a number, since documents show ids as both; "" for anything else."""
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)


def rows(value: Any) -> list[Any]:
    """The objects of a list; none where it is no list."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def an_object(value: Any) -> Any:
    """An object, or an empty one in the place of anything else."""
    return value if isinstance(value, dict) else {}


def count_up_to(most: int) -> BeforeValidator:
    """A whole number in 0 … `most`, often a text there; 0 for anything else."""

    def count(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return 0
        try:
            number = int(value)
        except (ValueError, OverflowError):
            return 0
        return number if 0 <= number <= most else 0

    return BeforeValidator(count)


Text = Annotated[str, BeforeValidator(text)]
"""Ids and words."""

Rows = BeforeValidator(rows)
"""A list, without what isn't an object in it."""

AnObject = BeforeValidator(an_object)
"""An object, or an empty one."""

Seconds = Annotated[int, count_up_to(END_OF_TIME)]
"""Epoch seconds; 0 where there are none."""


class Wire(BaseModel):
    """The base of all: tolerant to fields that we don't know; its repr shows no content (buyers, tokens)."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        return []
