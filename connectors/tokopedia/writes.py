"""Writes absolute stock and list prices of one product, and says what became of each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from connectors.base.errors import ZERO_REFUSED, ConnectorError, Rejected
from connectors.base.types import ItemId, PriceRow, RowOutcome, StockRow
from connectors.tokopedia.client import Json, TikTokShopClient
from connectors.tokopedia.config import REGION_CURRENCY
from connectors.tokopedia.errors import ABOUT_ONE_ROW, OUT_OF_RANGE, SEVERAL_WAREHOUSES, STOCK_BELOW_CAMPAIGN
from connectors.tokopedia.listings import campaign_floor, inventory_by_sku
from connectors.tokopedia.outcomes import all_failed, row_outcomes
from connectors.tokopedia.warehouses import spread
from connectors.tokopedia.wire import InventoryWire, ProductWire, RowErrorsWire


class Writes:
    """The writes of one shop. Raises what failed the whole call for every row; refusals are outcomes."""

    def __init__(self, client: TikTokShopClient, shop_id: str) -> None:
        self._client = client
        self._shop_id = shop_id

    def stock(self, item_id: ItemId, rows: Sequence[StockRow]) -> tuple[RowOutcome, ...]:
        """Stock of ≤ 100 SKUs; a second call only for SKUs that turn out to lie in several warehouses."""
        single: list[Json] = [_stock_row(row, [{"quantity": row.stock}]) for row in rows]
        outcomes = {outcome.model_id: outcome for outcome in self._write_stock(item_id, rows, single)}
        several = [row for row in rows if _code(outcomes[row.model_id]) in SEVERAL_WAREHOUSES]
        if several:
            outcomes.update({outcome.model_id: outcome for outcome in self._push_spread(item_id, several)})
        zero = {row.model_id for row in rows if row.stock == 0}
        named = [
            _zero_named(outcome) if outcome.model_id in zero else outcome for outcome in outcomes.values()
        ]
        return self._with_floors(item_id, named)

    def price(self, item_id: ItemId, rows: Sequence[PriceRow]) -> tuple[RowOutcome, ...]:
        """List prices of ≤ 100 SKUs."""
        skus: list[Json] = [
            {"id": row.model_id, "price": {"amount": str(row.price), "currency": REGION_CURRENCY}}
            for row in rows
        ]
        return self._write("update_prices", item_id, rows, skus)

    def _write_stock(
        self, item_id: ItemId, rows: Sequence[StockRow], skus: Sequence[Json]
    ) -> tuple[RowOutcome, ...]:
        return self._write("update_inventory", item_id, rows, skus)

    def _write(
        self, endpoint: str, item_id: ItemId, rows: Sequence[StockRow | PriceRow], skus: Sequence[Json]
    ) -> tuple[RowOutcome, ...]:
        models = [row.model_id for row in rows]
        try:
            answer, request_id = self._client.write(
                endpoint, RowErrorsWire, {"skus": skus}, product_id=item_id
            )
        except Rejected as refused:
            if len(rows) == 1 or refused.technical not in ABOUT_ONE_ROW:
                return all_failed(models, refused)
        else:
            return row_outcomes(models, answer, self._shop_id, request_id)
        half = len(rows) // 2
        return (
            *self._write_part(endpoint, item_id, rows[:half], skus[:half]),
            *self._write_part(endpoint, item_id, rows[half:], skus[half:]),
        )

    def _write_part(
        self, endpoint: str, item_id: ItemId, rows: Sequence[StockRow | PriceRow], skus: Sequence[Json]
    ) -> tuple[RowOutcome, ...]:
        """A part of what was refused for the sake of one row. Never raises: another part may be applied."""
        try:
            return self._write(endpoint, item_id, rows, skus)
        except ConnectorError as error:
            return all_failed([row.model_id for row in rows], error)

    def _push_spread(self, item_id: ItemId, rows: Sequence[StockRow]) -> tuple[RowOutcome, ...]:
        """Write again, naming all warehouses, what was refused for not naming them.

        Never raises: other rows of the same batch are applied already.
        """
        models = [row.model_id for row in rows]
        try:
            product = self._client.get("product", ProductWire, product_id=item_id)
            held = {sku.id: sku.inventory for sku in product.skus}
            skus: list[Json] = [
                _stock_row(
                    row,
                    [
                        {"warehouse_id": warehouse, "quantity": pieces}
                        for warehouse, pieces in spread(row.stock, held.get(row.model_id, []))
                    ],
                )
                for row in rows
            ]
            return self._write_stock(item_id, rows, skus)
        except ConnectorError as error:
            return all_failed(models, error)

    def _with_floors(self, item_id: ItemId, outcomes: Iterable[RowOutcome]) -> tuple[RowOutcome, ...]:
        """Ask what campaigns hold where a row was refused for it; without an answer that stays unknown."""
        given = tuple(outcomes)
        locked = [outcome.model_id for outcome in given if _code(outcome) == STOCK_BELOW_CAMPAIGN]
        if not locked:
            return given
        try:
            wire = self._client.search("search_inventory", InventoryWire, {"sku_ids": locked})
        except ConnectorError:
            return given
        stock = inventory_by_sku(wire.inventory)
        floors = {sku: campaign_floor(row) for (product, sku), row in stock.items() if product == item_id}
        return tuple(
            _with_floor(outcome, floors.get(outcome.model_id)) if outcome.model_id in locked else outcome
            for outcome in given
        )


def _zero_named(outcome: RowOutcome) -> RowOutcome:
    """The documented range begins at 1: where that is enforced, it is told in a word of its own."""
    error = outcome.error
    if not isinstance(error, Rejected) or error.technical not in OUT_OF_RANGE:
        return outcome
    named = Rejected(ZERO_REFUSED, error.technical, request_id=error.request_id, shop_id=error.shop_id)
    return replace(outcome, error=named)


def _with_floor(outcome: RowOutcome, floor: int | None) -> RowOutcome:
    error = outcome.error
    if floor is None or not isinstance(error, Rejected):
        return outcome
    named = Rejected(
        error.key, error.technical, request_id=error.request_id, shop_id=error.shop_id, floor=floor
    )
    return replace(outcome, error=named)


def _stock_row(row: StockRow, inventory: Sequence[Json]) -> Json:
    return {"id": row.model_id, "inventory": inventory}


def _code(outcome: RowOutcome) -> str:
    return outcome.error.technical if isinstance(outcome.error, Rejected) else ""
