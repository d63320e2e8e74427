"""The least that the same calls can cost: sign, send, parse, with nothing around."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

import requests

from connectors.base.registry import marketplaces
from storefront_sync.cli.demo.wire import CredentialShopWire, CredentialsWire
from tests.bench.rows import Item, Rows

CONNECTORS = Path(__file__).parents[1] / "connectors"

Sender = Callable[
    [requests.Session, str, CredentialsWire, CredentialShopWire, Item, Rows],
    None,
]


def senders() -> dict[str, Sender]:
    """The marketplaces that have one: `send` in `tests/connectors/<key>/bare_write.py`."""
    return {
        key: cast(Sender, import_module(f"tests.connectors.{key}.bare_write").send)
        for key in marketplaces()
        if (CONNECTORS / key / "bare_write.py").is_file()
    }


def send_all(
    calls: Sequence[tuple[Item, Rows]], urls: dict[str, str], apps: dict[str, CredentialsWire]
) -> float:
    """Send these writes one after the other; returns this process's CPU seconds. Raises on any refusal."""
    send = senders()
    sessions: dict[str, requests.Session] = {}
    shops = {(name, shop.shop_id): shop for name, app in apps.items() for shop in app.shops}
    began = time.process_time()
    for item, rows in calls:
        session = sessions.setdefault(f"{item.marketplace}:{item.external_shop_id}", requests.Session())
        shop = shops[item.marketplace, item.external_shop_id]
        send[item.marketplace](session, urls[item.marketplace], apps[item.marketplace], shop, item, rows)
    return time.process_time() - began
