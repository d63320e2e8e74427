"""Whether the service has anything left to do, by its own tables."""

from __future__ import annotations

from datetime import datetime

import psycopg

from tests.faults.reckoning import UNDONE

SHORT = "orders without stock"
LEFT = {
    **UNDONE,
    "half-made orders": "SELECT count(*) FROM orders_order"
    " WHERE phase IN ('seen', 'draft', 'placed', 'waiting_link') AND state <> 'unpaid'",
    "unsettled orders": "SELECT count(*) FROM orders_order WHERE settled < wanted AND phase <> 'short'",
    SHORT: "SELECT count(*) FROM orders_order WHERE phase = 'short'",
    "open requests": "SELECT count(*) FROM fulfilment_request WHERE closed_at IS NULL",
    "parcels to read": "SELECT count(*) FROM orders_order WHERE parcels_due_at IS NOT NULL",
    "pieces to put back": "SELECT count(*) FROM returns_restock WHERE done_at IS NULL",
    "pieces to be counted": "SELECT count(*) FROM returns_restock WHERE doubted_at IS NOT NULL",
}
BEHIND = {
    "shops whose orders aren't read": "SELECT count(*) FROM ledger_orderfeed"
    " WHERE read_until IS NULL OR reached_back_at IS NULL OR reached_back_at < %s",
    "shops whose returns aren't read": "SELECT count(*) FROM returns_returnfeed"
    " WHERE read_until IS NULL OR read_until < %s",
}


def work_left(database_url: str, since: datetime) -> list[str]:
    """What is left, one line each; all that happened up to `since` must have been read from every feed."""
    with psycopg.connect(database_url) as database:
        counted = {name: database.execute(query).fetchone() for name, query in LEFT.items()}
        counted |= {name: database.execute(query, (since,)).fetchone() for name, query in BEHIND.items()}
    return [f"{row[0]} {name}" for name, row in counted.items() if row is not None and row[0]]
