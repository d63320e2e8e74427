"""Where an order goes, as Saleor takes it: marketplaces hide most of it."""

from __future__ import annotations

from storefront_sync.orders.models import Order
from storefront_sync.saleor.types import AddressWrite
from storefront_sync.tenants.vault import unseal


def address_of(order: Order) -> AddressWrite | None:
    """The buyer's address where the marketplace shows it, None where it doesn't: the parcel's label carries
    it.

    The district goes into the street line, since Saleor erases its own field for it in Indonesia (facts of
    November 2026); a masked phone was dropped at the edge, since Saleor refuses it.
    """
    buyer = unseal(order.buyer_encrypted)
    street, province = buyer.get("street", ""), buyer.get("province", "")
    if not street or not province:
        return None
    return AddressWrite(
        street=", ".join(part for part in (street, buyer.get("district", "")) if part),
        province=province,
        city=buyer.get("city", ""),
        name=buyer.get("name", ""),
        phone=buyer.get("phone", ""),
        postal_code=buyer.get("postal_code", ""),
    )
