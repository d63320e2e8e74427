"""10,000 stock changes to three channels: our drains, one RQ job for each change, and the bare calls."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import transaction
from redis import Redis
from rich.console import Console
from rich.table import Table
from rq import Queue, SimpleWorker

from mappings.money import Rupiah
from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.cli.demo.books import Books, ListingKey
from storefront_sync.cli.demo.calls_minimum import writes
from storefront_sync.cli.demo.control import MarketControl
from storefront_sync.core.ids import ShopId
from storefront_sync.core.wakeup import bind, wake
from storefront_sync.jobs import process
from storefront_sync.jobs.ticks import find_work
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.ledger.models import Mark
from storefront_sync.saleor.types import StockRead, VariantRead
from storefront_sync.sync.absorb import mark_changes, write_reads
from storefront_sync.tenants.models import Cooperative
from tests.bench.bare_loop import Rows, send_all, senders
from tests.bench.changes import Change, calls_minimum, rounds
from tests.bench.market import FIRST_STOCK, PRICE
from tests.bench.rows import WAREHOUSE, Item, make_rows
from tests.bench.scale import FULL, QUICK, channels
from tests.bench.serving import serve

QUEUE = "bulk"
READ_AT_ONCE = 100
DEADLINE_SECONDS = 600.0


Way = Callable[[Sequence["Item"], Sequence[Sequence["Change"]]], None]
"""Takes the changes in, round by round, and brings them to the channels."""


@dataclass(frozen=True)
class Measured:
    """One way of doing it."""

    name: str
    calls: int
    wrong: int
    cpu_seconds: float
    seconds: float


def run(quick: bool, seed: int) -> dict[str, object]:
    """Measure all three ways in one run; returns the figures of docs/figures.md."""
    scale = QUICK if quick else FULL
    of = channels(list(senders()))
    rng = random.Random(seed)
    call_command("migrate", verbosity=0)
    with serve(of, scale) as (controls, urls):
        items = make_rows(controls, urls, of, scale)
        plan = rounds(rng, len(items), scale.models, scale.changes, FIRST_STOCK)
        ours, calls = _measure("drains", controls, items, plan, _drain_rounds)
        again = rounds(rng, len(items), scale.models, scale.changes)
        theirs, _ = _measure("job per change", controls, items, again, _job_rounds)
        apps = {name: control.credentials() for name, control in controls.items()}
        began = time.perf_counter()
        cpu = send_all(calls, urls, apps)
        bare = Measured("bare loop", len(calls), 0, cpu, time.perf_counter() - began)
    _table([ours, theirs, bare], calls_minimum(plan))
    return {
        "bench": "push",
        "quick": quick,
        "seed": seed,
        "channels": of,
        "changes": scale.changes,
        "calls": ours.calls,
        "calls_minimum": calls_minimum(plan),
        "calls_over_minimum": round(ours.calls / calls_minimum(plan), 3),
        "wrong": ours.wrong,
        "cpu_seconds": round(ours.cpu_seconds, 2),
        "cpu_over_bare_loop": round(ours.cpu_seconds / bare.cpu_seconds, 2),
        "seconds": round(ours.seconds, 1),
        "job_per_change_calls": theirs.calls,
        "job_per_change_wrong": theirs.wrong,
        "job_per_change_cpu_seconds": round(theirs.cpu_seconds, 2),
        "job_per_change_seconds": round(theirs.seconds, 1),
    }


def _measure(
    name: str,
    controls: dict[str, MarketControl],
    items: Sequence[Item],
    plan: Sequence[Sequence[Change]],
    way: Way,
) -> tuple[Measured, list[tuple[Item, Rows]]]:
    before = Books()
    for control in controls.values():
        control.follow(before)
    cpu, began = time.process_time(), time.perf_counter()
    way(items, plan)
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - began
    after = Books()
    for control in controls.values():
        control.follow(after)
    return (
        Measured(name, len(writes(after)), _wrong(controls, items, plan), cpu, seconds),
        _calls(items, plan),
    )


def _drain_rounds(items: Sequence[Item], plan: Sequence[Sequence[Change]]) -> None:
    """Our way: the mirror takes the changes in, marks them, wakes each shop once; workers drain."""
    redis = process.redis()
    bind(QueueWakeUp(redis, 30))
    for changes in plan:
        for start in range(0, len(changes), READ_AT_ONCE):
            for shop_id in _take_in(items, changes[start : start + READ_AT_ONCE]):
                wake().drain(ShopId(shop_id))
        _work_until_done(redis)


def _take_in(items: Sequence[Item], changes: Sequence[Change]) -> set[int]:
    cooperative = Cooperative.objects.get(slug="bench")
    now = datetime.now(UTC)
    with transaction.atomic():
        reads = [_read(items[item], row, stock) for (item, row), stock in _last(changes).items()]
        return mark_changes(write_reads(cooperative.pk, reads, ReadWindow(now, now)), now)


def _read(item: Item, row: int, stock: int) -> VariantRead:
    return VariantRead(
        variant_id=item.saleor_ids[row],
        product_id=f"{item.saleor_ids[row].rpartition('-')[0]}",
        product_name=f"Seragam {item.saleor_ids[row].split('-')[1]}",
        category="",
        name="",
        sku=item.saleor_ids[row],
        barcode="",
        track_inventory=True,
        updated_at=datetime.now(UTC),
        price=Rupiah(PRICE),
        stocks=(StockRead(WAREHOUSE, stock, 0, 0),),
    )


def _work_until_done(redis: Redis) -> None:
    worker = SimpleWorker([Queue(QUEUE, connection=redis)], connection=redis)
    deadline = time.monotonic() + DEADLINE_SECONDS
    while Mark.objects.exists():
        assert time.monotonic() < deadline, "marks are left over"
        find_work(0, QUEUE)
        worker.work(burst=True, logging_level="ERROR")


def _job_rounds(items: Sequence[Item], plan: Sequence[Sequence[Change]]) -> None:
    """The usual way: the mirror takes the changes in, and each is a job of its own."""
    redis = process.redis()
    queue = Queue("single", connection=redis)
    worker = SimpleWorker([queue], connection=redis)
    for changes in plan:
        for start in range(0, len(changes), READ_AT_ONCE):
            part = changes[start : start + READ_AT_ONCE]
            _take_in(items, part)
            for change in part:
                queue.enqueue(
                    "tests.bench.single_job.push_one",
                    items[change.item].listing_ids[change.row],
                    result_ttl=0,
                )
        worker.work(burst=True, logging_level="ERROR")
    Mark.objects.all().delete()


def _last(changes: Sequence[Change]) -> dict[tuple[int, int], int]:
    return {(change.item, change.row): change.stock for change in changes}


def _calls(items: Sequence[Item], plan: Sequence[Sequence[Change]]) -> list[tuple[Item, Rows]]:
    """The fewest writes that bring a plan to the channels."""
    calls: list[tuple[Item, Rows]] = []
    for changes in plan:
        by_item: dict[int, list[tuple[str, int]]] = {}
        for (item, row), stock in _last(changes).items():
            by_item.setdefault(item, []).append((items[item].model_ids[row], stock))
        calls += [(items[item], rows) for item, rows in by_item.items()]
    return calls


def _wrong(
    controls: dict[str, MarketControl], items: Sequence[Item], plan: Sequence[Sequence[Change]]
) -> int:
    shown = {row.key: row.stock for control in controls.values() for row in control.truth().listings}
    wanted = _last([change for changes in plan for change in changes])
    return sum(
        shown[ListingKey(items[item].marketplace, items[item].item_id, items[item].model_ids[row])] != stock
        for (item, row), stock in wanted.items()
    )


def _table(measured: Sequence[Measured], minimum: int) -> None:
    table = Table(title=f"push: fewest possible calls {minimum:,}", title_justify="left")
    for column in ("", "write calls", "wrong at the end", "CPU s", "CPU ms/call", "s"):
        table.add_column(column, justify="right" if column else "left")
    for one in measured:
        table.add_row(
            one.name,
            f"{one.calls:,}",
            str(one.wrong),
            f"{one.cpu_seconds:.2f}",
            f"{one.cpu_seconds / max(one.calls, 1) * 1000:.2f}",
            f"{one.seconds:.1f}",
        )
    Console().print(table)
