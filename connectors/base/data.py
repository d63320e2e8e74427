"""What a marketplace keeps as data in its folder's `data/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import cast

from connectors.base.table import Action, ErrorRow


@dataclass(frozen=True)
class Endpoint:
    """One call of an API: its method and its whole path, with the version or prefix that belongs to it."""

    name: str
    method: str
    path: str


def endpoints(marketplace: str) -> Mapping[str, Endpoint]:
    """The calls of `data/endpoints.json` by our name for them."""
    rows = _tables(marketplace, "endpoints.json")["endpoints"]
    table = cast(Mapping[str, Mapping[str, str]], rows)
    return {name: Endpoint(name, row["method"], row["path"]) for name, row in table.items()}


def words(marketplace: str) -> Mapping[str, Mapping[str, str]]:
    """The tables of `data/words.json` by name: the marketplace's word → ours."""
    return {
        name: cast(Mapping[str, str], table)
        for name, table in _tables(marketplace, "words.json").items()
        if isinstance(table, dict)
    }


def error_rows(marketplace: str) -> list[ErrorRow]:
    """The rows of `data/errors.json`, in its order: the first that fits decides."""
    rows = cast(list[Mapping[str, str]], _tables(marketplace, "errors.json")["rows"])
    return [ErrorRow(row["code"], Action(row["action"]), row["key"], row.get("words", "")) for row in rows]


def _tables(marketplace: str, name: str) -> dict[str, object]:
    text = files(f"connectors.{marketplace}").joinpath("data", name).read_text(encoding="utf-8")
    return cast(dict[str, object], json.loads(text))
