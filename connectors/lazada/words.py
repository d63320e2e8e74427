"""This marketplace's words in the common language, from `data/words.json`."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base.data import words
from connectors.base.types import HintKind
from mappings.words import ListingStatus, OrderState, ParcelState, ReturnState

_TABLES = words("lazada")

LISTING_STATUS: Mapping[str, ListingStatus] = {
    word: ListingStatus(ours) for word, ours in _TABLES["listing_status"].items()
}
"""By the word in small letters: pages and answers disagree about capitals."""
UNIT_STATE: Mapping[str, OrderState] = {
    word: OrderState(ours) for word, ours in _TABLES["unit_state"].items()
}
"""Of one unit: an order has no state of its own."""
PARCEL_STATE: Mapping[str, ParcelState] = {
    word: ParcelState(ours) for word, ours in _TABLES["parcel_state"].items()
}
RETURN_STATE: Mapping[str, ReturnState] = {
    word: ReturnState(ours) for word, ours in _TABLES["return_state"].items()
}
NO_FEE = frozenset(_TABLES["no_fee"])
"""Rows of a shop's account that are no fee, by their names in small letters; whatever else there is, is
one."""
WEBHOOK_KIND: Mapping[int, HintKind] = {
    int(number): HintKind(ours) for number, ours in _TABLES["webhook"].items()
}
