"""Where a seller's pieces lie, and what campaigns hold of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from connectors.base.simulator.book import Book
from connectors.base.simulator.shelf import Item, Model
from connectors.lazada.config import WIB

FIRST_WAREHOUSE = "dropshipping"


class Stores:
    """One warehouse for each seller, unless `warehouses` names more by shop. What sells leaves the first."""

    def __init__(self, book: Book) -> None:
        self.warehouses: dict[str, tuple[str, ...]] = {}
        self._book = book
        self._elsewhere: dict[str, dict[str, int]] = {}

    def codes(self, shop_id: str) -> tuple[str, ...]:
        """The warehouses' codes, the first first."""
        return self.warehouses.get(shop_id, (FIRST_WAREHOUSE,))

    def elsewhere(self, model_id: str) -> int:
        """A SKU's pieces outside the first warehouse."""
        return sum(self._elsewhere.get(model_id, {}).values())

    def lay(self, model_id: str, parts: Mapping[str, int]) -> None:
        """Pieces outside the first warehouse, from now on."""
        self._elsewhere[model_id] = dict(parts)

    def inventories(self, shop_id: str, item: Item) -> dict[str, dict[str, object]]:
        """By SKU: its stock in each warehouse that has some, and what campaigns hold."""
        return {
            model.model_id: {
                "multiWarehouseInventories": self._parts(shop_id, model),
                "channelInventories": self._campaigns(model),
            }
            for model in item.models.values()
        }

    def _parts(self, shop_id: str, model: Model) -> list[dict[str, object]]:
        first, *others = self.codes(shop_id)
        held = self._elsewhere.get(model.model_id, {})
        parts = {first: model.stock - self.elsewhere(model.model_id)}
        # A warehouse without stock isn't shown, but for the first.
        parts |= {code: held[code] for code in others if held.get(code)}
        return [
            {
                "warehouseCode": code,
                "sellableQuantity": pieces,
                "totalQuantity": pieces,
                "quantity": pieces,
                "occupyQuantity": 0,
                "withholdQuantity": 0,
            }
            for code, pieces in parts.items()
        ]

    def _campaigns(self, model: Model) -> list[dict[str, object]]:
        campaign, floor = self._book.campaign(model), self._book.floor(model)
        if campaign is None or not floor:
            return []
        ends_at = campaign.ends_at
        return [
            {
                "channelName": "4a9198e3-9b40-44d2-a6b6-863696c42f74",
                "sellableQuantity": floor,
                "startTime": "2020-01-01 00:00:00",
                "endTime": local_time(ends_at) if ends_at is not None else "2099-12-31 23:59:59",
            }
        ]


def local_time(seconds: float) -> str:
    """As the pages show a campaign's times."""
    return f"{datetime.fromtimestamp(seconds, WIB):%Y-%m-%d %H:%M:%S}"
