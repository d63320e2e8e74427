"""The least that the same calls can cost: sign, send, parse, with nothing around."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import requests

from connectors.shopee.sign import sign_call
from connectors.tokopedia.sign import sign_request
from storefront_sync.cli.demo.wire import CredentialShopWire, CredentialsWire
from tests.bench.rows import Item

Rows = Sequence[tuple[str, int]]
"""(model id, pieces) of one item."""


def send_all(
    calls: Sequence[tuple[Item, Rows]], urls: dict[str, str], apps: dict[str, CredentialsWire]
) -> float:
    """Send these writes one after the other; returns this process's CPU seconds. Raises on any refusal."""
    senders = {"shopee": _shopee, "tokopedia": _tokopedia}
    sessions: dict[str, requests.Session] = {}
    shops = {(name, shop.shop_id): shop for name, app in apps.items() for shop in app.shops}
    began = time.process_time()
    for item, rows in calls:
        session = sessions.setdefault(f"{item.marketplace}:{item.external_shop_id}", requests.Session())
        shop = shops[item.marketplace, item.external_shop_id]
        senders[item.marketplace](session, urls[item.marketplace], apps[item.marketplace], shop, item, rows)
    return time.process_time() - began


Sender = Callable[
    [requests.Session, str, CredentialsWire, CredentialShopWire, Item, Rows],
    None,
]


def _shopee(
    session: requests.Session,
    url: str,
    app: CredentialsWire,
    shop: CredentialShopWire,
    item: Item,
    rows: Rows,
) -> None:
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


def _tokopedia(
    session: requests.Session,
    url: str,
    app: CredentialsWire,
    shop: CredentialShopWire,
    item: Item,
    rows: Rows,
) -> None:
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
