"""Whole rupiah."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NewType

Rupiah = NewType("Rupiah", int)
"""An amount in whole Indonesian rupiah. Saleor keeps IDR with two decimals, marketplaces take whole numbers
only."""


def rupiah(amount: Decimal | int | float | str) -> Rupiah:
    """Round an amount in IDR half up to whole rupiah; raises ValueError on text that is no number or on
    NaN."""
    try:
        value = Decimal(str(amount))
    except ArithmeticError as error:
        raise ValueError(f"not an amount of rupiah: {amount!r}") from error
    if not value.is_finite():
        raise ValueError(f"not an amount of rupiah: {amount!r}")
    return Rupiah(int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def written(amount: int | None) -> str:
    """An amount as people here write it: "Rp1.234.567", "-Rp5.000"; "–" where it isn't known."""
    if amount is None:
        return "–"
    digits = f"{abs(amount):,}".replace(",", ".")
    return f"{'-' if amount < 0 else ''}Rp{digits}"
