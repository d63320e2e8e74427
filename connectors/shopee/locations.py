"""Shops that keep their stock at several locations: Shopee wants all of them named in a write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.base.errors import Rejected
from connectors.base.numbers import whole
from connectors.base.spread import spread
from connectors.base.types import ItemId, ModelId, StockRow
from connectors.shopee.client import ShopeeClient
from connectors.shopee.listings import NO_MODEL
from connectors.shopee.wire import Envelope, ItemBaseWire, ModelListWire, SellableWire, WarehousesWire

ONE_LOCATION = "shopee.one_location"
ITEM_BASE = Envelope[ItemBaseWire]
MODEL_LIST = Envelope[ModelListWire]

Held = Mapping[ModelId, Sequence[tuple[str, int]]]
"""What each location holds of a model."""


class Locations:
    """One shop's stock locations. Nobody asks for them before a write is refused for not naming them."""

    def __init__(self, client: ShopeeClient) -> None:
        self._client = client
        self._names: tuple[str, ...] | None = None

    @property
    def several(self) -> bool:
        """Whether the shop is known to have several."""
        return bool(self._names) and len(self._names or ()) > 1

    def forget(self) -> None:
        """They changed: ask again."""
        self._names = None

    def at_first(self, stock: int) -> list[dict[str, object]]:
        """The stock of goods that are new, as a write wants it: all at the first location. Makes no call."""
        if not self.several:
            return [{"stock": stock}]
        first, *others = self._names or ("",)
        return [
            {"location_id": first, "stock": stock},
            *({"location_id": other, "stock": 0} for other in others),
        ]

    def held(self, item_id: ItemId) -> Held:
        """What each location holds of each model, every location named; empty for a shop with one. One or
        two reads, and one more the first time."""
        names = self.names()
        if not names:
            return {}
        base = self._client.get("item_base_info", ITEM_BASE, [("item_id_list", item_id)])
        rows: dict[ModelId, SellableWire] = {}
        for item in base.item_list:
            if item.item_id != item_id:
                continue
            if not item.has_model:
                rows[NO_MODEL] = item
                continue
            for model in self._client.get("model_list", MODEL_LIST, [("item_id", item_id)]).model:
                rows[ModelId(model.model_id)] = model
        return {model_id: _pieces(names, row) for model_id, row in rows.items()}

    def names(self) -> tuple[str, ...]:
        """The locations; none for a shop with one. One call, the first time."""
        if self._names is None:
            try:
                rows = self._client.flat("warehouses", WarehousesWire).response
            except Rejected as error:
                if error.key != ONE_LOCATION:
                    raise
                rows = ()
            self._names = tuple(dict.fromkeys(row.location_id for row in rows if row.location_id))
        return self._names


def stock_list(rows: Sequence[StockRow], held: Held) -> list[dict[str, object]]:
    """The rows of update_stock; a model that `held` doesn't know is written without a location."""
    return [
        {"model_id": int(row.model_id), "seller_stock": _seller_stock(row.stock, held.get(row.model_id, ()))}
        for row in rows
    ]


def _seller_stock(stock: int, held: Sequence[tuple[str, int]]) -> list[dict[str, object]]:
    if not held:
        return [{"stock": stock}]
    return [{"location_id": location, "stock": pieces} for location, pieces in spread(stock, held)]


def _pieces(names: Sequence[str], row: SellableWire) -> list[tuple[str, int]]:
    told = {one.location_id: whole(one.stock) or 0 for one in row.stock_info_v2.seller_stock}
    return [(name, told.get(name, 0)) for name in names]
