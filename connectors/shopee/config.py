"""What may be set for Shopee beyond partner id and key, and its endpoints.

`AppCredentials.key` is the partner id, `secret` the partner key. Options:
`push_key` (the console's Live Push Partner Key; the partner key where it is not set), `callback_url` (the
callback URL exactly as registered), `push_base` ("url_body" or "body": what a webhook's signature covers).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from connectors.base.data import Endpoint, endpoints
from connectors.base.types import AppCredentials

PAGE_SIZE = 50
"""Items a page of a pull: as many as one get_item_base_info takes."""
ORDER_PAGE_SIZE = 100
RETURN_PAGE_SIZE = 50
"""Returns a page: as many orders as one get_order_detail takes."""
NOT_DELETED = ("NORMAL", "UNLIST", "BANNED", "REVIEWING")
"""The statuses of the items that a list or search is to have."""
REFRESH_TOKEN_DAYS = 30
QUOTA_RENEWED_UTC_OFFSET_HOURS = 8

STATE = "state"
"""How the state is called inside the return page's address."""

PushBase = Literal["url_body", "body"]


ENDPOINTS: Mapping[str, Endpoint] = endpoints("shopee")


@dataclass(frozen=True)
class PushSettings:
    """How this app's webhooks are signed."""

    key: str = field(repr=False)
    callback_url: str
    base: PushBase


def push_settings(app: AppCredentials) -> PushSettings:
    """The webhook options of an app; anything but "body" means that the URL is signed too."""
    options = app.options
    return PushSettings(
        key=options.get("push_key") or app.secret,
        callback_url=options.get("callback_url", ""),
        base="body" if options.get("push_base") == "body" else "url_body",
    )
