"""A server that serves another cooperative already, and a demonstration's access to it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from storefront_sync.cli.demo.live.access import Access, enter
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.premises import make_premises
from storefront_sync.cli.demo.store import Premises
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.staff import find_server
from tests.conftest import HandSetClock
from tests.saleor.shop import row

TAG = "demo-00000a"
OTHERS = [row("SERSDPUT-S", 10), row("SERSDPUT-M", 10)]
"""Goods of another cooperative under SKUs of the sample."""


@pytest.fixture
def server(clock: HandSetClock) -> Iterator[SaleorSimulator]:
    simulator = SaleorSimulator.from_products(
        OTHERS, channel="koperasi-lain", now=clock.time, rng=random.Random(3), background=False
    )
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def access(server: SaleorSimulator, clock: HandSetClock) -> Access:
    def now() -> datetime:
        return datetime.fromtimestamp(clock.time(), UTC)

    found = find_server(f"{server.base_url()}/graphql/")
    return enter(found, server.store.staff.email, server.store.staff_password, now)


@pytest.fixture
def staff(access: Access) -> Iterator[Api]:
    api = Api(access.api_url, access.token)
    yield api
    api.close()


@pytest.fixture
def anybody(access: Access) -> Iterator[Api]:
    api = Api(access.api_url, lambda: "")
    yield api
    api.close()


@pytest.fixture
def premises(access: Access) -> Premises:
    """The sample's shop, under TAG."""
    return make_premises(access.client, TAG, lambda _done, _total: None)
