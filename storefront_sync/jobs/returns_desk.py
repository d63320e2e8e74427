"""What staff ask about returns: enter what was found, and have the good pieces put back."""

from __future__ import annotations

from collections.abc import Mapping

from storefront_sync.jobs import process
from storefront_sync.jobs.returned import wake_restocking
from storefront_sync.returns import counted as counting
from storefront_sync.returns.inspect import Inspected, InspectionRefused, inspect
from storefront_sync.returns.models import Return
from storefront_sync.returns.pieces import Looked
from storefront_sync.returns.shown import left
from storefront_sync.tenants.models import Cooperative


def line_of(returned: Return, name: str) -> str:
    """The key of a return's line by its key or SKU; "" = the only one. Raises InspectionRefused."""
    lines = list(returned.order.lines.order_by("pk")) if returned.order else []
    coming = set(returned.lines.values_list("line_key", flat=True))
    lines = [line for line in lines if not coming or line.line_key in coming]
    found = [line for line in lines if name in ("", line.line_key)] or [
        line for line in lines if line.sku == name
    ]
    if len(found) != 1:
        raise InspectionRefused("return.which_line" if found or not name else "return.unknown_line", name)
    return found[0].line_key


def enter(
    cooperative: Cooperative,
    returned_id: int,
    found: Mapping[str, Looked],
    by: str,
    *,
    warehouse_id: str = "",
    seen: int | None = None,
) -> Inspected:
    """Keep what was found, and wake whoever puts the good pieces back; `seen` as in `inspect`. Raises
    InspectionRefused."""
    done = inspect(cooperative, returned_id, found, by, process.now(), warehouse_id=warehouse_id, seen=seen)
    if done.into_stock:
        wake_restocking(cooperative.pk)
    return done


def all_good(cooperative: Cooperative, returned: Return, by: str, *, warehouse_id: str = "") -> Inspected:
    """All pieces that nobody has looked at are good. Raises InspectionRefused."""
    rest = {key: Looked(good=pieces) for key, pieces in left(returned).items()}
    return enter(cooperative, returned.pk, rest, by, warehouse_id=warehouse_id)


def counted(cooperative: Cooperative, returned: Return) -> None:
    """Staff have counted where they were asked to."""
    counting.counted(cooperative, returned.pk, process.now())
