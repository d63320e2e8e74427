"""What a request stores wakes a worker, and a dead Valkey is no failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue

from storefront_sync.api.valkey import send_wakeups
from storefront_sync.core.ids import CooperativeId, ShopId
from storefront_sync.core.wakeup import NobodyListens, bind, wake
from storefront_sync.settings.env import settings


@pytest.fixture(autouse=True)
def _unbound() -> Iterator[None]:
    before = bind(NobodyListens())
    yield
    bind(before)


def test_a_wakeup_of_the_web_process_is_a_job(redis: Redis) -> None:
    send_wakeups()
    wake().drain(ShopId(7), urgent=True)
    wake().drain(ShopId(7), urgent=True)
    wake().saleor(CooperativeId(3))
    assert Queue("urgent", connection=redis).count == 2


def test_a_dead_valkey_loses_the_wakeup_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/valkey.sock?db=0")
    settings.cache_clear()
    try:
        send_wakeups()
        wake().drain(ShopId(7))
    finally:
        monkeypatch.undo()
        settings.cache_clear()
