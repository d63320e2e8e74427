"""The least that a stock write to TikTok Shop can cost: signed, sent, parsed."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import requests

from connectors.tokopedia.sign import sign_request
from storefront_sync.cli.demo.wire import CredentialShopWire, CredentialsWire
from tests.bench.rows import Item, Rows


def send(
    session: requests.Session,
    url: str,
    app: CredentialsWire,
    shop: CredentialShopWire,
    item: Item,
    rows: Rows,
) -> None:
    """One stock write; raises AssertionError where a row isn't taken."""
    path = f"/product/202309/products/{item.item_id}/inventory/update"
    query = {"app_key": app.app_key, "timestamp": str(int(time.time())), "shop_cipher": shop.cipher}
    skus = [{"id": model, "inventory": [{"quantity": stock}]} for model, stock in rows]
    body = json.dumps({"skus": skus}).encode()
    query["sign"] = sign_request(app.app_secret, path, query.items(), body)
    headers = {"Content-Type": "application/json", "x-tts-access-token": shop.access_token}
    answer = json.loads(
        session.post(f"{url}{path}?{urlencode(query)}", data=body, headers=headers, timeout=20).content
    )
    if answer["code"] != 0 or (answer.get("data") or {}).get("errors"):
        raise AssertionError(answer)
