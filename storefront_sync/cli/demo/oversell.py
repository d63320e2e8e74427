"""Pieces sold that were not there, and why it could happen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storefront_sync.cli.demo.ideal import Change


@dataclass(frozen=True)
class Oversold:
    """Order `order_id` on `channel` took `units` pieces of `sku` more than there were.

    The last change before it, by `taken_by` ("" = somebody changed the stock on hand), was `seconds` earlier:
    that is the window in which this channel still offered the pieces.
    """

    order_id: str
    channel: str
    sku: str
    units: int
    seconds: float
    taken_by: str


def oversold(changes: Iterable[Change], start: float) -> list[Oversold]:
    """All such orders created after `start`, in time's order. A cancel later on doesn't undo them."""
    free: dict[str, int] = {}
    last: dict[str, Change] = {}
    found = []
    for change in changes:
        before = free.get(change.sku, 0)
        after = free[change.sku] = before + change.amount
        missing = max(-after, 0) - max(-before, 0)
        if change.order_id and change.amount < 0 and missing > 0 and change.at > start:
            earlier = last.get(change.sku)
            found.append(
                Oversold(
                    order_id=change.order_id,
                    channel=change.channel,
                    sku=change.sku,
                    units=missing,
                    seconds=change.at - earlier.at if earlier else 0.0,
                    taken_by=earlier.order_id if earlier else "",
                )
            )
        if change.amount < 0:
            last[change.sku] = change
    return found
