"""Shopee's webhooks: verified over the raw body, reduced to "look again"."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import ValidationError

from connectors.base.types import AppCredentials, Hint, HintKind
from connectors.base.webhooks import ForgedWebhook, MalformedWebhook
from connectors.shopee.config import push_settings
from connectors.shopee.sign import sign_push
from connectors.shopee.wire import PushWire
from connectors.shopee.words import WEBHOOK_KIND


def verify_webhook(app: AppCredentials, headers: Mapping[str, str], body: bytes) -> tuple[Hint, ...]:
    """The hints of a webhook, several only where it names several shops; raises ForgedWebhook or
    MalformedWebhook."""
    settings = push_settings(app)
    if settings.base == "url_body" and not settings.callback_url:
        raise ForgedWebhook("no callback_url is set to verify with")
    given = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    url = settings.callback_url if settings.base == "url_body" else ""
    expected = sign_push(settings.key, body, url)
    if not hmac.compare_digest(given.strip().lower().encode("utf-8", "surrogateescape"), expected.encode()):
        raise ForgedWebhook("signature does not match")
    push = _push(body)
    if WEBHOOK_KIND.get(push.code) is HintKind.CONSENT_ENDING and push.data.shop_expire_soon:
        return tuple(_ending(push, shop_id, body) for shop_id in dict.fromkeys(push.data.shop_expire_soon))
    return (_hint(push, body),)


def _push(body: bytes) -> PushWire:
    try:
        return PushWire.model_validate_json(body)
    except ValidationError:
        raise MalformedWebhook("not a push message") from None


def _ending(push: PushWire, shop_id: str, body: bytes) -> Hint:
    """Code 12 names all the shops whose consent ends within a week, and no shop that it is for."""
    return Hint(
        shop_id=shop_id,
        dedupe_key=hashlib.sha256(body).hexdigest(),
        kind=HintKind.CONSENT_ENDING,
        ref=shop_id,
        occurred_at=datetime.fromtimestamp(push.timestamp, UTC),
    )


def _hint(push: PushWire, body: bytes) -> Hint:
    kind = WEBHOOK_KIND.get(push.code, HintKind.IGNORED)
    shop_id = push.shop_id or push.data.shop_id
    order = push.data.ordersn or push.data.order_sn
    refs = {
        HintKind.ORDER: order,
        HintKind.LISTING: push.data.item_id,
        HintKind.SHOP_REVOKED: shop_id,
    }
    ref = refs.get(kind, "")
    # The console's test message has code 3 without an order: it must be answered 2xx.
    if not ref:
        kind = HintKind.IGNORED
    if kind is not HintKind.IGNORED and not shop_id:
        raise MalformedWebhook("no shop_id")
    return Hint(
        shop_id=shop_id,
        # There is no message id: the same bytes are the same message.
        dedupe_key=hashlib.sha256(body).hexdigest(),
        kind=kind,
        ref=ref,
        occurred_at=datetime.fromtimestamp(push.data.update_time or push.timestamp, UTC),
    )
