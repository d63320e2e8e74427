"""What an order costs whom, as its marketplace says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from connectors.base.types import ExternalOrderId
from mappings.money import Rupiah


@dataclass(frozen=True)
class OrderMoney:
    """One order's money in whole rupiah. None: the marketplace doesn't say, or says what can't be; never 0
    for either.

    `goods` is the price of the goods before any discount. `seller_discount` is what the shop gives of it,
    `platform_discount` what the marketplace gives, and pays to the shop. `shipping_paid` is what the buyer
    pays for shipping, `shipping_subsidy` what the marketplace adds. `fees` is what the marketplace keeps
    (below 0: gives back); `payout` is what the shop gets in the end, below 0 where it owes.
    """

    goods: Rupiah | None = None
    seller_discount: Rupiah | None = None
    platform_discount: Rupiah | None = None
    shipping_paid: Rupiah | None = None
    shipping_subsidy: Rupiah | None = None
    fees: Rupiah | None = None
    payout: Rupiah | None = None


class Finance(Protocol):
    """The part of a connector that tells of money. Raises only `ConnectorError`s; never sleeps."""

    def money(self, order_id: ExternalOrderId) -> OrderMoney | None:
        """What this order costs whom, as far as it is known now: `fees` and `payout` may be announced before
        they are paid, and change until then. None where the shop has no such order."""
