"""What may be set for this marketplace beyond key and secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

REGION_CURRENCY = "IDR"


@dataclass(frozen=True)
class Endpoint:
    """One call of the API: its method and its path with the version that belongs to it."""

    name: str
    method: str
    path: str


def _endpoints() -> dict[str, Endpoint]:
    text = files("connectors.tokopedia").joinpath("data", "endpoints.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = json.loads(text)["endpoints"]
    return {name: Endpoint(name, row["method"], row["path"]) for name, row in table.items()}


ENDPOINTS: Mapping[str, Endpoint] = _endpoints()
