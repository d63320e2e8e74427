"""Writes absolute stock and list prices of one product, and says what became of each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from connectors.base.errors import ConnectorError, Rejected
from connectors.base.numbers import whole
from connectors.base.types import Applied, ItemId, ModelId, PriceRow, RowOutcome, StockRow
from connectors.lazada.catalogue_wire import ProductWire, SkuWire
from connectors.lazada.client import LazadaClient
from connectors.lazada.errors import ABOUT_ONE_ROW
from connectors.lazada.listings import sellable
from connectors.lazada.outcomes import Shown, Wanted, all_failed, refused_alone, refused_in_part
from connectors.lazada.payload import sku_payload, stock_fields
from connectors.lazada.warehouses import ONLY, Warehouses, spread

Payload = Callable[[Wanted], str]
Outcomes = tuple[RowOutcome, ...]


class Writes:
    """The writes of one shop. Raises what failed the whole call for every row; refusals are outcomes."""

    def __init__(self, client: LazadaClient, shop_id: str, now: Callable[[], datetime]) -> None:
        self._client = client
        self._shop_id = shop_id
        self._now = now
        self._warehouses = Warehouses(client)

    def stock(self, item_id: ItemId, rows: Sequence[StockRow]) -> Outcomes:
        """Sellable pieces of ≤ 20 SKUs; the product is read first where the seller has several warehouses."""
        codes = self._warehouses.codes()
        skus = {} if codes == ONLY else self._skus(item_id)

        def payload(wanted: Wanted) -> str:
            parts = (
                (model_id, spread(stock, codes, skus.get(model_id))) for model_id, stock in wanted.items()
            )
            return sku_payload(item_id, ((model_id, stock_fields(each)) for model_id, each in parts))

        wanted = {row.model_id: row.stock for row in rows}
        return self._write("update_stock", item_id, wanted, payload, sellable)

    def price(self, item_id: ItemId, rows: Sequence[PriceRow]) -> Outcomes:
        """List prices of ≤ 20 SKUs; without a quantity in it, the call leaves the stock alone."""

        def payload(wanted: Wanted) -> str:
            return sku_payload(
                item_id, ((model_id, [("Price", str(price))]) for model_id, price in wanted.items())
            )

        wanted = {row.model_id: int(row.price) for row in rows}
        return self._write("update_price", item_id, wanted, payload, lambda sku: whole(sku.price))

    def _write(self, name: str, item_id: ItemId, wanted: Wanted, payload: Payload, shown: Shown) -> Outcomes:
        try:
            written = self._client.write_rows(name, payload(wanted))
        except Rejected as refused:
            return self._refused(name, item_id, wanted, payload, shown, refused)
        if written.success:
            return tuple(RowOutcome(model_id, Applied.YES) for model_id in wanted)
        product = self._read_back(item_id)
        return refused_in_part(wanted, written, product, shown, self._now(), self._shop_id)

    def _refused(
        self,
        name: str,
        item_id: ItemId,
        wanted: Wanted,
        payload: Payload,
        shown: Shown,
        refused: Rejected,
    ) -> Outcomes:
        """The whole call was refused: for its only row, for all of them, or for the sake of one."""
        if refused.technical not in ABOUT_ONE_ROW:
            return all_failed(wanted, refused)
        if len(wanted) == 1:
            return refused_alone(wanted, refused, self._read_back(item_id), self._now())
        models = list(wanted)
        half = len(models) // 2
        return (
            *self._write_part(name, item_id, {key: wanted[key] for key in models[:half]}, payload, shown),
            *self._write_part(name, item_id, {key: wanted[key] for key in models[half:]}, payload, shown),
        )

    def _write_part(
        self, name: str, item_id: ItemId, wanted: Wanted, payload: Payload, shown: Shown
    ) -> Outcomes:
        """A part of what was refused for the sake of one row. Never raises: another part may be applied."""
        try:
            return self._write(name, item_id, wanted, payload, shown)
        except ConnectorError as error:
            return all_failed(wanted, error)

    def _skus(self, item_id: ItemId) -> Mapping[ModelId, SkuWire]:
        try:
            product = self._client.get("product", ProductWire, [("item_id", item_id)])
        except Rejected:
            # The write itself will say what is wrong with it.
            return {}
        return {ModelId(sku.sku_id): sku for sku in product.skus}

    def _read_back(self, item_id: ItemId) -> ProductWire | None:
        try:
            return self._client.get("product", ProductWire, [("item_id", item_id)])
        except ConnectorError:
            return None
