"""Puts inspected pieces back into Saleor's stock, once each, whatever breaks on the way.

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
from storefront_sync.ledger import leases, looks
from storefront_sync.ledger.leases import Held, LeaseLost, lease
from storefront_sync.ledger.models import Look
from storefront_sync.returns.intake import subject
from storefront_sync.returns.models import Restock
from storefront_sync.returns.place import warehouse_of
from storefront_sync.returns.verdict import Row, Verdict, judge
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import UNREACHABLE, MutationRefused, SaleorError
from storefront_sync.sync.absorb import mark_changes, write_reads
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.problems import close_problem, open_problem

MOST_ROWS = 50
MOST_WRITES = 5
"""Of one row in a stretch: each puts right what came between the last reading and the last write."""
MOST_PAGES = 5
"""Of orders that changed since a write whose answer was lost."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""Saleor's clock and ours."""
READ_BY = timedelta(seconds=5)
"""When goods whose stock we wrote are read again at the latest, should we die before we do."""
FAILED, COUNT, GONE, NO_PLACE = (
    "return.restock_failing",
    "return.count_again",
    "return.goods_gone",
    "return.no_warehouse",
)


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
    return Restock.objects.filter(done_at=None).exclude(not_before__gt=now)


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
        rows = Restock.objects.select_related("inspection__returned__order", "variant", "cooperative")
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
        if row.done_at is not None:
            return False
        if row.token:
            return self._find_out(row)
        if not row.warehouse_id:
            place = warehouse_of(row, self.client)
            if not place:
                self._wait(row, NO_PLACE, timedelta(minutes=10))
                return False
            self._save(row, warehouse_id=place)
        if self._others_under_way(row):
            self._save(row, not_before=self.now() + self.pace.longest_call)
            return False
        return self._write(row)

    def _write(self, row: Restock) -> bool:
        """Read, keep what is about to be written, write, read back, and keep what it came to."""
        read = self.client.stock_look(row.variant.saleor_id, row.warehouse_id)
        if read is None:
            self._wait(row, GONE, timedelta(hours=1))
            return False
        token, sent = uuid.uuid4().hex, self.now()
        target = read.stock.quantity + row.owed
        self._save(
            row,
            token=token,
            quantity_before=read.stock.quantity,
            allocated_before=read.stock.allocated,
            quantity_written=target,
            sent_at=sent,
        )
        if self.now() - sent >= self.pace.longest_call:
            return False  # this process slept: others may think by now that nothing lands any more
        try:
            stood = self.client.stock_set(row.variant.saleor_id, row.warehouse_id, target, token)
        except MutationRefused:
            self._save(row, **_NOTHING_SENT)
            raise
        self._settle(row, row.owed - (target - stood.quantity))
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
            self._wait(row, GONE, timedelta(hours=1))
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
        self._settle(row, 0)
        return False

    def _settle(self, row: Restock, owed: int) -> None:
        """A write took effect. That the goods are to be read again is kept with it: nobody tells us of our
        own change."""
        done_at = self.now() if owed == 0 else None
        with transaction.atomic():
            rest = {"owed": owed, "done_at": done_at, "attempts": 0, "not_before": None}
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

    def _others_under_way(self, row: Restock) -> bool:
        """Whether another write to the same stock row isn't known to have landed or not."""
        same = Restock.objects.filter(variant=row.variant_id, warehouse_id=row.warehouse_id)
        return same.exclude(token="").exclude(pk=row.pk).exists()

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
        self._close(row, FAILED, GONE, NO_PLACE)

    def _wait(self, row: Restock, key: str, pause: timedelta) -> None:
        self._save(row, not_before=self.now() + pause, attempts=row.attempts + 1)
        self._tell(row, key, {})

    def _failed(self, row: Restock, error: SaleorError) -> None:
        if row.token and row.sent_at is not None:
            at = row.sent_at + self.pace.longest_call
        else:
            at = self.now() + timedelta(seconds=min(2.0 ** min(row.attempts, 20), 600))
        self._save(row, attempts=row.attempts + 1, not_before=at)
        if row.attempts >= 3 or not isinstance(error, UNREACHABLE):
            self._tell(row, FAILED, {"why": error.technical})

    def _ask_to_count(self, row: Restock, found: int) -> None:
        figures = {"before": row.quantity_before, "written": row.quantity_written, "found": found}
        with transaction.atomic():
            self._save(row, doubted_at=self.now())
            self._tell(row, COUNT, figures)

    def _tell(self, row: Restock, key: str, detail: Mapping[str, object]) -> None:
        returned = row.inspection.returned
        told = {"order": returned.external_order_id, "goods": _name(row), "pieces": row.pieces, **detail}
        open_problem(
            row.cooperative_id, key, subject(returned), told, shop_id=returned.shop_id, now=self.now()
        )

    def _close(self, row: Restock, *keys: str) -> None:
        returned = row.inspection.returned
        if Restock.objects.filter(inspection__returned=returned, done_at=None).exists():
            return
        for key in keys:
            close_problem(
                row.cooperative_id, key, subject(returned), shop_id=returned.shop_id, now=self.now()
            )


_NOTHING_SENT: Mapping[str, object] = {
    "token": "",
    "quantity_before": None,
    "allocated_before": None,
    "quantity_written": None,
    "sent_at": None,
}


def _name(row: Restock) -> str:
    return " ".join(part for part in (row.variant.product_name, row.variant.options) if part)
