"""Lazada's error codes, placed by `data/errors.json`."""

from __future__ import annotations

from connectors.base.data import error_rows
from connectors.base.table import ErrorTable

UNKNOWN = "lazada.unknown"
CONSENT_ENDED = "lazada.consent_ended"

COVERS = frozenset({"500", "501"})
"""Say only that something in `detail[]` was refused."""

ORDER_GONE = frozenset({"16", "37", "39"})
PRODUCT_GONE = frozenset({"207", "208", "4136", "4137", "EDIT_ITEM_NOT_BELONG_SELLER"})
NOT_ONLINE = frozenset({"E0004"})
"""A product that is to be hidden isn't shown."""
ABOUT_ONE_ROW = frozenset({"212", "4104", "4118", "4119", "4135", "4136", "4137", "4170", "4225"})
"""The codes that may refuse a whole batch for the sake of one row."""

TABLE = ErrorTable(error_rows("lazada"), UNKNOWN)
