"""The rows of publications: asked for, paused, stopped for staff, closed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from storefront_sync.core.errors import StorefrontError
from storefront_sync.ledger import leases
from storefront_sync.ledger.leases import Held
from storefront_sync.publishing.models import KeptListing, Publication
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import close_all, open_problem

Kind = Publication.Kind
Step = Publication.Step
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)
TOLD_AFTER = 3
"""Failures in a row before staff are told of what may pass by itself."""
LONGEST_SAYING = 300


class UnderWay(StorefrontError):
    """The publication can't be given up: the marketplace may have the listing already."""


def new_key() -> str:
    """A name for one try at a marketplace: 32 letters and digits, never used before."""
    return uuid.uuid4().hex


def ask(shop: Shop, product_id: str, name: str, now: datetime) -> Publication:
    """A product is to be published in a shop. One that waits for staff is tried again; one under way is left
    alone."""
    row, made = Publication.objects.get_or_create(
        shop=shop,
        product_id=product_id,
        closed_at=None,
        defaults={"product_name": name[:300], "key": new_key(), "asked_at": now},
    )
    if not made and row.stopped_key:
        again(row, now)
    return row


def ask_for(kept: KeptListing, kind: Publication.Kind, now: datetime) -> None:
    """A kept listing is to be changed; nothing happens while the product is on its way already. A change that
    waits for staff is tried again: what hindered it may be gone."""
    row, made = Publication.objects.get_or_create(
        shop_id=kept.shop_id,
        product_id=kept.product_id,
        closed_at=None,
        defaults={
            "product_name": kept.product_name,
            "kind": kind,
            "step": Step.PREPARE if kind == Kind.UPDATE else Step.SEND,
            "item_id": kept.item_id,
            "images": kept.images if kind == Kind.UPDATE else {},
            "key": new_key(),
            "asked_at": now,
        },
    )
    if not made and row.stopped_key and row.kind != Kind.PUBLISH:
        again(row, now)


def again(row: Publication, now: datetime) -> None:
    """Staff mended what was wrong: begin with a new draft, and under a new key where nothing may have been
    made under the old one. A listing that is half made is gone on with."""
    made = row.kind == Kind.PUBLISH and row.item_id != ""
    fields: dict[str, object] = {"stopped_key": "", "stopped_detail": {}, "not_before": None, "attempts": 0}
    fields["finishes"] = 0
    if not made:
        fields["step"] = Step.PREPARE if row.kind in (Kind.PUBLISH, Kind.UPDATE) else Step.SEND
        if row.sent_at is None:
            fields["key"] = new_key()
    Publication.objects.filter(pk=row.pk, closed_at=None).exclude(stopped_key="").update(**fields)
    row.refresh_from_db()
    _settled(row, now)


def withdraw(row: Publication, now: datetime) -> None:
    """Staff gave it up. Raises UnderWay where it doesn't wait for them, or may have been made already."""
    idle = Publication.objects.filter(pk=row.pk, closed_at=None).exclude(stopped_key="")
    if row.kind == Kind.PUBLISH:
        idle = idle.filter(sent_at=None, item_id="")
    if not idle.update(closed_at=now):
        raise UnderWay("publish.under_way", str(row.pk))
    _settled(row, now)


def due(now: datetime) -> QuerySet[Publication]:
    """Those that can go on now."""
    ready = Q(not_before=None) | Q(not_before__lte=now)
    return Publication.objects.filter(ready, closed_at=None, stopped_key="")


def save(row: Publication, held: Held, keep: timedelta, now: datetime, **fields: object) -> None:
    """Write fields while the lease is ours, and hold it for `keep` longer. Raises LeaseLost."""
    with transaction.atomic():
        leases.extend(held, now, keep.total_seconds())
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=list(fields))


def went_on(row: Publication, now: datetime) -> dict[str, object]:
    """Fields of a row after a step that went well; what was told of failures is closed."""
    if row.attempts:
        _settled(row, now)
    return {"not_before": None, "attempts": 0}


def close(row: Publication, now: datetime) -> dict[str, object]:
    """Fields of a row that is done."""
    _settled(row, now)
    return {"step": Step.DONE, "closed_at": now, "not_before": None, "attempts": 0}


def pause(row: Publication, key: str, until: datetime | None, now: datetime) -> dict[str, object]:
    """Fields of a row whose step failed and may pass later, ever more seldom up to a quarter of an hour."""
    if row.attempts >= TOLD_AFTER:
        _tell(row, key, {}, now)
    later = now + min(FIRST_PAUSE * 2 ** min(row.attempts, 20), LONGEST_PAUSE)
    return {"not_before": until or later, "attempts": min(row.attempts + 1, 30_000)}


def stop(row: Publication, key: str, detail: Mapping[str, str], now: datetime) -> dict[str, object]:
    """Fields of a row that waits for staff, who are told why."""
    said = {name: value[:LONGEST_SAYING] for name, value in detail.items()}
    _tell(row, key, said, now)
    return {"stopped_key": key, "stopped_detail": said, "not_before": None}


def subject(row: Publication) -> str:
    """What problems of this row are about."""
    return f"publication:{row.pk}"


def _tell(row: Publication, key: str, detail: Mapping[str, str], now: datetime) -> None:
    told = {"goods": row.product_name, **detail}
    open_problem(row.shop.cooperative_id, key, subject(row), told, shop_id=row.shop_id, now=now)


def _settled(row: Publication, now: datetime) -> None:
    close_all(row.shop.cooperative_id, subject(row), shop_id=row.shop_id, now=now)
