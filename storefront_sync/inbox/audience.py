"""Which cooperatives of an installation a Saleor delivery is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from storefront_sync.catalog.models import Variant
from storefront_sync.ledger.models import Look
from storefront_sync.saleor.deliveries import SaleorHint
from storefront_sync.tenants.models import Cooperative

Requests = dict[tuple[int, str], set[str]]
"""What to read again: (cooperative, `Look.Kind`) → Saleor ids."""


def requests_of(hint: SaleorHint, installation_id: int) -> Requests:
    """What each cooperative of the installation is to read again.

    A variant or product is told to the cooperatives whose mirror has it, and one that nobody has to all of
    them, since it may be new. An order is told to those who have one of its variants.
    """
    everybody = list(Cooperative.objects.filter(installation_id=installation_id).values_list("id", flat=True))
    variants = _mirrored(installation_id, "saleor_id", hint.variant_ids)
    products = _mirrored(installation_id, "product_id", hint.product_ids)
    buyers_of = {cooperative for owners in variants.values() for cooperative in owners} or set(everybody)

    requests: Requests = defaultdict(set)
    for kind, refs, owners in (
        (Look.Kind.VARIANT, hint.variant_ids, variants),
        (Look.Kind.PRODUCT, hint.product_ids, products),
    ):
        for ref in refs:
            for cooperative in owners.get(ref) or everybody:
                requests[cooperative, kind.value].add(ref)
    for ref in hint.order_ids:
        for cooperative in buyers_of:
            requests[cooperative, Look.Kind.ORDER.value].add(ref)
    return dict(requests)


def _mirrored(installation_id: int, field: str, refs: Collection[str]) -> dict[str, set[int]]:
    """Saleor id → the cooperatives whose mirror has it."""
    owners: dict[str, set[int]] = defaultdict(set)
    if refs:
        rows = Variant.objects.filter(
            cooperative__installation_id=installation_id, **{f"{field}__in": list(refs)}
        )
        for ref, cooperative in rows.values_list(field, "cooperative_id").distinct():
            owners[ref].add(cooperative)
    return owners
