"""What we think buyers see, and what makes that uncertain."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from mappings.words import Aspect
from storefront_sync.ledger import feeds
from storefront_sync.ledger.models import Belief


def begin(listing_ids: Collection[int], now: datetime) -> None:
    """Start both beliefs of newly linked listings, void: the first push or read-back fills them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_belief (listing_id, shop_id, aspect, void, void_reason, changed_at,"
            " in_flight, disturbed,"
            " acknowledged_revision) SELECT l.id, l.shop_id, a.aspect, TRUE, 'new', %s, 0, FALSE, 0"
            " FROM catalog_listing l CROSS JOIN (VALUES ('stock'), ('price')) AS a(aspect)"
            " WHERE l.id = ANY(%s) ORDER BY l.id ON CONFLICT (listing_id, aspect) DO NOTHING",
            [now, list(listing_ids)],
        )


CLOCKS_DIFFER = timedelta(seconds=2)
"""A marketplace's clock and ours may be this far apart without harm. `doctor` warns of half a minute."""


@dataclass(frozen=True)
class Observation:
    """A number read back from the marketplace, true at some moment in [started, ended]."""

    listing_id: int
    aspect: Aspect
    value: int
    started: datetime
    ended: datetime


def adopt(seen: Observation, now: datetime) -> bool:
    """Believe what was read, unless something newer is known or a write is under way. Returns whether it was
    taken.

    Call in a transaction.
    """
    updated = Belief.objects.filter(
        listing_id=seen.listing_id, aspect=seen.aspect.value, in_flight=0, changed_at__lt=seen.started
    ).update(
        value=seen.value,
        void=False,
        void_reason="",
        known_from=seen.started,
        known_until=seen.ended,
        changed_at=now,
    )
    return updated == 1


def lock(listing_ids: Collection[int]) -> None:
    """Take the rows of these beliefs in the order in which everybody takes them.

    Call in a transaction, before a statement that changes several.
    """
    rows = Belief.objects.select_for_update(no_key=True).filter(listing_id__in=listing_ids)
    list(rows.order_by("id").values_list("id"))


def void(listing_ids: Collection[int], aspect: Aspect, reason: str, now: datetime) -> None:
    """Don't rely on these beliefs until the next acknowledged write or read-back."""
    Belief.objects.filter(listing_id__in=listing_ids, aspect=aspect.value).update(
        void=True, void_reason=reason, changed_at=now
    )


def shift(
    units: Mapping[int, int],
    happened: datetime,
    resolution: timedelta,
    now: datetime,
    *,
    certain: bool = True,
) -> None:
    """The marketplace changed its own stock numbers: `units` by listing (negative = sold, positive =
    restored).

    `happened` is its time stamp, coarse by `resolution`. Surely after the moment the belief is known for →
    the belief moves with it; surely before → the belief contains it; else, or when a write is in flight,
    or when it isn't certain that the marketplace moves its number at all → void, to be read back.
    Call in a transaction.
    """
    doubtful: dict[int, list[int]] = {}
    earliest, latest = happened - CLOCKS_DIFFER, happened + resolution + CLOCKS_DIFFER
    rows = (
        Belief.objects.select_for_update()
        .filter(listing_id__in=units, aspect=Aspect.STOCK.value)
        .order_by("id")
    )
    for belief in rows:
        if belief.void and belief.in_flight == 0:
            # What is being read by somebody else right now may not contain it.
            belief.changed_at = now
            belief.save(update_fields=["changed_at"])
            continue
        if belief.in_flight:
            belief.disturbed = True
        if belief.known_from is not None and latest < belief.known_from:
            pass
        elif (
            certain
            and belief.value is not None
            and belief.known_until is not None
            and earliest > belief.known_until
        ):
            belief.value += units[belief.listing_id]
            belief.changed_at = now
            if belief.value < 0:
                belief.value, belief.void, belief.void_reason = 0, True, "sold more than believed"
        else:
            belief.void, belief.void_reason, belief.changed_at = True, "sale near a write", now
            if not belief.in_flight:  # else the acknowledgement sees to it
                doubtful.setdefault(belief.shop_id, []).append(belief.listing_id)
        belief.save(update_fields=["value", "void", "void_reason", "changed_at", "disturbed"])
    for shop_id, listing_ids in doubtful.items():
        feeds.verify_listings(shop_id, listing_ids, now, "sale near a write")
