"""What shops are asked to tell again: their order changes, single listings."""

from __future__ import annotations

from datetime import datetime

from storefront_sync.catalog.models import Listing
from storefront_sync.ledger.models import OrderFeed, Verification


def ask(shop_id: int, now: datetime) -> None:
    """An order of this shop changed: the next drain reads the feed even if nothing is marked."""
    OrderFeed.objects.update_or_create(shop_id=shop_id, defaults={"asked_at": now})


def read_until(shop_id: int) -> datetime | None:
    """Up to when the shop's order changes were read; None before the first reading."""
    return OrderFeed.objects.filter(shop_id=shop_id).values_list("read_until", flat=True).first()


def ask_listing(shop_id: int, item_id: str, now: datetime) -> None:
    """The linked listings of this item are to be read back."""
    rows = Listing.objects.filter(shop_id=shop_id, item_id=item_id, link=Listing.Link.LINKED, gone_at=None)
    verify_listings(shop_id, list(rows.values_list("id", flat=True)), now, "told by the marketplace")


def verify_listings(shop_id: int, listing_ids: list[int], due_at: datetime, reason: str) -> None:
    """Read these listings back at `due_at`."""
    Verification.objects.bulk_create(
        [Verification(shop_id=shop_id, listing_id=id_, due_at=due_at, reason=reason) for id_ in listing_ids],
        ignore_conflicts=True,
    )
