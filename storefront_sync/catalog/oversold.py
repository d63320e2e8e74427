"""Counts what Saleor has sold twice: more pieces allocated than there are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from storefront_sync.tenants.models import Problem
from storefront_sync.tenants.problems import open_problem

KEY = "stock.oversold"

# Reserved pieces stand in carts: nobody was promised them.
_PROMISED_TWICE = """
SELECT variant.id, variant.product_name, variant.options, SUM(stock.allocated - stock.quantity)
FROM catalog_variant AS variant
JOIN catalog_variantstock AS stock ON stock.variant_id = variant.id
JOIN tenants_cooperativewarehouse AS warehouse
  ON warehouse.warehouse_id = stock.warehouse_id AND warehouse.cooperative_id = variant.cooperative_id
WHERE variant.id = ANY(%s) AND variant.track_inventory AND variant.gone_at IS NULL
GROUP BY variant.id
HAVING SUM(stock.allocated - stock.quantity) > 0
ORDER BY variant.id
"""


def tell_oversold(cooperative_id: int, variants: Collection[int], now: datetime) -> None:
    """Open a problem for each of these variants (row ids) of which the cooperative's warehouses have fewer
    pieces than Saleor allocated, with how many are missing; close that of the others.

    Saleor 3.23 lets two orders have the last piece if they come at the same moment (ADR 22). Call in the
    transaction that writes the mirror.
    """
    if not variants:
        return
    with connection.cursor() as cursor:
        cursor.execute(_PROMISED_TWICE, [list(variants)])
        short = cursor.fetchall()
    for pk, name, options, missing in short:
        goods = " · ".join(part for part in (name, options) if part)
        open_problem(cooperative_id, KEY, _subject(pk), {"goods": goods, "missing": int(missing)}, now=now)
    enough = set(variants) - {pk for pk, *_ in short}
    Problem.objects.filter(
        cooperative_id=cooperative_id, key=KEY, subject__in=map(_subject, enough), closed_at=None
    ).update(closed_at=now)


def _subject(variant: int) -> str:
    return f"variant:{variant}"
