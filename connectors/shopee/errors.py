"""Shopee's error codes, placed by `data/errors.json`."""

from __future__ import annotations

from connectors.base.data import error_rows
from connectors.base.errors import ConnectorError
from connectors.base.table import Action, ErrorTable

UNKNOWN = "shopee.unknown"
GONE = "shopee.not_found"
"""The text key of what isn't there."""
ROW_REASON = "failed_reason"
"""The table's name for a row's free text, which has no code."""

ROWS_ARE_INSIDE = frozenset(
    {
        "error_busi_update_stock_failed",
        "error_busi_update_price_failed",
        "error_unlist_item_all_failed",
        "batch_api_all_failed",
    }
)
"""Codes that only say that every row failed; the reasons stand in the rows."""

TABLE = ErrorTable(error_rows("shopee"), UNKNOWN)

DONE_KEYS = frozenset(row.key for row in TABLE.rows if row.action is Action.DONE)
"""What says that it was done before."""

NOBODY_ASKS = frozenset({"cancel_order_invalid_status", "order_status_invalid"})
"""The answer to a request to cancel that isn't there."""


def bare(error: ConnectorError) -> str:
    """Shopee's code of an error, without the module before it."""
    return error.technical.rpartition(".")[2]
