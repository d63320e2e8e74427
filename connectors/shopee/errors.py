"""Shopee's error codes, placed by `data/errors.json`."""

from __future__ import annotations

import json
from importlib.resources import files

from connectors.base.table import Action, ErrorRow, ErrorTable

UNKNOWN = "shopee.unknown"
ROW_REASON = "failed_reason"
"""The table's name for a row's free text, which has no code."""

ROWS_ARE_INSIDE = frozenset(
    {"error_busi_update_stock_failed", "error_busi_update_price_failed", "batch_api_all_failed"}
)
"""Codes that only say that every row failed; the reasons stand in the rows."""

NOT_FOUND = frozenset({"error_not_found", "error_item_not_found", "error_item_not_belong_shop"})


def _rows() -> list[ErrorRow]:
    text = files("connectors.shopee").joinpath("data", "errors.json").read_text(encoding="utf-8")
    rows: list[dict[str, str]] = json.loads(text)["rows"]
    return [ErrorRow(row["code"], Action(row["action"]), row["key"], row.get("words", "")) for row in rows]


TABLE = ErrorTable(_rows(), UNKNOWN)
