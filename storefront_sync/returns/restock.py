"""Puts inspected pieces back into Saleor's stock, and takes out of it what orders were imported without,
once each, whatever breaks on the way.

Saleor takes whole numbers only, has no compare-and-set, and others write the same numbers: parcels that
leave, staff who count. So each write tells what stood there just before it; what it really added is the
difference, and what that lacks, or has too much, is still owed (ADR 29).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.ledger import holds, leases, looks
from storefront_sync.ledger.leases import Held, LeaseLost, lease
from storefront_sync.ledger.models import Look
from storefront_sync.orders.phases import Phase
from storefront_sync.returns.models import Restock
from storefront_sync.returns.origin import origin_of, owing_of
from storefront_sync.returns.place import warehouse_of
from storefront_sync.returns.portion import NOWHERE, NoPlace, Portion, Short, portion
from storefront_sync.returns.verdict import Row, Verdict, judge
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import UNREACHABLE, MutationRefused, SaleorError
from storefront_sync.sync.absorb import mark_changes, write_reads
from storefront_sync.tenants.models import Cooperative

MOST_ROWS = 50
MOST_WRITES = 5
"""Of one row in a stretch: each puts right what came between the last reading and the last write."""
MOST_PAGES = 5
"""Of orders that changed since a write whose answer was lost."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""Saleor's clock and ours."""
READ_BY = timedelta(seconds=5)
"""When goods whose stock we wrote are read again at the latest, should we die before we do."""
SHORT_AGAIN_AFTER = timedelta(seconds=30)
"""Of goods that stock doesn't cover; doubled each time. A rise of the stock ends the pause."""
SHORT_AGAIN_AT_MOST = timedelta(minutes=5)
NOT_YET = (Phase.SEEN.value, Phase.WAITING_LINK.value, Phase.DRAFT.value, Phase.SHORT.value)
"""An order's goods are taken once Saleor has the order: until then they are held."""


@dataclass(frozen=True)
class Pace:
    """The lease's seconds, the longest that a call may take effect, and how long to go on."""

    lease_seconds: float
    longest_call: timedelta
    longest: timedelta = timedelta(seconds=10)


@dataclass
class Restocked:
    """What a stretch did: rows that are done, shops that have new marks, variants (row ids) that have more
    stock; `more` = there is work left that can be done at once."""

    done: int = 0
    shops: set[int] = field(default_factory=set)
    raised: set[int] = field(default_factory=set)
    more: bool = False


def due(now: datetime) -> QuerySet[Restock]:
    """Rows that can be worked on now."""
    rows = Restock.objects.filter(done_at=None).exclude(not_before__gt=now)
    return rows.exclude(order__phase__in=NOT_YET, owed__lt=0, token="")


def restock(
    cooperative: Cooperative, client: SaleorClient, pace: Pace, now: Callable[[], datetime]
) -> Restocked:
    """Carry the cooperative's restocks on, oldest first. A warehouse is one cooperative's alone, so that its
    lease makes the writes to each stock row follow one another. Raises nothing of Saleor's."""
    began, result = now(), Restocked()
    try:
        with lease(f"restock:{cooperative.pk}", now, pace.lease_seconds) as held:
            if held is None:
                return result
            work = _Work(cooperative, client, pace, now, held, result)
            for pk in list(_mine(cooperative, now()).order_by("pk").values_list("pk", flat=True)[:MOST_ROWS]):
                if now() - began >= pace.longest or not work.carry_on(pk):
                    break
    except LeaseLost:
        return result
    result.more = _mine(cooperative, now()).exists()
    return result


def _mine(cooperative: Cooperative, now: datetime) -> QuerySet[Restock]:
    return due(now).filter(cooperative=cooperative)


@dataclass(frozen=True)
class _Work:
    """One stretch under its lease."""

    cooperative: Cooperative
    client: SaleorClient
    pace: Pace
    now: Callable[[], datetime]
    held: Held
    result: Restocked

    def carry_on(self, pk: int) -> bool:
        """Carry one row on as far as it goes; returns whether Saleor can be reached."""
        rows = Restock.objects.select_related(
            "inspection__returned__order", "order", "variant", "cooperative"
        )
        row = rows.get(pk=pk)
        try:
            for _ in range(MOST_WRITES):
                if not self._step(row):
                    break
        except SaleorError as error:
            self._failed(row, error)
            return not isinstance(error, UNREACHABLE)
        return True

    def _step(self, row: Restock) -> bool:
        """One write, or finding out about an earlier one; returns whether the row can go on at once."""
        row.refresh_from_db(fields=["owed", "done_at", "token", "written"])  # a link may have changed
        if row.done_at is not None:
            return False
        if row.token:
            return self._find_out(row)
        chosen = self._of_inspection(row) if row.order is None else self._of_order(row)
        if chosen is None:
            return False
        if chosen.place == NOWHERE:
            self._settle(row, chosen.pieces)
            return row.done_at is None
        if self._others_under_way(row, chosen.place):
            self._save(row, not_before=self.now() + self.pace.longest_call)
            return False
        return self._write(row, chosen)

    def _of_inspection(self, row: Restock) -> Portion | None:
        """All that is owed, to the one place where these pieces go; None where it must wait."""
        if not row.warehouse_id:
            place = warehouse_of(row, self.client)
            if not place:
                self._wait(row, "no_place", timedelta(minutes=10))
                return None
            self._save(row, warehouse_id=place)
        return Portion(row.warehouse_id, row.owed)

    def _of_order(self, row: Restock) -> Portion | None:
        """What can be taken from one place, or goes back there; None where it must wait."""
        assert row.order is not None
        found = self.client.variants_by_ids([row.variant.saleor_id], self.cooperative.channel_slug)
        places = list(self.cooperative.warehouses.order_by("pk").values_list("warehouse_id", flat=True))
        counted = found[0].stocks if found and found[0].track_inventory else None
        chosen = portion(row.owed, row.written, counted, places, left=row.order.left_at is not None)
        if isinstance(chosen, Short):
            pause = min(SHORT_AGAIN_AFTER * 2 ** min(row.attempts, 20), SHORT_AGAIN_AT_MOST)
            self._wait(row, "short", pause, {"missing": chosen.missing})
            return None
        if isinstance(chosen, NoPlace):
            self._wait(row, "no_place", timedelta(minutes=10))
            return None
        return chosen

    def _write(self, row: Restock, chosen: Portion) -> bool:
        """Read, keep what is about to be written, write, read back, and keep what it came to."""
        read = self.client.stock_look(row.variant.saleor_id, chosen.place)
        if read is None:
            self._wait(row, "gone", timedelta(hours=1))
            return False
        if chosen.only_free and read.stock.available < -chosen.pieces:
            return True  # somebody took of it since it was chosen
        token, sent = uuid.uuid4().hex, self.now()
        target = read.stock.quantity + chosen.pieces
        intended = self._intend(
            row,
            warehouse_id=chosen.place,
            token=token,
            quantity_before=read.stock.quantity,
            allocated_before=read.stock.allocated,
            quantity_written=target,
            sent_at=sent,
        )
        if not intended:
            return True
        if self.now() - sent >= self.pace.longest_call:
            return False  # this process slept: others may think by now that nothing lands any more
        try:
            stood = self.client.stock_set(row.variant.saleor_id, chosen.place, target, token)
        except MutationRefused:
            self._save(row, **_NOTHING_SENT)
            raise
        self._settle(row, target - stood.quantity)
        return row.done_at is None

    def _find_out(self, row: Restock) -> bool:
        """What became of a write whose answer wasn't kept."""
        assert row.sent_at is not None
        lands_until = row.sent_at + self.pace.longest_call
        if self.now() < lands_until:
            self._save(row, not_before=lands_until)
            return False
        found = self.client.stock_look(row.variant.saleor_id, row.warehouse_id)
        if found is None:
            self._gone_meanwhile(row)
            return False
        assert row.quantity_before is not None
        assert row.allocated_before is not None
        assert row.quantity_written is not None
        verdict = judge(
            row.token,
            Row(row.quantity_before, row.allocated_before),
            row.quantity_written,
            found.mark,
            Row(found.stock.quantity, found.stock.allocated),
            orders_moved=self._orders_moved(row, row.sent_at),
        )
        if verdict is Verdict.NEVER:
            self._save(row, **_NOTHING_SENT)
            return True
        if verdict is Verdict.COUNT:
            self._ask_to_count(row, found.stock.quantity)
        self._settle(row, row.quantity_written - row.quantity_before)
        return row.done_at is None

    def _gone_meanwhile(self, row: Restock) -> None:
        """The goods were deleted in Saleor while it wasn't known what became of a write."""
        if row.order is None:
            self._wait(row, "gone", timedelta(hours=1))
        else:
            self._save(row, **_NOTHING_SENT)  # the next step finds that there is nothing to write

    def _settle(self, row: Restock, added: int) -> None:
        """So many pieces were added, below zero taken: a write took effect, or none is needed. What is owed
        may have changed since it was read, so it is only lessened. That the goods are to be read again is
        kept with it: nobody tells us of our own change."""
        place = row.warehouse_id if row.token else NOWHERE
        with transaction.atomic():
            owed = Restock.objects.select_for_update().values_list("owed", flat=True).get(pk=row.pk) - added
            done_at = self.now() if owed == 0 else None
            rest: dict[str, object] = {"owed": owed, "done_at": done_at, "attempts": 0, "not_before": None}
            if row.order is not None:
                rest["written"] = {**row.written, place: row.written.get(place, 0) + added}
                holds.owe(owing_of(row.order), row.variant_id, max(-owed, 0), self.now())
            self._save(row, **_NOTHING_SENT, **rest)
            looks.request(
                self.cooperative.pk,
                Look.Kind.VARIANT,
                [row.variant.saleor_id],
                self.now(),
                self.now() + READ_BY,
            )
            if done_at is not None:
                self._done(row)
        self._read_back(row)

    def _read_back(self, row: Restock) -> None:
        started = self.now()
        reads = self.client.variants_by_ids([row.variant.saleor_id], self.cooperative.channel_slug)
        window = ReadWindow(started, self.now())
        with transaction.atomic():
            changes = write_reads(self.cooperative.pk, reads, window)
            self.result.shops |= mark_changes(changes, self.now())
            self.result.raised |= changes.raised

    def _orders_moved(self, row: Restock, sent_at: datetime) -> bool:
        """Whether an order of these goods changed since the write, or too much did to tell."""
        cursor = ""
        for _ in range(MOST_PAGES):
            page = self.client.orders_changed_since(
                sent_at - CLOCKS_DIFFER, cursor, self.cooperative.channel_slug
            )
            if any(row.variant.saleor_id in change.variant_ids for change in page.rows):
                return True
            cursor = page.next_cursor
            if not cursor:
                return False
        return True

    def _others_under_way(self, row: Restock, place: str) -> bool:
        """Whether another write to the same stock row isn't known to have landed or not."""
        same = Restock.objects.filter(variant=row.variant_id, warehouse_id=place)
        return same.exclude(token="").exclude(pk=row.pk).exists()

    def _intend(self, row: Restock, **fields: object) -> bool:
        """Store what is about to be written; False where more or less is owed by now than it was chosen
        for."""
        with transaction.atomic():
            owed = Restock.objects.select_for_update().values_list("owed", flat=True).get(pk=row.pk)
            if owed != row.owed:
                return False
            self._save(row, **fields)
        return True

    def _save(self, row: Restock, **fields: object) -> None:
        """Write fields under the lease, which then lasts for a read and a write. Raises LeaseLost."""
        with transaction.atomic():
            keep = max(self.pace.lease_seconds, 3 * self.pace.longest_call.total_seconds())
            leases.extend(self.held, self.now(), keep)
            for name, value in fields.items():
                setattr(row, name, value)
            row.save(update_fields=list(fields))

    def _done(self, row: Restock) -> None:
        self.result.done += 1
        origin_of(row).close_once_done(self.now())

    def _wait(
        self, row: Restock, why: str, pause: timedelta, detail: Mapping[str, object] | None = None
    ) -> None:
        self._save(row, not_before=self.now() + pause, attempts=row.attempts + 1)
        origin_of(row).tell(row, why, detail or {}, self.now())

    def _failed(self, row: Restock, error: SaleorError) -> None:
        if row.token and row.sent_at is not None:
            at = row.sent_at + self.pace.longest_call
        else:
            at = self.now() + timedelta(seconds=min(2.0 ** min(row.attempts, 20), 600))
        self._save(row, attempts=row.attempts + 1, not_before=at)
        if row.attempts >= 3 or not isinstance(error, UNREACHABLE):
            origin_of(row).tell(row, "failing", {"why": error.technical}, self.now())

    def _ask_to_count(self, row: Restock, found: int) -> None:
        figures = {"before": row.quantity_before, "written": row.quantity_written, "found": found}
        with transaction.atomic():
            self._save(row, doubted_at=self.now())
            origin_of(row).tell(row, "count", figures, self.now())


_NOTHING_SENT: Mapping[str, object] = {
    "token": "",
    "quantity_before": None,
    "allocated_before": None,
    "quantity_written": None,
    "sent_at": None,
}
