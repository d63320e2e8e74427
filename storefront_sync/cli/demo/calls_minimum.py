"""The fewest stock and price writes that could have done the job, from the simulators' books alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from storefront_sync.cli.demo.books import Books, Call, ListingKey, Shown
from storefront_sync.cli.demo.stabbing import Event, Unit
from storefront_sync.cli.demo.steps import Steps

MOVED_BY_MARKETPLACE = frozenset({"sale", "cancel"})
TYPED_BY_SELLER = frozenset({"edit", "campaign", "seed"})

WRITE_FAULTS = frozenset(
    {
        "throttled",
        "server_error",
        "drop_connection",
        "timeout_after_apply",
        "ignored_write",
        "partial",
        "not_admitted",
    }
)
"""Injected faults that cost a second write, in the simulators' words; the last is a token expired early."""


def calls_minimum(
    books: Books, wanted: Mapping[str, Mapping[ListingKey, Steps]], start: float, most_rows: Mapping[str, int]
) -> int:
    """Fewest writes from `start` (epoch seconds) on.

    `wanted` is, for each aspect, what each linked listing ought to show over time; `most_rows` how many rows
    of one item a write of each marketplace holds.
    """
    needed = 0
    shown = by_listing(books.shown)
    for aspect, listings in wanted.items():
        for rows in write_units(listings, most_rows):
            needed += _unit(rows, listings, {key: shown[aspect, key] for key in rows}, start).fewest_writes()
    return needed + sum(1 for call in writes(books) if call.fault in WRITE_FAULTS)


def writes(books: Books) -> list[Call]:
    """The stock and price writes that reached a marketplace, refused ones too."""
    return [call for call in books.calls if call.write and call.aspect in {"stock", "price"}]


def by_listing(shown: Iterable[Shown]) -> dict[tuple[str, ListingKey], list[Shown]]:
    """What buyers saw, by (aspect, listing), in time's order."""
    found: dict[tuple[str, ListingKey], list[Shown]] = defaultdict(list)
    for one in shown:
        found[one.aspect, one.key].append(one)
    return found


def write_units(listings: Iterable[ListingKey], most_rows: Mapping[str, int]) -> list[tuple[ListingKey, ...]]:
    """The listings that one write can hold: those of one item, at most as many as the marketplace takes."""
    items: dict[tuple[str, str], list[ListingKey]] = defaultdict(list)
    for key in sorted(listings):
        items[key.marketplace, key.item_id].append(key)
    units = []
    for (marketplace, _), keys in sorted(items.items()):
        most = most_rows[marketplace]
        units += [tuple(keys[first : first + most]) for first in range(0, len(keys), most)]
    return units


def _unit(
    rows: tuple[ListingKey, ...],
    wanted: Mapping[ListingKey, Steps],
    shown: Mapping[ListingKey, list[Shown]],
    start: float,
) -> Unit:
    events: list[Event] = []
    at_start: list[int] = []
    for row, key in enumerate(rows):
        events += [Event(at, row, wanted=wanted[key].at(at)) for at in wanted[key].after(start)]
        value = shown[key][0].value
        first = value
        for one in shown[key]:
            if one.at <= start:
                first = one.value
            elif one.cause in MOVED_BY_MARKETPLACE:
                events.append(Event(one.at, row, moved=one.value - value))
            elif one.cause in TYPED_BY_SELLER:
                events.append(Event(one.at, row, typed=one.value))
            value = one.value
        at_start.append(first)
    return Unit(start, [wanted[key].at(start) for key in rows], at_start, events)
