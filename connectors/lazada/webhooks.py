"""Webhooks of Lazada: verified over the raw bytes, then nothing but "look again"."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from pydantic import ValidationError

from connectors.base.types import AppCredentials, Hint, HintKind
from connectors.base.webhooks import ForgedWebhook, MalformedWebhook
from connectors.lazada.moments import instant
from connectors.lazada.sign import sign_webhook
from connectors.lazada.wire import PushWire
from connectors.lazada.words import WEBHOOK_KIND

HEADER = "authorization"


def verify_webhook(app: AppCredentials, headers: Mapping[str, str], body: bytes) -> tuple[Hint, ...]:
    """The hint of a webhook; raises ForgedWebhook or MalformedWebhook."""
    given = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    expected = sign_webhook(app.secret, app.key, body)
    if not hmac.compare_digest(expected.encode(), given.strip().encode("utf-8", "surrogateescape")):
        raise ForgedWebhook("signature does not match")
    try:
        push = PushWire.model_validate_json(body)
    except ValidationError:
        # The cause is left behind on purpose: it could quote the body.
        raise MalformedWebhook("not a notification") from None
    return (_hint(push, body),)


def _hint(push: PushWire, body: bytes) -> Hint:
    kind = WEBHOOK_KIND.get(push.message_type, HintKind.IGNORED)
    # In a warning about a token the seller stands in `data`, and the text "null" outside.
    shop_id = push.data.seller_id if kind is HintKind.CONSENT_ENDING else push.seller_id
    ref = _ref(kind, push) or (shop_id if kind is HintKind.IGNORED else "")
    occurred_at = instant(push.data.status_update_time) or instant(push.timestamp)
    if occurred_at is None or (kind is not HintKind.IGNORED and not (shop_id and ref)):
        raise MalformedWebhook(f"type {push.message_type} names nothing to look at")
    # Messages carry no id of their own.
    return Hint(shop_id, hashlib.sha256(body).hexdigest(), kind, ref, occurred_at)


def _ref(kind: HintKind, push: PushWire) -> str:
    match kind:
        case HintKind.ORDER:
            return push.data.trade_order_id
        case HintKind.LISTING:
            return push.data.item_id
        case _:
            return push.data.seller_id
