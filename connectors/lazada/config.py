"""The calls of the API, and what is the same for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta, timezone

from connectors.base.data import Endpoint, endpoints

ENDPOINTS: Mapping[str, Endpoint] = endpoints("lazada")

REST = "/rest"
"""Stands before every path on the line, and in no signature."""
CONSENT_PATH = "/oauth/authorize"
COUNTRY = "id"
REGION = "ID"

WIB = timezone(timedelta(hours=7))
"""Times without a zone are those of the country: Western Indonesia Time."""
