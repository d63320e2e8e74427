"""What became of one of several rows of a call that was answered."""

from __future__ import annotations

from connectors.base.errors import ConnectorError, OutcomeUnknown, Transient
from connectors.base.http import Throttled
from connectors.base.table import ErrorTable, Said
from connectors.base.types import Applied


def row_error(table: ErrorTable, said: Said) -> ConnectorError:
    """The error of a row. "Too many calls", said of a row, is Transient and slows the shop by nothing: the
    call itself was taken."""
    try:
        return table.error(said)
    except Throttled as busy:
        return Transient(busy.key, busy.technical, request_id=said.request_id, shop_id=said.shop_id)


def applied_despite(error: ConnectorError) -> Applied:
    """Whether what ended in this error is applied: UNKNOWN where its outcome is, else NO."""
    return Applied.UNKNOWN if isinstance(error, OutcomeUnknown) else Applied.NO
