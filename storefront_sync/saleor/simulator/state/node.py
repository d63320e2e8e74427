"""What every stored object has: a primary key, a global id, two metadata maps and two times."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(slots=True, eq=False)
class Node:
    """One stored object; `id` is its global id."""

    pk: int
    id: str
    created: datetime
    updated_at: datetime
    external_reference: str | None = field(default=None, kw_only=True)
    metadata: dict[str, str] = field(default_factory=dict, kw_only=True)
    private_metadata: dict[str, str] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency; the API shows it as a JSON float."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class TaxedMoney:
    """Gross and net; the simulated shop's prices include their tax and no rate is configured, so both
    agree."""

    currency: str
    gross: Money
    net: Money
    tax: Money

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> TaxedMoney:
        """The same amount as gross and net."""
        money = Money(amount, currency)
        return cls(currency, money, money, Money(Decimal(0), currency))
