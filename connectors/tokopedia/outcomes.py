"""What became of each row of a batch write: success is the absence of an error that names the row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connectors.base.errors import ConnectorError, OutcomeUnknown, Transient
from connectors.base.http import Throttled
from connectors.base.table import Said
from connectors.base.types import Applied, ModelId, RowOutcome
from connectors.tokopedia.errors import CHECK_FAILED, TABLE
from connectors.tokopedia.wire import RowErrorsWire, RowErrorWire

NO_OUTCOME = "connection.no_outcome"


def row_outcomes(
    models: Sequence[ModelId], answer: RowErrorsWire, shop_id: str, request_id: str
) -> tuple[RowOutcome, ...]:
    """One outcome a model. An error that names no row of ours leaves all rows without one UNKNOWN."""
    named = {ModelId(error.detail.sku_id): error for error in answer.errors}
    stray = any(model not in set(models) for model in named)
    outcomes: list[RowOutcome] = []
    for model in models:
        if model in named:
            outcomes.append(RowOutcome(model, Applied.NO, _refusal(named[model], shop_id, request_id)))
        elif stray:
            lost = OutcomeUnknown(NO_OUTCOME, request_id=request_id, shop_id=shop_id)
            outcomes.append(RowOutcome(model, Applied.UNKNOWN, lost))
        else:
            outcomes.append(RowOutcome(model, Applied.YES))
    return tuple(outcomes)


def all_failed(models: Iterable[ModelId], error: ConnectorError) -> tuple[RowOutcome, ...]:
    """The same error for every row."""
    applied = Applied.UNKNOWN if isinstance(error, OutcomeUnknown) else Applied.NO
    return tuple(RowOutcome(model, applied, error) for model in models)


def _refusal(error: RowErrorWire, shop_id: str, request_id: str) -> ConnectorError:
    code, message = error.code, error.message
    if code == CHECK_FAILED and error.detail.extra_errors:
        code, message = error.detail.extra_errors[0].code, error.detail.extra_errors[0].message
    said = Said(code=code, message=message, write=True, request_id=request_id, shop_id=shop_id)
    try:
        return TABLE.error(said)
    except Throttled as busy:
        return Transient(busy.key, busy.technical, request_id=request_id, shop_id=shop_id)
