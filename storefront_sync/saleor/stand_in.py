"""What a stand-in is known by. It stands in orders for goods that nobody has named yet, and is no goods."""

from __future__ import annotations

from typing import Final

from mappings.money import Rupiah

PREFIX: Final = "storefront-sync:stand-in:"
"""Of the product's external reference. Whoever reads goods leaves such a product out."""
DEAR: Final = Rupiah(999_999_999)
"""The most that Saleor's column of prices holds: nobody buys one by mistake who guesses its address."""


def reference_of(channel_id: str) -> str:
    """The external reference of a channel's stand-in."""
    return f"{PREFIX}{channel_id}"


def is_stand_in(reference: str | None) -> bool:
    """Whether a product with this external reference is one, of whatever channel."""
    return reference is not None and reference.startswith(PREFIX)
