"""Where an order goes, as far as the marketplace shows it."""

from __future__ import annotations

from dataclasses import fields

from connectors.base.types import BuyerView
from storefront_sync.orders.models import Order
from storefront_sync.saleor.buyer_address import BuyerAddress, buyer_address
from storefront_sync.tenants.vault import unseal

_SHOWN = frozenset(field.name for field in fields(BuyerView))


def address_of(order: Order) -> BuyerAddress:
    """The buyer's address for Saleor; neutral where the marketplace masks it, since the parcel's label has
    it."""
    known = unseal(order.buyer_encrypted)
    return buyer_address(BuyerView(**{name: value for name, value in known.items() if name in _SHOWN}))
