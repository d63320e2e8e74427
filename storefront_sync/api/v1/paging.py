"""Lists, from the newest to the oldest by row number."""

from __future__ import annotations

from typing import Annotated, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query

from storefront_sync.api.v1.caller import BIGGEST_ID

MOST_AT_ONCE = 100
After = Annotated[int, Query(ge=0, le=BIGGEST_ID)]
Limit = Annotated[int, Query(ge=1, le=MOST_AT_ONCE)]
Row = TypeVar("Row", bound=Model)


def turn(rows: QuerySet[Row], after: int, limit: int) -> tuple[list[Row], int | None]:
    """At most `limit` rows older than the row `after` (0 = from the newest), and what to ask for next; None
    at the end."""
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None
