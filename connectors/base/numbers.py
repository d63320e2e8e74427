"""A marketplace's numbers, believed only where they are possible."""

from __future__ import annotations

from decimal import Decimal

from mappings.money import Rupiah

LARGEST = 10**9
PRICE_IMPOSSIBLE = "listing.price_impossible"
STOCK_IMPOSSIBLE = "listing.stock_impossible"

Number = int | float | str | Decimal | None
"""A number as JSON may carry it."""


def whole(value: Number) -> int | None:
    """A whole number in 0 … 10^9, or None where the value is anything else."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except ArithmeticError:
        return None
    if not number.is_finite() or number != number.to_integral_value() or not 0 <= number <= LARGEST:
        return None
    return int(number)


def list_price(value: Number) -> Rupiah | None:
    """A price in whole rupiah above 0, or None where it is impossible."""
    number = whole(value)
    return Rupiah(number) if number else None
