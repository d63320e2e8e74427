"""Receipts: each verified webhook once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from storefront_sync.inbox.models import Receipt
from storefront_sync.settings.env import settings

_DAY = timedelta(days=1)

_STORE = """
INSERT INTO inbox_receipt (source, account, dedupe_key, kind, occurred_at, received_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (source, account, dedupe_key) DO NOTHING
"""

_LONGEST = {
    "account": Receipt._meta.get_field("account").max_length or 0,
    "dedupe_key": Receipt._meta.get_field("dedupe_key").max_length or 0,
    "kind": Receipt._meta.get_field("kind").max_length or 0,
}


@dataclass(frozen=True)
class Delivery:
    """What identifies a verified webhook. `occurred_at` is the sender's time, aware."""

    source: str
    account: str
    dedupe_key: str
    kind: str
    occurred_at: datetime

    @property
    def storable(self) -> bool:
        """Whether the sender's texts fit the table: no key, no text too long, none with a NUL."""
        texts = {"account": self.account, "dedupe_key": self.dedupe_key, "kind": self.kind}
        return bool(self.dedupe_key) and all(
            "\0" not in text and len(text) <= _LONGEST[field] for field, text in texts.items()
        )

    def is_stale(self, now: datetime) -> bool:
        """Whether it is older than the setting `replay_window_hours`: a repeat of something long looked at.

        The window is longer than any sender retries: TikTok Shop gives up after 15.6 hours, Shopee after 4,
        Saleor after 6 minutes (fact sheets, November 2026).
        """
        return self.occurred_at < now - _window()


def store_once(delivery: Delivery, now: datetime) -> bool:
    """Store it unless it is here; True if it is new.

    Two at once: the second waits for the first's commit, and is new only if that failed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _STORE,
            [
                delivery.source,
                delivery.account,
                delivery.dedupe_key,
                delivery.kind,
                delivery.occurred_at,
                now,
            ],
        )
        return bool(cursor.rowcount == 1)


def forget_old(now: datetime) -> int:
    """Delete the receipts past the setting `inbox_retention_days`; returns how many.

    Never sooner than a day after the window: a sender whose clock is ahead may repeat that much later.
    """
    kept = max(timedelta(days=settings().inbox_retention_days), _window() + _DAY)
    deleted, _ = Receipt.objects.filter(received_at__lt=now - kept).delete()
    return deleted


def _window() -> timedelta:
    return timedelta(hours=settings().replay_window_hours)
