"""Those who send webhooks: they sign as the real ones do."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

CALLBACK_URL = "https://sync.koperasi.example/webhooks/shopee"
APP_KEY = "abcdef"
APP_SECRET = "an-app-secret-of-the-tests"
PUSH_KEY = "a-push-key-of-the-tests"


@dataclass(frozen=True)
class Post:
    """What a sender posts."""

    headers: Mapping[str, str]
    body: bytes

    def altered(self, body: bytes) -> Post:
        """The same headers over another body."""
        return Post(self.headers, body)


def tokopedia(body: Mapping[str, object] | bytes, secret: str = APP_SECRET) -> Post:
    """A notification of TikTok Shop."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = hmac.new(secret.encode(), APP_KEY.encode() + raw, hashlib.sha256).hexdigest()
    return Post({"Content-Type": "application/json", "Authorization": signature}, raw)


def tokopedia_order(
    shop_id: str, order_id: str, at: datetime, *, notification: str = "7380066284010030890"
) -> Post:
    """An order of a shop changed."""
    return tokopedia(
        {
            "type": 1,
            "tts_notification_id": notification,
            "shop_id": shop_id,
            "timestamp": int(at.timestamp()),
            "data": {"order_id": order_id, "order_status": "UNPAID", "update_time": int(at.timestamp())},
        }
    )


def tokopedia_product(shop_id: str, product_id: str, at: datetime, *, notification: str = "2") -> Post:
    """A product of a shop changed."""
    return tokopedia(
        {
            "type": 15,
            "tts_notification_id": notification,
            "shop_id": shop_id,
            "timestamp": int(at.timestamp()),
            "data": {"product_id": product_id},
        }
    )


def tokopedia_deauthorised(shop_id: str, at: datetime, *, notification: str = "3") -> Post:
    """A seller took the consent back."""
    return tokopedia(
        {
            "type": 6,
            "tts_notification_id": notification,
            "shop_id": shop_id,
            "timestamp": int(at.timestamp()),
            "data": {"message": "the seller has deauthorised the app"},
        }
    )


def tokopedia_consent_ending(shop_id: str, at: datetime, *, notification: str = "4") -> Post:
    """The seller's consent ends within days."""
    return tokopedia(
        {
            "type": 7,
            "tts_notification_id": notification,
            "shop_id": shop_id,
            "timestamp": int(at.timestamp()),
            "data": {"message": "the authorization is expiring"},
        }
    )


def shopee(body: Mapping[str, object] | bytes, key: str = PUSH_KEY) -> Post:
    """A push of Shopee."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = hmac.new(key.encode(), CALLBACK_URL.encode() + b"|" + raw, hashlib.sha256).hexdigest()
    return Post({"Content-Type": "application/json", "Authorization": signature}, raw)


def shopee_order(shop_id: str, order_sn: str, at: datetime) -> Post:
    """An order of a shop changed."""
    seconds = int(at.timestamp())
    return shopee(
        {
            "code": 3,
            "shop_id": int(shop_id),
            "timestamp": seconds,
            "data": {"ordersn": order_sn, "status": "READY_TO_SHIP", "update_time": seconds, "items": []},
        }
    )
