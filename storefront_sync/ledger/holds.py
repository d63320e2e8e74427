"""Units that marketplace orders need and that Saleor's numbers may not contain yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from storefront_sync.ledger.models import Hold
from storefront_sync.ledger.revisions import next_revision

COUNTS = """
NOT (
    hold.completion_returned_at IS NOT NULL AND variant.stock_read_started > hold.completion_returned_at
    OR variant.stock_answer_of IS NOT DISTINCT FROM hold.order_id AND NOT hold.by_write
)
"""
"""SQL over `hold` and `variant`: whether the hold is still to be subtracted from that variant's mirror."""


@dataclass(frozen=True)
class Need:
    """Units of one variant for one order line."""

    line_key: str
    variant_id: int
    units: int


@dataclass(frozen=True)
class Owing:
    """An order for which something is held, by row ids."""

    cooperative_id: int
    shop_id: int
    order_id: int


BY_WRITE = "stand-in:"
"""In the place of a line's key, before a number of its own, where several lines are held together."""


def take(
    cooperative_id: int,
    shop_id: int,
    order_id: int,
    needs: Iterable[Need],
    now: datetime,
    *,
    untold: Collection[str] = (),
) -> set[int]:
    """Hold what an order needs now and nothing else; holding twice is one hold. Returns the variants of which
    more or less is held than before.

    Lines `untold` (line keys) keep what they have. A hold whose order Saleor may have allocated stays as it
    is.
    """
    wanted = {(need.line_key, need.variant_id): need for need in needs}
    rows = Hold.objects.filter(order_id=order_id, by_write=False)
    existing = {(row.line_key, row.variant_id): row for row in rows}
    changed: set[int] = set()
    for key, row in existing.items():
        if row.completion_sent_at is not None or row.line_key in untold:
            continue
        if key not in wanted:
            row.delete()
        elif row.units != wanted[key].units:
            Hold.objects.filter(pk=row.pk).update(units=wanted[key].units)
        else:
            continue
        changed.add(row.variant_id)
    new = [wanted[key] for key in sorted(wanted.keys() - existing.keys())]
    Hold.objects.bulk_create(
        [
            Hold(
                cooperative_id=cooperative_id,
                shop_id=shop_id,
                order_id=order_id,
                line_key=need.line_key,
                variant_id=need.variant_id,
                units=need.units,
                taken_at=now,
            )
            for need in new
        ],
        ignore_conflicts=True,
    )
    return changed | {need.variant_id for need in new}


def release(order_id: int) -> set[int]:
    """Let go of all that an order held; returns its variants."""
    rows = Hold.objects.filter(order_id=order_id)
    variants = set(rows.values_list("variant_id", flat=True))
    rows.delete()
    return variants


def completion_sent(order_id: int, now: datetime) -> None:
    """The call that lets Saleor allocate is about to be made; what an earlier attempt was told is void."""
    _allocated(order_id).update(completion_sent_at=now, completion_returned_at=None)


def completion_returned(order_id: int, now: datetime) -> None:
    """Saleor has allocated: any read of the mirror that starts after `now` contains the order."""
    _allocated(order_id).update(completion_returned_at=now)


def _allocated(order_id: int) -> QuerySet[Hold]:
    """The holds that Saleor's allocation takes over."""
    return Hold.objects.filter(order_id=order_id, by_write=False)


def owe(order: Owing, variant_id: int, units: int, now: datetime) -> None:
    """Hold the units of a variant that are still to be taken out of stock for an order by a write of ours (0
    = none), in the place of what was held for it so far.

    What was held before ends with the next read of the mirror that starts after `now`: until then both are
    subtracted, so that nothing is shown twice. The caller has that variant read.
    """
    open_ = Hold.objects.filter(
        order_id=order.order_id, variant_id=variant_id, by_write=True, completion_returned_at=None
    )
    open_.update(completion_sent_at=now, completion_returned_at=now)
    if units:
        Hold.objects.create(
            cooperative_id=order.cooperative_id,
            shop_id=order.shop_id,
            order_id=order.order_id,
            line_key=f"{BY_WRITE}{next_revision()}",
            variant_id=variant_id,
            units=units,
            taken_at=now,
            by_write=True,
        )


def counted(cooperative_id: int, saleor_ids: Collection[str]) -> dict[int, int]:
    """Units that are held of these variants (Saleor ids) and subtracted from their mirror now, by variant
    row."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT variant.id, SUM(hold.units) FROM ledger_hold AS hold
            JOIN catalog_variant AS variant ON variant.id = hold.variant_id
            WHERE variant.cooperative_id = %s AND variant.saleor_id = ANY(%s) AND {COUNTS}
            GROUP BY variant.id
            """,  # noqa: S608
            [cooperative_id, list(saleor_ids)],
        )
        return dict(cursor.fetchall())


def forget_contained(now: datetime) -> int:
    """Delete holds that a later read of the mirror contains for good; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_hold AS hold USING catalog_variant AS variant"
            " WHERE variant.id = hold.variant_id AND hold.completion_returned_at < %s"
            " AND variant.stock_read_started > hold.completion_returned_at",
            [now],
        )
        return int(cursor.rowcount)


def completion_sent_forgotten(order_id: int) -> None:
    """The draft whose completion was under way is gone: nothing of it was allocated."""
    _allocated(order_id).update(completion_sent_at=None, completion_returned_at=None)


COMPLETION_TAKES = timedelta(seconds=30)
"""A completion without an answer for longer than this is no reason any more to distrust reads."""


def completing_during(
    cooperative_id: int, saleor_ids: Collection[str], started: datetime, ended: datetime
) -> set[str]:
    """Of these variants (Saleor ids), those for which an order was being completed while a read was under
    way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT variant.saleor_id FROM ledger_hold AS hold"
            " JOIN catalog_variant AS variant ON variant.id = hold.variant_id"
            " WHERE variant.cooperative_id = %s AND variant.saleor_id = ANY(%s)"
            " AND hold.completion_sent_at <= %s"
            " AND (hold.completion_returned_at >= %s"
            " OR hold.completion_returned_at IS NULL AND hold.completion_sent_at > %s)",
            [cooperative_id, list(saleor_ids), ended, started, started - COMPLETION_TAKES],
        )
        return {row[0] for row in cursor.fetchall()}
