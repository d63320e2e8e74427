"""Verifies a TikTok Shop webhook and reduces it to what must be looked at again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import ValidationError

from connectors.base.types import AppCredentials, Hint, HintKind
from connectors.base.webhooks import ForgedWebhook, MalformedWebhook
from connectors.tokopedia.sign import sign_webhook
from connectors.tokopedia.wire import NotificationDataWire, NotificationWire
from connectors.tokopedia.words import WEBHOOK_KIND


def verify_webhook(app: AppCredentials, headers: Mapping[str, str], body: bytes) -> tuple[Hint, ...]:
    """The hints of a webhook, one for each order that it names; raises ForgedWebhook or MalformedWebhook."""
    given = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    expected = sign_webhook(app.secret, app.key, body)
    if not hmac.compare_digest(expected.encode(), given.strip().encode("utf-8", "surrogateescape")):
        raise ForgedWebhook("signature does not match")
    try:
        notification = NotificationWire.model_validate_json(body)
        occurred_at = datetime.fromtimestamp(notification.timestamp, UTC)
    except (ValidationError, ValueError, OverflowError, OSError):
        # The cause is left behind on purpose: it could quote the body.
        raise MalformedWebhook("not a notification") from None
    return _hints(notification, occurred_at, body)


def _hints(notification: NotificationWire, occurred_at: datetime, body: bytes) -> tuple[Hint, ...]:
    kind = WEBHOOK_KIND.get(notification.type, HintKind.IGNORED)
    refs = _refs(kind, notification)
    if kind is not HintKind.IGNORED and not (notification.shop_id and refs):
        raise MalformedWebhook(f"type {notification.type} names nothing to look at")
    # Type 3 comes without a notification id (vendor's page of December 2025).
    key = notification.tts_notification_id or hashlib.sha256(body).hexdigest()
    return tuple(
        Hint(
            shop_id=notification.shop_id,
            dedupe_key=key if len(refs) == 1 else f"{key}:{ref}",
            kind=kind,
            ref=ref,
            occurred_at=occurred_at,
        )
        for ref in refs
    )


def _refs(kind: HintKind, notification: NotificationWire) -> list[str]:
    if kind is HintKind.ORDER:
        return _orders(notification.data)
    if kind is HintKind.LISTING:
        return [notification.data.product_id] if notification.data.product_id else []
    return [notification.shop_id]


def _orders(data: NotificationDataWire) -> list[str]:
    named = [data.order_id, *data.order_ids]
    for package in data.package_list:
        named.extend(package.order_id_list)
    return list(dict.fromkeys(order_id for order_id in named if order_id))
