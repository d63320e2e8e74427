"""The envelope of every answer, and refusals in the marketplace's own words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from connectors.base.simulator.server import Outgoing, as_json

REQUEST_ID = "202601010000000101890810281E8C70B7"


def _messages() -> Mapping[str, str]:
    text = files("connectors.tokopedia.simulator").joinpath("messages.json").read_text(encoding="utf-8")
    table: dict[str, str] = json.loads(text)
    return table


MESSAGES = _messages()


@dataclass(frozen=True)
class Refusal(Exception):
    """A call that is refused as a whole; `detail` is put in place of the code's usual message."""

    code: int
    status: int = 200
    detail: str = ""

    @property
    def message(self) -> str:
        """What the marketplace says."""
        return self.detail or MESSAGES[str(self.code)]

    def answer(self) -> Outgoing:
        """The refusal on the wire."""
        return envelope(self.code, self.message, None, self.status)


def success(data: object) -> Outgoing:
    """An answer with data."""
    return envelope(0, "Success", data)


def envelope(code: int, message: str, data: object, status: int = 200) -> Outgoing:
    """What every answer is wrapped in."""
    return as_json({"code": code, "message": message, "request_id": REQUEST_ID, "data": data}, status)


def row_error(sku_id: str, code: int = 0, warehouse_id: str = "") -> dict[str, object]:
    """One entry of `data.errors[]`; without a code the reason stays untold."""
    reason = {"warehouse_id": warehouse_id, "code": code, "message": MESSAGES[str(code)]} if code else None
    return {
        "code": 12052990,
        "message": MESSAGES["12052990"],
        "detail": {"sku_id": sku_id, "extra_errors": [reason] if reason else []},
    }
