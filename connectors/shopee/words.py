"""Shopee's words in the common language, from `data/words.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from connectors.base.types import HintKind
from mappings.words import ListingStatus, OrderState


def _tables() -> dict[str, dict[str, str]]:
    text = files("connectors.shopee").joinpath("data", "words.json").read_text(encoding="utf-8")
    return {name: table for name, table in json.loads(text).items() if isinstance(table, dict)}


_TABLES = _tables()

LISTING_STATUS: Mapping[str, ListingStatus] = {
    word: ListingStatus(ours) for word, ours in _TABLES["listing_status"].items()
}
ORDER_STATE: Mapping[str, OrderState] = {
    word: OrderState(ours) for word, ours in _TABLES["order_state"].items()
}
WEBHOOK_KIND: Mapping[int, HintKind] = {
    int(code): HintKind(ours) for code, ours in _TABLES["webhook"].items()
}
SHOP_FRONT = "shopee"
