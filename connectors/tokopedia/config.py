"""The calls of the API, and what is the same for all of them."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base.data import Endpoint, endpoints

REGION = "ID"
REGION_CURRENCY = "IDR"
LOCALE = "id-ID"
FRONTS = ("TOKOPEDIA", "TIKTOK_SHOP")
"""Named in every call that shows or hides: left out, the vendor takes TIKTOK_SHOP alone."""

SERVICE_ID = "service_id"
"""The app's option that names our service in TikTok Shop's list; only a new consent needs it."""
CONSENT_HOST = "https://services.tiktokshop.com"
CONSENT_PATH = "/open/authorize"

ENDPOINTS: Mapping[str, Endpoint] = endpoints("tokopedia")

DOCUMENT_HOSTS = (
    "tiktokshop.com",
    "tiktokglobalshop.com",
    "tiktok-shops.com",
    "tiktokcdn.com",
    "ibyteimg.com",
)
"""The domains of the file servers from which labels are fetched; no other address in an answer is opened."""
