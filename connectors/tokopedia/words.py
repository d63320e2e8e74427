"""This marketplace's words in the common language, from `data/words.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from connectors.base.types import HintKind
from mappings.words import ListingStatus, OrderState


def _tables() -> dict[str, dict[str, str]]:
    text = files("connectors.tokopedia").joinpath("data", "words.json").read_text(encoding="utf-8")
    return {name: table for name, table in json.loads(text).items() if isinstance(table, dict)}


_TABLES = _tables()

LISTING_STATUS: Mapping[str, ListingStatus] = {
    word: ListingStatus(ours) for word, ours in _TABLES["listing_status"].items()
}
ORDER_STATE: Mapping[str, OrderState] = {
    word: OrderState(ours) for word, ours in _TABLES["order_state"].items()
}
"""ON_HOLD is an hour in which the buyer may still cancel without asking: held, not yet imported."""
SHOP_FRONT: Mapping[str, str] = _TABLES["shop_front"]
WEBHOOK_KIND: Mapping[int, HintKind] = {
    int(number): HintKind(ours) for number, ours in _TABLES["webhook"].items()
}
