"""How Shopee's bodies and queries name things: ids as numbers, a package by its order and number."""

from __future__ import annotations

from connectors.base.shipment import ParcelRef


def number(text: str) -> int | str:
    """An id as a body writes it; one that is no number is left as it is."""
    return int(text) if text.isascii() and text.isdecimal() else text


def package(parcel: ParcelRef) -> dict[str, str]:
    """The fields that name a package; an empty number is never sent."""
    order = {"order_sn": str(parcel.order_id)}
    return {**order, "package_number": parcel.parcel_id} if parcel.parcel_id else order
