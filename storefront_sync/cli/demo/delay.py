"""How long an order's siblings showed too much."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.cli.demo.ideal import Change, Components
from storefront_sync.cli.demo.steps import Steps

BOOKKEEPING_SECONDS = 0.005
"""A simulator writes an order and its own decrement one after the other: shorter than this is no wait."""


def seconds_wrong(shown: Steps, wanted: Steps, since: float, until: float) -> float:
    """Seconds from `since` until the listing first shows no more than the right value of that moment."""
    if shown.at(since) <= wanted.at(since):
        return 0.0
    for at in sorted({*shown.after(since), *wanted.after(since)}):
        if at > until:
            break
        if shown.at(at) <= wanted.at(at):
            return at - since
    return until - since


def seconds_by_order(
    changes: Iterable[Change],
    links: Mapping[ListingKey, Components],
    shown: Mapping[ListingKey, Steps],
    wanted: Mapping[ListingKey, Steps],
    *,
    start: float,
    until: float,
) -> dict[str, float]:
    """For each order made in [start, until] that needed a change: seconds until its last sibling was right.

    A sibling is any linked listing with a piece of a SKU that the order took.
    """
    siblings: dict[str, list[ListingKey]] = {}
    for key, components in links.items():
        if key in wanted:
            for sku in components:
                siblings.setdefault(sku, []).append(key)
    created: dict[str, float] = {}
    worst: dict[str, float] = {}
    for change in changes:
        if not change.order_id or change.amount >= 0 or not start <= change.at <= until:
            continue
        if created.setdefault(change.order_id, change.at) != change.at:
            continue
        for key in siblings.get(change.sku, ()):
            wrong = seconds_wrong(shown[key], wanted[key], change.at, until)
            worst[change.order_id] = max(worst.get(change.order_id, 0.0), wrong)
    return {order: seconds for order, seconds in worst.items() if seconds > BOOKKEEPING_SECONDS}


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0…1) of all values do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)] if ordered else 0.0
