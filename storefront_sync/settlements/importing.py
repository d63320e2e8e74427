"""Imports settlement files: each line counts once, whatever files tell it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from connectors.base.registry import marketplace, marketplaces
from connectors.base.statement import Sheet, Statement, StatementFault, StatementLine, Wrong
from storefront_sync.catalog.storable import storable
from storefront_sync.orders.models import Order
from storefront_sync.settlements.files import SettlementUnusable, read_bytes, sheets_of
from storefront_sync.settlements.models import SettlementFile, SettlementLine
from storefront_sync.tenants.models import Shop

BATCH = 1_000
FAULTS = {
    Wrong.COLUMN_MISSING: "settlement.column_missing",
    Wrong.NOT_A_STATEMENT: "settlement.not_a_statement",
    Wrong.AMOUNT_UNREADABLE: "settlement.amount_unreadable",
    Wrong.DATE_UNREADABLE: "settlement.date_unreadable",
    Wrong.ORDER_DAMAGED: "settlement.order_damaged",
}
ABOUT_THE_WHOLE = (Wrong.COLUMN_MISSING, Wrong.NOT_A_STATEMENT)


@dataclass(frozen=True)
class Imported:
    """What a file brought. `lines` are those that it tells, of which `new` weren't known; `waiting` aren't
    paid yet, `repeated` stood there twice. `matched` and `unknown` count its orders. `amount` is what its
    lines come to, in rupiah."""

    name: str
    lines: int
    new: int
    waiting: int
    repeated: int
    matched: int
    unknown: int
    amount: int


def import_file(shop: Shop, path: Path, by: str, now: datetime) -> Imported:
    """Import a file of a shop, in one transaction. Raises SettlementUnusable, and then nothing is stored."""
    data = read_bytes(path)
    found = _read(shop, sheets_of(path.name, data))
    if not found.lines and not found.waiting:
        raise SettlementUnusable("settlement.no_lines", path.name)
    order_ids = sorted({line.order_id for line in found.lines if line.order_id})
    matched = _known(shop, order_ids)
    if not matched and _of_another_shop(shop, order_ids):
        raise SettlementUnusable("settlement.other_shop", path.name)
    with transaction.atomic():
        file, _ = SettlementFile.objects.get_or_create(
            shop=shop,
            digest=hashlib.sha256(data).hexdigest(),
            defaults={
                "cooperative_id": shop.cooperative_id,
                "name": storable(path.name, 200),
                "imported_at": now,
                "by": storable(by, 200),
            },
        )
        before = file.lines.count()
        for start in range(0, len(found.lines), BATCH):
            rows = [_row(file, line) for line in found.lines[start : start + BATCH]]
            SettlementLine.objects.bulk_create(rows, ignore_conflicts=True)
        new = file.lines.count() - before
    return Imported(
        path.name,
        len(found.lines),
        new,
        found.waiting,
        found.repeated,
        matched,
        len(order_ids) - matched,
        sum(line.amount for line in found.lines),
    )


def _read(shop: Shop, sheets: Sequence[Sheet]) -> Statement:
    """The lines; raises SettlementUnusable with the reason, also where it is another marketplace's file."""
    own = marketplace(shop.marketplace).statement
    if own is None:
        raise SettlementUnusable("settlement.none_known")
    found = own.read(sheets)
    if isinstance(found, Statement):
        return found
    if found.wrong in ABOUT_THE_WHOLE:
        for other in marketplaces().values():
            if other.manifest.key != shop.marketplace and other.statement is not None:
                theirs = other.statement.read(sheets)
                if isinstance(theirs, Statement) or theirs.wrong not in ABOUT_THE_WHOLE:
                    raise SettlementUnusable("settlement.other_marketplace", other.manifest.name)
    raise SettlementUnusable(FAULTS[found.wrong], _where(found))


def _where(fault: StatementFault) -> str:
    place = f"{fault.sheet} {fault.line}".strip() if fault.line else fault.sheet
    return f"{fault.what} ({place})" if fault.what and place else fault.what


def _row(file: SettlementFile, line: StatementLine) -> SettlementLine:
    return SettlementLine(
        shop_id=file.shop_id,
        file=file,
        digest=line.digest,
        external_order_id=storable(line.order_id, 64),
        kind=storable(line.kind, 100),
        part=storable(line.part, 64),
        reference=storable(line.reference, 64),
        amount=int(line.amount),
        fees=None if line.fees is None else int(line.fees),
        tax=None if line.tax is None else int(line.tax),
        settled_on=line.settled_on,
    )


def _known(shop: Shop, order_ids: Sequence[str]) -> int:
    return sum(
        Order.objects.filter(shop=shop, external_id__in=order_ids[start : start + BATCH]).count()
        for start in range(0, len(order_ids), BATCH)
    )


def _of_another_shop(shop: Shop, order_ids: Sequence[str]) -> bool:
    """Whether the orders are of another shop of the same cooperative; others' shops aren't looked at."""
    others = Order.objects.filter(cooperative_id=shop.cooperative_id).exclude(shop=shop)
    return others.filter(external_id__in=order_ids[:BATCH]).exists()
