"""Store the intent, send, acknowledge the revision that was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected
from connectors.base.protocol import Connector
from connectors.base.types import Applied, ItemId, ModelId, PriceRow, RowOutcome, StockRow
from mappings.money import Rupiah
from mappings.words import Aspect
from storefront_sync.ledger import beliefs, feeds, leases, marks
from storefront_sync.ledger.leases import Held, LeaseLost
from storefront_sync.ledger.models import Belief, Mark, PushedNumber
from storefront_sync.sync import campaigns, sold_out
from storefront_sync.sync.batch import Row, WriteUnit
from storefront_sync.sync.drift import mended
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import close_problem, open_problem

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)


def write(
    shop: Shop,
    connector: Connector,
    unit: WriteUnit,
    held: Held,
    feed_read_at: datetime,
    longest_call: timedelta,
    now: Callable[[], datetime],
) -> None:
    """One write call from intent to acknowledgement.

    `feed_read_at` is when the reading of the order feed began that this unit was computed after: a sale
    since then may lie on either side of the write. Raises the call's error when nothing was applied;
    LeaseLost when it can't be acknowledged.
    """
    pushed = _intend(shop, unit, held, longest_call, now())
    try:
        outcomes = _send(connector, unit)
    except OutcomeUnknown as error:
        outcomes = [RowOutcome(ModelId(row.model_id), Applied.UNKNOWN, error) for row in unit.rows]
    except ConnectorError as error:
        _nothing_applied(unit, pushed, error, now())
        raise
    try:
        _acknowledge(shop, unit, pushed, outcomes, held, feed_read_at, longest_call, now())
    except LeaseLost:
        uncertain(shop.pk, [row.listing_id for row in unit.rows], unit.aspect, pushed, longest_call, now())
        raise


def _intend(shop: Shop, unit: WriteUnit, held: Held, longest_call: timedelta, now: datetime) -> list[int]:
    listings = [row.listing_id for row in unit.rows]
    with transaction.atomic(), connection.cursor() as cursor:
        leases.extend(held, now, 2 * longest_call.total_seconds())
        beliefs.lock(listings)
        cursor.execute(
            "INSERT INTO ledger_pushednumber (listing_id, shop_id, aspect, value, revision, fence, inputs,"
            " intended_at, outcome, error_key) SELECT l, %s, %s, v, r, %s, i::jsonb, %s, 'pending', ''"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[]) AS t(l, v, r, i)"
            " RETURNING listing_id, id",
            [
                shop.pk,
                unit.aspect.value,
                held.fence,
                now,
                listings,
                [row.value for row in unit.rows],
                [row.mark.revision for row in unit.rows],
                [json.dumps(row.inputs) for row in unit.rows],
            ],
        )
        ids: dict[int, int] = dict(cursor.fetchall())
        cursor.execute(
            "UPDATE ledger_belief SET in_flight = in_flight + 1, disturbed = FALSE"
            " WHERE listing_id = ANY(%s) AND aspect = %s",
            [listings, unit.aspect.value],
        )
    return [ids[listing_id] for listing_id in listings]


def _send(connector: Connector, unit: WriteUnit) -> Sequence[RowOutcome]:
    item = ItemId(unit.item_id)
    if unit.aspect is Aspect.STOCK:
        return connector.push_stock(item, [StockRow(ModelId(row.model_id), row.value) for row in unit.rows])
    return connector.push_price(
        item, [PriceRow(ModelId(row.model_id), Rupiah(row.value)) for row in unit.rows]
    )


def _nothing_applied(unit: WriteUnit, pushed: list[int], error: ConnectorError, now: datetime) -> None:
    with transaction.atomic():
        beliefs.lock([row.listing_id for row in unit.rows])
        _finish(pushed, PushedNumber.Outcome.FAILED, error.key, now)
        _landed([row.listing_id for row in unit.rows], unit.aspect)


def _acknowledge(
    shop: Shop,
    unit: WriteUnit,
    pushed: list[int],
    outcomes: Sequence[RowOutcome],
    held: Held,
    feed_read_at: datetime,
    longest_call: timedelta,
    now: datetime,
) -> None:
    by_model = {outcome.model_id: outcome for outcome in outcomes}
    applied: list[tuple[Row, int]] = []
    refused: list[tuple[Row, int, ConnectorError]] = []
    unknown: list[tuple[Row, int]] = []
    for row, pushed_id in zip(unit.rows, pushed, strict=True):
        outcome = by_model.get(ModelId(row.model_id))
        if outcome is not None and outcome.applied is Applied.YES:
            applied.append((row, pushed_id))
        elif outcome is not None and outcome.applied is Applied.NO and outcome.error is not None:
            refused.append((row, pushed_id, outcome.error))
        else:  # said to be unknown, or not spoken of at all
            unknown.append((row, pushed_id))
    with transaction.atomic():
        leases.extend(held, now, 2 * longest_call.total_seconds())
        beliefs.lock([row.listing_id for row in unit.rows])
        _believe([row for row, _ in applied], unit.aspect, feed_read_at, now)
        _finish([pushed_id for _, pushed_id in applied], PushedNumber.Outcome.APPLIED, "", now)
        marks.served(row.mark for row, _ in applied)
        mended([row.listing_id for row, _ in applied], unit.aspect, now)
        _landed([row.listing_id for row, _, _ in refused], unit.aspect)
        if refused and unit.aspect is Aspect.STOCK:
            sold_out.refused(shop, unit, outcomes, now)
        for row, pushed_id, error in refused:
            _finish([pushed_id], PushedNumber.Outcome.REJECTED, error.key, now)
            _pause(shop, row, error, now)
        for row, _ in applied:
            if row.mark.attempts:
                close_problems(shop, row.mark, now)
        if unknown:
            ids = [pushed_id for _, pushed_id in unknown]
            uncertain(shop.pk, [row.listing_id for row, _ in unknown], unit.aspect, ids, longest_call, now)


def _believe(rows: Sequence[Row], aspect: Aspect, feed_read_at: datetime, now: datetime) -> None:
    """Believe what was acknowledged, unless a sale was seen while the write was under way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_belief AS b SET value = t.v, void = b.disturbed,"
            " void_reason = CASE WHEN b.disturbed THEN 'sale near a write' ELSE '' END,"
            " known_from = %s, known_until = %s, changed_at = %s, agreed_at = %s,"
            " acknowledged_revision = t.r, in_flight = 0, disturbed = FALSE"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS t(l, v, r)"
            " WHERE b.listing_id = t.l AND b.aspect = %s RETURNING b.listing_id, b.void",
            [
                feed_read_at,
                now,
                now,
                now,
                [row.listing_id for row in rows],
                [row.value for row in rows],
                [row.mark.revision for row in rows],
                aspect.value,
            ],
        )
        voided = [row[0] for row in cursor.fetchall() if row[1]]
    if rows and voided:
        feeds.verify_listings(rows[0].mark.shop_id, voided, now, "sale near a write")
    marks.mark(voided, aspect, now)


def _landed(listing_ids: Sequence[int], aspect: Aspect) -> None:
    """Nothing is under way any more for these beliefs, and nothing changed; a disturbed one is not to be
    relied on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_belief SET in_flight = 0, void = void OR disturbed, disturbed = FALSE"
            " WHERE listing_id = ANY(%s) AND aspect = %s",
            [list(listing_ids), aspect.value],
        )


def uncertain(
    shop_id: int,
    listing_ids: Sequence[int],
    aspect: Aspect,
    pushed: Sequence[int],
    longest_call: timedelta,
    now: datetime,
) -> None:
    """Perhaps applied: void the beliefs, read back now, and again when the call can't land any more."""
    with transaction.atomic():
        beliefs.lock(listing_ids)
        _finish(pushed, PushedNumber.Outcome.UNKNOWN, "outcome_unknown", now)
        Belief.objects.filter(listing_id__in=listing_ids, aspect=aspect.value).update(
            in_flight=0, disturbed=False, void=True, void_reason="outcome unknown", changed_at=now
        )
        feeds.verify_listings(shop_id, list(listing_ids), now, "outcome unknown")
        feeds.verify_listings(shop_id, list(listing_ids), now + longest_call, "late landing")
        marks.mark(listing_ids, aspect, now)


def recover(shop_id: int, longest_call: timedelta, now: datetime) -> int:
    """Under the shop's lease no intent can be under way: those that are left belong to a holder that died.

    Returns how many there were.
    """
    left: dict[Aspect, tuple[list[int], list[int]]] = {}
    pending = PushedNumber.objects.filter(shop_id=shop_id, outcome=PushedNumber.Outcome.PENDING)
    for pushed_id, listing_id, aspect in pending.values_list("id", "listing_id", "aspect"):
        listings, ids = left.setdefault(Aspect(aspect), ([], []))
        listings.append(listing_id)
        ids.append(pushed_id)
    for kind, (listings, ids) in left.items():
        uncertain(shop_id, listings, kind, ids, longest_call, now)
    return sum(len(ids) for _, ids in left.values())


def _finish(pushed: Sequence[int], outcome: PushedNumber.Outcome, error_key: str, now: datetime) -> None:
    if pushed:
        PushedNumber.objects.filter(pk__in=pushed).update(
            outcome=outcome, error_key=error_key, finished_at=now
        )


def _pause(shop: Shop, row: Row, error: ConnectorError, now: datetime) -> None:
    """This row is refused; try again when the marketplace said, else ever more seldom. The others go on."""
    if isinstance(error, Rejected) and campaigns.learned(row, Aspect(row.mark.aspect), error, now):
        return
    retry_at = error.retry_at if isinstance(error, Rejected) else None
    pause = min(FIRST_PAUSE * 2 ** min(row.mark.attempts, 20), LONGEST_PAUSE)
    marks.postpone(row.mark, retry_at or now + pause)
    open_problem(
        shop.cooperative_id,
        error.key,
        f"listing:{row.listing_id}",
        {"value": row.value, "request": error.request_id},
        shop_id=shop.pk,
        now=now,
    )


def close_problems(shop: Shop, row: Mark, now: datetime) -> None:
    """A number that was refused before has gone through, or is right."""
    refusals = (
        PushedNumber.objects.filter(
            listing_id=row.listing_id, aspect=row.aspect, outcome=PushedNumber.Outcome.REJECTED
        )
        .values_list("error_key", flat=True)
        .distinct()
    )
    for key in refusals:
        close_problem(shop.cooperative_id, key, f"listing:{row.listing_id}", shop_id=shop.pk, now=now)
