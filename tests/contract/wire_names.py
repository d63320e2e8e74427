"""How each marketplace calls the fields that the contract suite spoils on their way to a connector."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import cast


@dataclass(frozen=True)
class WireNames:
    """Names of JSON fields. All that show the same thing are named: a connector reads the one or the other.

    `texts`: a listing's title, code and options. `statuses`: of a listing and of an order. `stocks` and
    `prices`: what buyers can still take, and list prices. `lists`: arrays of items and of their models.
    `amounts`: everything that an order's money is made of.
    `webhook_kind`: what tells one kind of webhook from another.
    """

    texts: tuple[str, ...]
    statuses: tuple[str, ...]
    stocks: tuple[str, ...]
    prices: tuple[str, ...]
    lists: tuple[str, ...]
    webhook_kind: str
    amounts: tuple[str, ...] = ()


def wire_names(key: str) -> WireNames:
    """The names of one marketplace: `NAMES` in `tests/connectors/<key>/wire_names.py`."""
    return cast(WireNames, import_module(f"tests.connectors.{key}.wire_names").NAMES)


class Spoiler:
    """Puts something else into the fields of these names; `hits` counts them, so that no test is vacuous."""

    def __init__(self, names: Sequence[str], change: Callable[[object], object]) -> None:
        self.hits = 0
        self._names = frozenset(names)
        self._change = change

    def __call__(self, fields: Mapping[str, object]) -> dict[str, object]:
        """One JSON object with its fields changed."""
        self.hits += len(self._names & fields.keys())
        return {name: self._change(value) if name in self._names else value for name, value in fields.items()}
