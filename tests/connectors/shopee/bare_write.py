"""The least that a stock write to Shopee can cost: signed, sent, parsed."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import requests

from connectors.shopee.sign import sign_call
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
    path = "/api/v2/product/update_stock"
    at = int(time.time())
    sign = sign_call(app.app_secret, app.app_key, path, at, shop.access_token, shop.shop_id)
    query = urlencode(
        {
            "partner_id": app.app_key,
            "timestamp": at,
            "sign": sign,
            "access_token": shop.access_token,
            "shop_id": shop.shop_id,
        }
    )
    stock_list = [{"model_id": int(model), "seller_stock": [{"stock": stock}]} for model, stock in rows]
    body = json.dumps({"item_id": int(item.item_id), "stock_list": stock_list}).encode()
    answer = json.loads(
        session.post(
            f"{url}{path}?{query}", data=body, headers={"Content-Type": "application/json"}, timeout=20
        ).content
    )
    if answer["error"] or len(answer["response"]["success_list"]) != len(rows):
        raise AssertionError(answer)
