"""TikTok Shop's error codes, placed by `data/errors.json`."""

from __future__ import annotations

from connectors.base.data import error_rows
from connectors.base.table import ErrorTable

UNKNOWN = "tokopedia.unknown"
CONSENT_ENDED = "tokopedia.consent_ended"

SEVERAL_WAREHOUSES = frozenset({"12019028", "12052037"})
"""The codes for a SKU that lies in more warehouses than were listed."""

ORDER_GONE = frozenset({"21008111"})
PRODUCT_GONE = frozenset({"12019008", "12019150", "12052031", "12052032", "12052048", "12052260"})
ABOUT_ONE_ROW = frozenset(
    {"12019024", "12052012", "12052055", "12052073", "12052553", "12052556", "12052557", "12052570"}
)
"""The codes that may refuse a whole batch for the sake of one row."""

OUT_OF_RANGE = frozenset({"12019024", "12052055"})
"""The codes for a stock that is too large, or 0 where 0 isn't taken."""

LABEL_IN_THE_MAKING = frozenset({"11034037", "11034023", "21023022"})

STOCK_BELOW_CAMPAIGN = "12052393"
SCOPE_MISSING = "105005"
CHECK_FAILED = "12052990"
"""Says only that one of `detail.extra_errors` is the reason."""


TABLE = ErrorTable(error_rows("tokopedia"), UNKNOWN)
