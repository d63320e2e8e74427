"""What may be set for this marketplace beyond key and secret."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base.data import Endpoint, endpoints

REGION = "ID"
REGION_CURRENCY = "IDR"

SERVICE_ID = "service_id"
"""The app's option that names our service in TikTok Shop's list; only a new consent needs it."""
CONSENT_HOST = "https://services.tiktokshop.com"
CONSENT_PATH = "/open/authorize"

ENDPOINTS: Mapping[str, Endpoint] = endpoints("tokopedia")
