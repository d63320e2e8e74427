"""The mark in front of an imported order's postcode: as we keep it, and as Saleor has it (ADR 15)."""

from __future__ import annotations

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import PermissionMissing
from storefront_sync.saleor.setup import present
from storefront_sync.saleor.setup.shipping import order_method_id
from storefront_sync.settings.keys import cipher
from storefront_sync.tenants.models import Cooperative


def mark_of(cooperative: Cooperative) -> str:
    """The cooperative's mark; "" where it was set up before marks were made."""
    return cipher().decrypt(cooperative.postcode_mark_encrypted)


def read_again(cooperative: Cooperative, client: SaleorClient) -> bool:
    """Take over the mark that set-up gave the method where we weren't told, as with `--no-app` or after a
    restore; returns whether it is another than ours. Without MANAGE_SHIPPING it can't be read."""
    try:
        zones = present.zones(client.transport, cooperative.channel_id)
    except PermissionMissing:
        return False
    marks = [
        method.mark
        for zone in zones
        for method in zone.methods
        if method.mark and order_method_id(method.id) == cooperative.shipping_method_id
    ]
    if not marks or marks[0] == mark_of(cooperative):
        return False
    cooperative.postcode_mark_encrypted = cipher().encrypt(marks[0])
    cooperative.save(update_fields=["postcode_mark_encrypted"])
    return True
