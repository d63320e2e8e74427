"""A marketplace's numbers, believed only where they are possible."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

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


def added(values: Iterable[Number]) -> Rupiah | None:
    """The sum of those amounts that are said, of either sign, rounded half up to whole rupiah once.

    None where none is said, or where one of them or the sum is impossible (no number, beyond 10^9).
    """
    said = [value for value in values if value is not None and value != ""]
    if not said:
        return None
    total = Decimal(0)
    for value in said:
        number = _possible(value)
        if number is None:
            return None
        total += number
    if abs(total) > LARGEST:
        return None
    return Rupiah(int(total.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def cost(values: Iterable[Number]) -> Rupiah | None:
    """As `added`; None too where the sum is below 0."""
    total = added(values)
    return None if total is None or total < 0 else total


def taken(values: Iterable[Number]) -> Rupiah | None:
    """As `added`, for amounts that are written as what they do to the payout: what is taken has a minus."""
    total = added(values)
    return None if total is None else Rupiah(-total)


def _possible(value: Number) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value).strip())
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number) <= LARGEST else None
