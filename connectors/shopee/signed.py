"""The common parameters that every call carries in its query, POST too."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from connectors.base.http import Call, Signed
from connectors.base.types import AppCredentials
from connectors.shopee.sign import sign_call


def signed(
    app: AppCredentials, call: Call, now: datetime, access_token: str = "", shop_id: str = ""
) -> Signed:
    """Partner, time and signature; token and shop too, unless they are "" (a public call)."""
    timestamp = int(now.timestamp())
    sign = sign_call(app.secret, app.key, call.path, timestamp, access_token, shop_id)
    common = [("partner_id", app.key), ("timestamp", str(timestamp)), ("sign", sign)]
    if shop_id:
        common += [("access_token", access_token), ("shop_id", shop_id)]
    return Signed(urlencode([*common, *call.query], safe=","))
