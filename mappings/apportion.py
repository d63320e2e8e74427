"""Dividing whole pieces or whole rupiah so that the parts sum to the whole."""

from __future__ import annotations

from collections.abc import Mapping


def largest_remainder(whole: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Parts of `whole` (≥ 0) by weight (≥ 0), each within one of its exact share, summing to `whole`.

    What is left after rounding down goes to the largest remainders; ties to the larger weight, then by name.
    Weights that are all 0 share nothing out. Raises ValueError on a negative whole or weight.
    """
    if whole < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("neither the whole nor a weight can be negative")
    total = sum(weights.values())
    if total == 0:
        return dict.fromkeys(weights, 0)
    parts = {name: whole * weight // total for name, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda name: (-(whole * weights[name] % total), -weights[name], name))
    for name in by_remainder[: whole - sum(parts.values())]:
        parts[name] += 1
    return parts
