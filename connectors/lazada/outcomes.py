"""What became of each row of a write that was refused in part: one code over rows, told apart by words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected
from connectors.base.outcome import applied_despite, row_error
from connectors.base.types import Applied, ModelId, RowOutcome
from connectors.lazada.answers import said
from connectors.lazada.catalogue_wire import ProductWire, SkuWire
from connectors.lazada.client import Written
from connectors.lazada.errors import TABLE
from connectors.lazada.listings import campaign_end, campaign_floor
from connectors.lazada.refusal import inner_code
from connectors.lazada.wire import DetailWire

COVER = "501"
NO_OUTCOME = "connection.no_outcome"

Wanted = Mapping[ModelId, int]
"""The number that was sent for each row."""
Shown = Callable[[SkuWire], int | None]


def refused_in_part(
    wanted: Wanted, written: Written, product: ProductWire | None, shown: Shown, now: datetime, shop_id: str
) -> tuple[RowOutcome, ...]:
    """One outcome a row, after the product was read back (None = that failed).

    A row that isn't named was applied, if the documents are right; it counts as applied only where it now
    shows what was sent.
    """
    skus = {ModelId(sku.sku_id): sku for sku in product.skus} if product else {}
    named = _named(wanted, written.refused, skus)

    def outcome(model_id: ModelId) -> RowOutcome:
        sku = skus.get(model_id)
        if model_id in named:
            error = _error(named[model_id], written, sku, now, shop_id)
            return RowOutcome(model_id, Applied.NO, error)
        if sku is not None and shown(sku) == wanted[model_id]:
            return RowOutcome(model_id, Applied.YES)
        lost = OutcomeUnknown(NO_OUTCOME, request_id=written.request_id, shop_id=shop_id)
        return RowOutcome(model_id, Applied.UNKNOWN, lost)

    return tuple(outcome(model_id) for model_id in wanted)


def refused_alone(
    wanted: Wanted, refused: Rejected, product: ProductWire | None, now: datetime
) -> tuple[RowOutcome, ...]:
    """The only row of a call was refused; with what the product tells of its campaign, where it was read."""
    skus = {ModelId(sku.sku_id): sku for sku in product.skus} if product else {}
    return tuple(
        RowOutcome(model_id, Applied.NO, _told_more(refused, skus.get(model_id), now)) for model_id in wanted
    )


def all_failed(models: Iterable[ModelId], error: ConnectorError) -> tuple[RowOutcome, ...]:
    """The same error for every row."""
    return tuple(RowOutcome(model_id, applied_despite(error), error) for model_id in models)


def _told_more(refused: Rejected, sku: SkuWire | None, now: datetime) -> Rejected:
    if sku is None:
        return refused
    return Rejected(
        refused.key,
        refused.technical,
        request_id=refused.request_id,
        shop_id=refused.shop_id,
        retry_at=refused.retry_at or campaign_end(sku, now),
        floor=campaign_floor(sku, now) or None,
    )


def _named(
    wanted: Wanted, refused: Sequence[DetailWire], skus: Mapping[ModelId, SkuWire]
) -> dict[ModelId, DetailWire]:
    """The rows that a refusal names, by the SKU's id, the seller's code or the shop SKU."""
    by_name: dict[str, ModelId] = {str(model_id): model_id for model_id in wanted}
    for model_id in wanted:
        if model_id in skus:
            by_name |= {skus[model_id].seller_sku: model_id, skus[model_id].shop_sku: model_id}
    by_name.pop("", None)
    found: dict[ModelId, DetailWire] = {}
    for detail in refused:
        names = (detail.sku_id, detail.seller_sku, detail.field)
        row = next((by_name[name] for name in names if name in by_name), None)
        if row is not None:
            found[row] = detail
    if not found and len(wanted) == 1 and refused:
        # A refusal of the only row need not name it.
        (only,) = wanted
        return {only: refused[-1]}
    return found


def _error(
    detail: DetailWire, written: Written, sku: SkuWire | None, now: datetime, shop_id: str
) -> ConnectorError:
    code = detail.code or inner_code(detail.message) or COVER
    floor = campaign_floor(sku, now) if sku else 0
    told = said(
        code,
        detail.message,
        written.call,
        written.request_id,
        shop_id,
        floor=floor or None,
        retry_at=campaign_end(sku, now) if sku else None,
    )
    return row_error(TABLE, told)
