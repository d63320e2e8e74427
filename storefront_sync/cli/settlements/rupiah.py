"""Rupiah as people here write it."""

from __future__ import annotations


def rp(amount: int | None) -> str:
    """ "Rp1.234.567", "-Rp5.000"; "–" where it isn't known."""
    if amount is None:
        return "–"
    digits = f"{abs(amount):,}".replace(",", ".")
    return f"{'-' if amount < 0 else ''}Rp{digits}"
