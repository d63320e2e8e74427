"""What became of each row of a batch write: success is the absence of an error that names the row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connectors.base.errors import ConnectorError, OutcomeUnknown
from connectors.base.outcome import applied_despite, row_error
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
            error = _refusal(named[model], shop_id, request_id)
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


def _refusal(error: RowErrorWire, shop_id: str, request_id: str) -> ConnectorError:
    code, message = _reason(error)
    said = Said(code=code, message=message, write=True, request_id=request_id, shop_id=shop_id)
    return row_error(TABLE, said)


def _reason(error: RowErrorWire) -> tuple[str, str]:
    """The code that decides: of a failed check's reasons the first that we know, or the first at all."""
    if error.code != CHECK_FAILED or not error.detail.extra_errors:
        return error.code, error.message
    reasons = [(extra.code, extra.message) for extra in error.detail.extra_errors]
    return next((reason for reason in reasons if TABLE.place(*reason)), reasons[0])
