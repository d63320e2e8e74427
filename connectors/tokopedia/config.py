"""What may be set for this marketplace beyond key and secret."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.base.data import Endpoint, endpoints

REGION_CURRENCY = "IDR"


ENDPOINTS: Mapping[str, Endpoint] = endpoints("tokopedia")
