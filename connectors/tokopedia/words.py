"""This marketplace's words in the common language, from `data/words.json`."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base.data import words
from connectors.base.types import HintKind
from mappings.words import CancelReason, ListingStatus, OrderState, ParcelState, ReturnState

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
PARCEL_STATE: Mapping[str, ParcelState] = {
    word: ParcelState(ours) for word, ours in _TABLES["parcel_state"].items()
}
"""A package is cancelled by itself where it was lost or damaged (vendor's page of December 2025)."""
RETURN_STATE: Mapping[str, ReturnState] = {
    word: ReturnState(ours) for word, ours in _TABLES["return_state"].items()
}
CANCEL_UNPAID: Mapping[str, CancelReason] = {
    word: CancelReason(ours) for word, ours in _TABLES["cancel_unpaid"].items()
}
CANCEL_PAID: Mapping[str, CancelReason] = {
    word: CancelReason(ours) for word, ours in _TABLES["cancel_paid"].items()
}
