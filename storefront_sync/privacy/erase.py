"""Erases buyers here, and writes down that Saleor is to follow."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from mappings.words import OrderState
from storefront_sync.fulfilment.enquiry_rows import forget_buyers
from storefront_sync.orders.models import Order
from storefront_sync.orders.reference import reference
from storefront_sync.privacy.models import Erasure
from storefront_sync.tenants.models import Cooperative

ENDED: Final = (OrderState.COMPLETED.value, OrderState.CANCELLED.value, OrderState.RETURNED.value)
MOST_AT_ONCE: Final = 500
"""Orders of one transaction."""


def erase(
    cooperative: Cooperative, order_ids: Collection[int], why: Erasure.Why, by: str, now: datetime
) -> int:
    """Erase the buyers of these orders of the cooperative from our tables, and have Saleor follow; returns
    how many are erased now. What was erased before is left as it is.

    From here on no reading of the marketplace brings the buyer back.
    """
    with transaction.atomic():
        # The shop's row is left alone: its drains write it.
        rows = Order.objects.select_for_update(of=("self",)).select_related("shop").order_by("pk")
        chosen = list(rows.filter(cooperative=cooperative, pk__in=order_ids, buyer_erased_at=None))
        Erasure.objects.bulk_create(
            [
                Erasure(
                    cooperative=cooperative,
                    reference=reference(order),
                    why=why,
                    by=by,
                    erased_at=now,
                )
                for order in chosen
            ],
            ignore_conflicts=True,
        )
        Order.objects.filter(pk__in=[order.pk for order in chosen]).update(
            buyer_encrypted="", buyer_erased_at=now
        )
        forget_buyers([order.pk for order in chosen])
    return len(chosen)


def erase_old(now: datetime, keep: timedelta) -> int:
    """Erase the buyers of a batch of orders that ended longer than `keep` ago; returns how many. There are
    more where it is MOST_AT_ONCE."""
    old = Order.objects.filter(state__in=ENDED, remote_updated_at__lt=now - keep, buyer_erased_at=None)
    # Where nothing of the buyer ever was, there is nothing to prove.
    old = old.exclude(Q(buyer_encrypted="") & Q(saleor_id=""))
    found = old.order_by("pk").values_list("cooperative_id", "pk")[:MOST_AT_ONCE]
    by_owner: dict[int, list[int]] = {}
    for cooperative_id, order_id in found:
        by_owner.setdefault(cooperative_id, []).append(order_id)
    owners = Cooperative.objects.in_bulk(by_owner)
    return sum(
        erase(owners[owner], orders, Erasure.Why.TIME, "timer", now) for owner, orders in by_owner.items()
    )


def forget_proofs(now: datetime, keep: timedelta) -> int:
    """Delete proofs that are older than `keep` and have nothing left to do; returns how many."""
    old = Erasure.objects.filter(erased_at__lt=now - keep).exclude(in_saleor_at=None)
    return old.delete()[0]
