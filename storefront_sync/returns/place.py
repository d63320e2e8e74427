"""Into which warehouse returned pieces go."""

from __future__ import annotations

from storefront_sync.catalog.models import VariantStock
from storefront_sync.returns.models import Restock
from storefront_sync.saleor.client import SaleorClient


def warehouse_of(row: Restock, client: SaleorClient) -> str:
    """The one that staff named; else where earlier pieces of this return went; else where the order was sent
    from, or has its pieces set aside; else the cooperative's first that has such goods, or its first at all.
    "" where the cooperative has none. Raises SaleorError."""
    assert row.inspection is not None
    returned = row.inspection.returned
    ours = list(row.cooperative.warehouses.order_by("pk").values_list("warehouse_id", flat=True))
    if row.inspection.warehouse_id in ours:
        return row.inspection.warehouse_id
    earlier = Restock.objects.filter(inspection__returned=returned, variant=row.variant_id)
    before = earlier.exclude(warehouse_id="").order_by("-pk").first()
    if before is not None and before.warehouse_id in ours:
        return before.warehouse_id
    taken = Restock.objects.filter(order=returned.order, variant=row.variant_id).first()
    if returned.order is not None and taken is not None:
        sources = {place: -pieces for place, pieces in taken.written.items() if pieces < 0 and place in ours}
        if sources:
            return max(ours, key=lambda place: sources.get(place, 0))
    if returned.order is not None and returned.order.saleor_id:
        sent = client.order_warehouses(returned.order.saleor_id).get(row.variant.saleor_id, {})
        known = [place for place in ours if sent.get(place, 0) > 0]
        if known:
            return max(known, key=lambda place: sent[place])
    stocked = set(VariantStock.objects.filter(variant=row.variant_id).values_list("warehouse_id", flat=True))
    return next((place for place in ours if place in stocked), ours[0] if ours else "")
