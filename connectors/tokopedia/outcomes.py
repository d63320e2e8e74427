"""What became of each row of a batch write: success is the absence of an error that names the row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connectors.base.errors import ConnectorError, OutcomeUnknown
from connectors.base.outcome import applied_despite, row_error
from connectors.base.table import Said
from connectors.base.types import Applied, ModelId, RowOutcome
from connectors.tokopedia.errors import CHECK_FAILED, TABLE
from connectors.tokopedia.wire import CodeWire, RowErrorsWire

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
            row = named[model]
            error = refusal(row, row.detail.extra_errors, shop_id, request_id)
            outcomes.append(RowOutcome(model, applied_despite(error), error))
        elif stray:
            silent = OutcomeUnknown(NO_OUTCOME, request_id=request_id, shop_id=shop_id)
            outcomes.append(RowOutcome(model, Applied.UNKNOWN, silent))
        else:
            outcomes.append(RowOutcome(model, Applied.YES))
    return tuple(outcomes)


def all_failed(models: Iterable[ModelId], error: ConnectorError) -> tuple[RowOutcome, ...]:
    """The same error for every row."""
    return tuple(RowOutcome(model, applied_despite(error), error) for model in models)


def refusal(error: CodeWire, reasons: Sequence[CodeWire], shop_id: str, request_id: str) -> ConnectorError:
    """The error of one row: of a failed check's reasons the first that we know, or the first at all."""
    if error.code == CHECK_FAILED and reasons:
        error = next((one for one in reasons if TABLE.place(one.code, one.message)), reasons[0])
    return row_error(
        TABLE, Said(error.code, error.message, write=True, request_id=request_id, shop_id=shop_id)
    )
