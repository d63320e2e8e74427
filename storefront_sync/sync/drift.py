"""Tells an edit in a seller centre from a sale that we haven't seen yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from mappings.words import Aspect
from storefront_sync.ledger import beliefs, marks
from storefront_sync.ledger.beliefs import Observation
from storefront_sync.ledger.models import Belief, OrderFeed
from storefront_sync.sync.models import Drift

OPEN = (Drift.State.SEEN, Drift.State.CONFIRMED)


def compare(shop_id: int, observations: Sequence[Observation], now: datetime) -> set[int]:
    """Hold a page of numbers against our beliefs; returns the listings that differ.

    A belief that is void, or younger than the observation, or under way, can't be compared: void ones take
    what was read, the others are left for the next scan.
    """
    differing: set[int] = set()
    with transaction.atomic():
        rows = Belief.objects.select_for_update().filter(listing_id__in={o.listing_id for o in observations})
        known = {(row.listing_id, row.aspect): row for row in rows.order_by("id")}
        adopted: dict[Aspect, list[int]] = {Aspect.STOCK: [], Aspect.PRICE: []}
        for seen in observations:
            belief = known.get((seen.listing_id, seen.aspect.value))
            if belief is None or belief.in_flight or belief.changed_at >= seen.started:
                continue
            if belief.void:
                if beliefs.adopt(seen, now):
                    adopted[seen.aspect].append(seen.listing_id)
            elif belief.value != seen.value:
                differing.add(seen.listing_id)
                _record(shop_id, seen, belief.value or 0)
        for aspect, listing_ids in adopted.items():
            marks.mark(listing_ids, aspect, now)
    return differing


def _record(shop_id: int, seen: Observation, believed: int) -> None:
    """Open a drift. One that is open already keeps its first observation: its time is what the feed is
    read past."""
    Drift.objects.get_or_create(
        listing_id=seen.listing_id,
        aspect=seen.aspect.value,
        closed_at=None,
        defaults={
            "shop_id": shop_id,
            "believed": believed,
            "observed": seen.value,
            "read_started": seen.started,
            "read_ended": seen.ended,
        },
    )


def explain(shop_id: int, lag: timedelta, now: datetime) -> list[Drift]:
    """Look again at the open drifts whose time the order feed has been read past; returns those below belief
    that need a second look.

    * our belief moved since: a sale, a cancel or a write explains it;
    * observed above belief, or a price: nobody's sale does that, so one reading of the feed is enough, and it
      is believed and mended at once;
    * observed below: the feed must have been read past that time and its `lag`, and a second observation must
      still differ, else mending would sell it twice.
    """
    feed = OrderFeed.objects.filter(shop_id=shop_id).first()
    if feed is None or feed.read_until is None:
        return []
    second_look: list[Drift] = []
    read = Drift.objects.filter(shop_id=shop_id, state=Drift.State.SEEN, closed_at=None)
    rows = read.filter(
        Q(read_ended__lt=feed.read_until - lag)
        | Q(read_ended__lt=feed.read_until) & (Q(observed__gt=F("believed")) | Q(aspect=Aspect.PRICE.value))
    )
    for drift in rows.order_by("id")[:200]:
        with transaction.atomic():
            belief = Belief.objects.select_for_update().get(listing_id=drift.listing_id, aspect=drift.aspect)
            if belief.changed_at >= drift.read_started or belief.void:
                _close(drift, Drift.State.EXPLAINED, now)
            elif drift.aspect == Aspect.PRICE.value or drift.observed > drift.believed:
                _confirm(drift, drift.observed, drift.read_started, drift.read_ended, now)
            else:
                second_look.append(drift)
    return second_look


def decide(drift: Drift, second: Observation | None, now: datetime) -> None:
    """The second look at a number below belief: still another number, and still nothing happened → an
    edit."""
    with transaction.atomic():
        belief = Belief.objects.select_for_update().get(listing_id=drift.listing_id, aspect=drift.aspect)
        if second is None or belief.changed_at >= drift.read_started or belief.value == second.value:
            _close(drift, Drift.State.EXPLAINED, now)
        else:
            _confirm(drift, second.value, second.started, second.ended, now)


def _confirm(drift: Drift, value: int, started: datetime, ended: datetime, now: datetime) -> None:
    aspect = Aspect(drift.aspect)
    if beliefs.adopt(Observation(drift.listing_id, aspect, value, started, ended), now):
        marks.mark([drift.listing_id], aspect, now)
        drift.state = Drift.State.CONFIRMED
        drift.observed = value
        drift.save(update_fields=["state", "observed"])


def _close(drift: Drift, state: Drift.State, now: datetime) -> None:
    drift.state = state
    drift.closed_at = now
    drift.save(update_fields=["state", "closed_at"])


def mended(listing_ids: Sequence[int], aspect: Aspect, now: datetime) -> None:
    """These listings agree again: close their confirmed drifts. `closed_at − read_started` is how long it
    was wrong."""
    Drift.objects.filter(
        listing_id__in=listing_ids, aspect=aspect.value, state=Drift.State.CONFIRMED, closed_at=None
    ).update(state=Drift.State.MENDED, closed_at=now)
