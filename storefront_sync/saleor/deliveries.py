"""A verified webhook reduced to "look again": which variants, products or orders."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from connectors.base.webhooks import MalformedWebhook
from storefront_sync.saleor.adapter import utc
from storefront_sync.saleor.errors import AnswerMalformed
from storefront_sync.saleor.wire import DeliveryBody, OrderOfEvent


@dataclass(frozen=True)
class SaleorHint:
    """Where to look again. `event` as Saleor's header has it, in lower case; `issued_at` is aware, UTC.

    `own_echo` says that our own app caused it. Stock events may name the wrong variant and product deletions
    name none: the ids are where to begin to look, never what changed.
    """

    event: str
    issued_at: datetime
    own_echo: bool
    variant_ids: tuple[str, ...]
    product_ids: tuple[str, ...]
    order_ids: tuple[str, ...]
    dedupe_key: str


def read_delivery(event: str, body: bytes, app_id: str) -> SaleorHint:
    """The hint in a body whose signature was verified; raises MalformedWebhook without quoting it.

    `event` is the `Saleor-Event` header, `app_id` our own app's id there. Deliveries have no id of their own,
    so the dedupe key is made of event, entities and time of issue; a retried body is the old one.
    """
    try:
        parsed = DeliveryBody.model_validate(json.loads(body))
        issued_at = utc(parsed.issued_at)
    except (ValidationError, ValueError, RecursionError, AnswerMalformed):
        raise MalformedWebhook("not a body that we subscribed to") from None
    orders = [*([parsed.order] if parsed.order else []), *parsed.orders]
    variants = [*([parsed.product_variant.id] if parsed.product_variant else []), *_variants(orders)]
    products = [parsed.product.id] if parsed.product else []
    order_ids = [order.id for order in orders]
    name = event.lower()
    return SaleorHint(
        event=name,
        issued_at=issued_at,
        own_echo=bool(app_id)
        and parsed.issuing_principal is not None
        and parsed.issuing_principal.id == app_id,
        variant_ids=tuple(dict.fromkeys(variants)),
        product_ids=tuple(products),
        order_ids=tuple(order_ids),
        dedupe_key=_dedupe_key(name, parsed, order_ids or variants or products, body),
    )


def _variants(orders: list[OrderOfEvent]) -> list[str]:
    return [line.variant.id for order in orders for line in order.lines if line.variant is not None]


def _dedupe_key(event: str, parsed: DeliveryBody, entities: list[str], body: bytes) -> str:
    # An event that names no entity of ours is told apart by its whole body.
    what = "\n".join(entities).encode() or body
    digest = hashlib.sha256(what + b"\n" + parsed.issued_at.isoformat().encode()).hexdigest()
    return f"{event}:{digest[:40]}"
