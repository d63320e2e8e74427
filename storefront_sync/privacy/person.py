"""One person's data: found by an order or a telephone number, and written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.db.models import QuerySet

from storefront_sync.core.errors import StorefrontError
from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.vault import unseal

BATCH: Final = 500
_NOT_DIGITS: Final = re.compile(r"\D")
SHORTEST: Final = 8
"""Digits of a telephone number; fewer would name more than one person."""


class NobodyNamed(StorefrontError):
    """Neither a whole telephone number nor an order of the cooperative was given."""


@dataclass(frozen=True)
class OfAPerson:
    """An order and what is known of its buyer, by name ("" where the marketplace masks it)."""

    order: Order
    buyer: dict[str, str] = field(repr=False)


def find(cooperative: Cooperative, *, order: str = "", phone: str = "") -> list[OfAPerson]:
    """The cooperative's orders of one person, oldest first: that order (its number at the marketplace), and
    all whose buyer has the same telephone number. Raises NobodyNamed.

    Without a clear number in the order it is that order alone: names and streets aren't one person's.
    """
    named = [_with_buyer(row) for row in _orders(cooperative).filter(external_id=order)] if order else []
    if order and not named:
        raise NobodyNamed("privacy.no_such_order")
    numbers = {same for each in named if (same := same_phone(each.buyer.get("phone", "")))}
    if phone:
        if not same_phone(phone):
            raise NobodyNamed("privacy.phone_too_short")
        numbers.add(same_phone(phone))
    if not order and not numbers:
        raise NobodyNamed("privacy.nobody_named")
    known = {each.order.pk for each in named}
    others = [
        each
        for each in _everybody(cooperative)
        if each.order.pk not in known and same_phone(each.buyer.get("phone", "")) in numbers
    ]
    return sorted(named + others, key=lambda each: (each.order.remote_created_at, each.order.pk))


def same_phone(text: str) -> str:
    """A number in one form whatever its spelling: digits with the country's 62; "" where it is masked or too
    short to be one person's."""
    if "*" in text:
        return ""
    digits = _NOT_DIGITS.sub("", text)
    if digits.startswith("0"):
        digits = f"62{digits[1:]}"
    return digits if len(digits) >= SHORTEST else ""


def written_out(found: list[OfAPerson]) -> dict[str, object]:
    """All that we hold of these orders, as JSON: for the person, in the hands of staff."""
    return {
        "orders": [
            {
                "marketplace": each.order.shop_front,
                "shop": each.order.shop.name,
                "order": each.order.external_id,
                "order_in_saleor": each.order.saleor_number,
                "ordered_at": each.order.remote_created_at.isoformat(),
                "state": each.order.state,
                "buyer": each.buyer,
                "lines": [
                    {
                        "title": line.title,
                        "sku": line.sku,
                        "quantity": line.quantity,
                        "unit_price": line.unit_price,
                    }
                    for line in each.order.lines.order_by("line_key")
                ],
                "parcels": [
                    {"courier": parcel.courier, "tracking_number": parcel.tracking_number}
                    for parcel in each.order.parcels.order_by("parcel_id")
                ],
                "shipping_fee": each.order.shipping_fee,
                "total": each.order.total,
            }
            for each in found
        ]
    }


def _orders(cooperative: Cooperative) -> QuerySet[Order]:
    return Order.objects.filter(cooperative=cooperative).select_related("shop")


def _everybody(cooperative: Cooperative) -> Iterator[OfAPerson]:
    """Every order whose buyer is known, a batch at a time: what is encrypted can't be searched."""
    rows = _orders(cooperative).exclude(buyer_encrypted="").order_by("pk")
    yield from map(_with_buyer, rows.iterator(chunk_size=BATCH))


def _with_buyer(order: Order) -> OfAPerson:
    return OfAPerson(order, unseal(order.buyer_encrypted))
