"""Has our App told of what it should be told of: its webhooks in a Saleor against those of our manifest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storefront_sync.saleor.app_state import WebhookRead
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.manifest import WEBHOOK_PATH, WebhookWanted


@dataclass(frozen=True)
class Repair:
    """One call that brings a webhook right: `present` without `wanted` goes, `wanted` alone is made."""

    wanted: WebhookWanted | None
    present: WebhookRead | None


def repairs(present: Sequence[WebhookRead], wanted: Sequence[WebhookWanted]) -> list[Repair]:
    """What differs: missing, switched off, another address, query or events, double, or no longer wanted.

    A webhook that isn't at our address and under none of our names is somebody else's idea and is left alone.
    """
    return list(_repairs(present, wanted))


def mend(client: SaleorClient, found: Sequence[Repair]) -> None:
    """Carry them out; each may be repeated. Raises SaleorError at the first that fails."""
    for repair in found:
        if repair.present is None and repair.wanted is not None:
            client.webhook_create(repair.wanted)
        elif repair.present is not None and repair.wanted is not None:
            client.webhook_update(repair.present.id, repair.wanted)
        elif repair.present is not None:
            client.webhook_delete(repair.present.id)


def _repairs(present: Sequence[WebhookRead], wanted: Sequence[WebhookWanted]) -> Iterator[Repair]:
    names = {row.name for row in wanted}
    for want in wanted:
        same = [row for row in present if row.name == want.name]
        if not same:
            yield Repair(want, None)
        elif not _agrees(same[0], want):
            yield Repair(want, same[0])
        for double in same[1:]:
            yield Repair(None, double)
    for row in present:
        if row.name not in names and row.target_url.endswith(WEBHOOK_PATH):
            yield Repair(None, row)


def _agrees(row: WebhookRead, want: WebhookWanted) -> bool:
    return (row.active, row.target_url, row.query, row.events) == (
        True,
        want.target_url,
        want.query,
        want.events,
    )
