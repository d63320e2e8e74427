"""What the imported files come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Sum

from storefront_sync.settlements.models import SettlementFile
from storefront_sync.tenants.models import Shop


@dataclass(frozen=True)
class FileBooks:
    """One file: the lines that it was the first to tell, and what they come to in rupiah. `tax` is None where
    the file says nothing of it."""

    name: str
    marketplace: str
    shop: str
    imported_at: datetime
    by: str
    lines: int
    amount: int
    fees: int | None
    tax: int | None
    first: date | None
    last: date | None


def files_of(shop: Shop) -> list[FileBooks]:
    """The shop's files, the newest first."""
    rows = (
        SettlementFile.objects.filter(shop=shop)
        .annotate(
            count=Count("lines"),
            paid=Sum("lines__amount"),
            kept=Sum("lines__fees"),
            withheld=Sum("lines__tax"),
            first=Min("lines__settled_on"),
            last=Max("lines__settled_on"),
        )
        .order_by("-imported_at", "-pk")
    )
    return [
        FileBooks(
            row.name,
            shop.marketplace,
            shop.name,
            row.imported_at,
            row.by,
            row.count,
            row.paid or 0,
            row.kept,
            row.withheld,
            row.first,
            row.last,
        )
        for row in rows
    ]
