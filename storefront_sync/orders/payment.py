"""A marketplace's payment, recorded in Saleor once, whoever races."""

from __future__ import annotations

from mappings.money import Rupiah
from storefront_sync.saleor.client import SaleorClient


def record_once(client: SaleorClient, order_id: str, *, name: str, reference: str, amount: Rupiah) -> None:
    """Have an order charged by `amount` under `reference`, unless it is by now. Raises the client's errors.

    Saleor charges a transaction with an amount again each time it is made. So those made here have none, and
    the oldest with the reference is charged under one fixed name: a second report of it charges nothing.
    """
    mine = [row for row in client.transactions(order_id) if row.psp_reference == reference]
    if not mine:
        client.transaction_create(order_id, name=name, psp_reference=reference)
        mine = [row for row in client.transactions(order_id) if row.psp_reference == reference]
    if not any(row.charged for row in mine):
        oldest = min(mine, key=lambda row: (row.created_at, row.id))
        client.transaction_event_report(oldest.id, amount=amount, psp_reference=f"{reference}:charge")
