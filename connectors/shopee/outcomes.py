"""What became of each row of a write call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected
from connectors.base.numbers import whole
from connectors.base.outcome import applied_despite, row_error
from connectors.base.table import Action, Said
from connectors.base.types import Applied, ModelId, RowOutcome
from connectors.shopee.errors import ROW_REASON, ROWS_ARE_INSIDE, TABLE, bare
from connectors.shopee.wire import FailedWire, PromotionWire, WriteWire

CAMPAIGN_STOCK = "shopee.campaign_stock"
CAMPAIGN_PRICE = "shopee.campaign_price"
STOCK_LOCATION = "shopee.stock_location"
CAMPAIGN_KEYS = frozenset(row.key for row in TABLE.rows if row.action is Action.CAMPAIGN)


def row_outcomes(
    asked: Sequence[ModelId], answer: WriteWire, shop_id: str, request_id: str
) -> tuple[RowOutcome, ...]:
    """One outcome per row asked for; a row that the answer names nowhere, or on both lists, is unknown."""
    written = {ModelId(row.model_id or "0") for row in answer.success_list}
    failed = {ModelId(row.model_id or "0"): row for row in answer.failure_list}
    outcomes = []
    for model_id in asked:
        if model_id in failed and model_id not in written:
            outcomes.append(refused(model_id, _reason(failed[model_id], shop_id, request_id)))
        elif model_id in written and model_id not in failed:
            outcomes.append(RowOutcome(model_id, Applied.YES))
        else:
            unknown = OutcomeUnknown("connection.no_outcome", request_id=request_id, shop_id=shop_id)
            outcomes.append(RowOutcome(model_id, Applied.UNKNOWN, unknown))
    return tuple(outcomes)


def refused(model_id: ModelId, error: ConnectorError) -> RowOutcome:
    """The outcome of a row with this error."""
    return RowOutcome(model_id, applied_despite(error), error)


def by_campaign(outcome: RowOutcome) -> bool:
    """Whether a campaign is why this row was refused."""
    return outcome.error is not None and outcome.error.key in CAMPAIGN_KEYS


def unexplained(outcome: RowOutcome) -> bool:
    """Whether this row was refused together with all others and without a word of its own."""
    error = outcome.error
    return error is not None and bare(error) in ROWS_ARE_INSIDE


def by_location(outcome: RowOutcome) -> bool:
    """Whether this row was refused because of the stock locations that it names or doesn't."""
    return outcome.error is not None and outcome.error.key == STOCK_LOCATION


@dataclass(frozen=True)
class Hold:
    """What promotions hold of one model, and until when (None = not said)."""

    floor: int
    until: datetime | None


def holds(promotions: Sequence[PromotionWire]) -> dict[ModelId, Hold]:
    """The highest floor and the latest end by model: what satisfies one promotion must satisfy all."""
    found: dict[ModelId, Hold] = {}
    for row in promotions:
        model_id = ModelId(row.model_id or "0")
        before = found.get(model_id, Hold(0, None))
        reserved = whole(row.promotion_stock_info_v2.summary_info.total_reserved_stock) or 0
        ends = datetime.fromtimestamp(row.end_time, UTC) if row.end_time else None
        until = max((end for end in (before.until, ends) if end), default=None)
        found[model_id] = Hold(max(before.floor, reserved), until)
    return found


def explained(outcome: RowOutcome, hold: Hold, wanted: Mapping[ModelId, int] | None) -> RowOutcome:
    """A row that a campaign refused, told the campaign's end and, for stock, its floor; `wanted` is the
    stock, None for prices. Any other row as it is."""
    error = outcome.error
    if error is None:
        return outcome
    key = error.key
    if unexplained(outcome):
        if wanted is not None and wanted[outcome.model_id] >= hold.floor:
            return outcome
        key = CAMPAIGN_PRICE if wanted is None else CAMPAIGN_STOCK
    elif not by_campaign(outcome):
        return outcome
    told = Rejected(
        key,
        error.technical,
        request_id=error.request_id,
        shop_id=error.shop_id,
        retry_at=hold.until,
        floor=None if wanted is None else hold.floor,
    )
    return RowOutcome(outcome.model_id, outcome.applied, told)


def _reason(row: FailedWire, shop_id: str, request_id: str) -> ConnectorError:
    code = row.failed_reason.partition(":")[0].strip()
    known = TABLE.place(code, row.failed_reason)
    said = Said(
        code=code if known else ROW_REASON,
        message=row.failed_reason,
        write=True,
        request_id=request_id,
        shop_id=shop_id,
    )
    return row_error(TABLE, said)
