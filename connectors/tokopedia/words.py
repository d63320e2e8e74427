"""This marketplace's words in the common language, from `data/words.json`."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base.data import words
from connectors.base.types import HintKind
from mappings.words import ListingStatus, OrderState

_TABLES = words("tokopedia")

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
