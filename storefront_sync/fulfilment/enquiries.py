"""Asking what only a marketplace can tell: each question is stored, and nothing is sent here. Whoever calls
wakes the workers afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Sum

from storefront_sync.core.errors import StorefrontError
from storefront_sync.fulfilment.enquiry_rows import readable
from storefront_sync.fulfilment.models import EnquiredOrder, Enquiry, EnquiryDocument
from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Cooperative

Kind = Enquiry.Kind
MOST_ORDERS: Final = {Kind.LABELS: 100, Kind.HANDOVER: 20, Kind.REASONS: 20, Kind.SHORT: 20, Kind.CANCEL: 1}
"""Of one enquiry: labels are asked for many at once, the others take a call or more an order."""
MOST_OPEN: Final = 20
"""Of one cooperative at a time."""
MOST_KEPT: Final = 1_000
MOST_BYTES_KEPT: Final = 128 * 1024 * 1024
"""Of one cooperative until they expire: answers, and bytes of PDF."""
LONGEST: Final = timedelta(minutes=10)
"""Who asked isn't waiting any more; what isn't known by then is told so."""


class CannotEnquire(StorefrontError):
    """It isn't asked: an order that the cooperative doesn't have, or too much at once."""


@dataclass(frozen=True)
class CancelAsked:
    """Which reason (the marketplace's word, or ours where one alone means it), for which lines (none = all),
    and whether the marketplace may set the listings to 0 for it."""

    reason: str
    lines: tuple[str, ...] = ()
    empties_listing: bool = False

    def as_json(self) -> dict[str, object]:
        """As it is stored."""
        return {**asdict(self), "lines": list(self.lines)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> CancelAsked:
        """What `as_json` gave."""
        lines = stored["lines"]
        assert isinstance(lines, list)
        return cls(str(stored["reason"]), tuple(map(str, lines)), bool(stored["empties_listing"]))


def enquire(
    cooperative: Cooperative,
    kind: Enquiry.Kind,
    order_ids: Sequence[int],
    by: str,
    now: datetime,
    *,
    keep: timedelta,
    wish: CancelAsked | None = None,
) -> Enquiry:
    """Ask about orders (row ids), each once; the answer is kept for `keep`. What is asked already and not yet
    answered is asked once. Raises CannotEnquire."""
    wanted = list(dict.fromkeys(order_ids))
    if not 0 < len(wanted) <= MOST_ORDERS[kind]:
        raise CannotEnquire("enquiry.too_many_orders")
    stored = {} if wish is None else wish.as_json()
    with transaction.atomic():
        # One at a time for each cooperative, so that the limits hold.
        Cooperative.objects.select_for_update(no_key=True).get(pk=cooperative.pk)
        mine = Order.objects.filter(cooperative=cooperative).in_bulk(wanted)
        if len(mine) < len(wanted):
            raise CannotEnquire("fulfilment.no_such_order")
        same = _same(cooperative, kind, stored, wanted)
        if same is not None:
            return same
        _hold_the_limits(cooperative, now)
        row = Enquiry.objects.create(
            cooperative=cooperative,
            kind=kind,
            wish=stored,
            by=by,
            asked_at=now,
            expires_at=now + LONGEST + keep,
        )
        EnquiredOrder.objects.bulk_create(
            EnquiredOrder(
                cooperative=cooperative,
                shop_id=mine[order_id].shop_id,
                enquiry=row,
                order_id=order_id,
                place=place,
            )
            for place, order_id in enumerate(wanted)
        )
    return row


def _same(
    cooperative: Cooperative, kind: Enquiry.Kind, wish: dict[str, object], wanted: list[int]
) -> Enquiry | None:
    """The open enquiry for the very same."""
    for row in Enquiry.objects.filter(cooperative=cooperative, kind=kind, closed_at=None, wish=wish):
        if list(row.orders.order_by("place").values_list("order", flat=True)) == wanted:
            return row
    return None


def _hold_the_limits(cooperative: Cooperative, now: datetime) -> None:
    kept = readable(now).filter(cooperative=cooperative)
    if kept.filter(closed_at=None).count() >= MOST_OPEN:
        raise CannotEnquire("enquiry.too_many_open")
    documents = EnquiryDocument.objects.filter(enquiry__in=kept)
    size = documents.aggregate(size=Sum("bytes"))["size"] or 0
    if kept.count() >= MOST_KEPT or size >= MOST_BYTES_KEPT:
        raise CannotEnquire("enquiry.too_much_kept")
