"""The demonstration in a server that it doesn't control: all by the public API, and nothing left behind.

The server is the simulator, which speaks the same GraphQL; its inside is looked at only by the test.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator

import pytest

from storefront_sync.saleor.manifest import APP_ID
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.simulator.state.apps import App
from tests.cli.demo.test_demo_checks_itself import KEYS
from tests.saleor.shop import row

LONGEST_SECONDS = 300


@pytest.fixture
def server() -> Iterator[SaleorSimulator]:
    """A server with a cooperative of its own, whose goods have the sample's SKUs."""
    rows = [row("SERSDPUT-S", 10), row("SERSDPUT-M", 10)]
    simulator = SaleorSimulator.from_products(rows, channel="koperasi-lain", rng=random.Random(3))
    simulator.start()
    yield simulator
    simulator.stop()


def demo(server: SaleorSimulator, *options: str, password: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("STOREFRONT_")}
    environment |= {
        "SALEOR_EMAIL": server.store.staff.email,
        "SALEOR_PASSWORD": password or server.store.staff_password,
    }
    command = [sys.executable, "-m", "storefront_sync.cli", "--lang", "en", "demo", "--check", *options]
    return subprocess.run(
        [*command, "--saleor-url", f"{server.base_url()}/graphql/"],
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        env=environment,
        check=False,
    )


@pytest.mark.faults
@pytest.mark.long
def test_a_short_check_passes_beside_another_cooperative_and_leaves_only_closed_orders(
    server: SaleorSimulator,
) -> None:
    done = demo(server, "--seconds", "4", "--seed", "2", "--no-faults")
    assert done.returncode == 0, done.stderr[-4000:]
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures.keys() == KEYS
    assert figures["store"] == "Saleor 3.23.28"
    assert figures["listings"] == figures["listings_in_sync"] >= 100
    assert figures["orders_placed"] > 0
    assert figures["lost"] == figures["duplicates"] == figures["wrong_links"] == figures["leaks"] == 0
    store = server.store
    assert [channel.slug for channel in store.channels] == ["koperasi-lain", "storefront-sync-demo"]
    assert {variant.sku for variant in store.variants} == {"SERSDPUT-S", "SERSDPUT-M"}
    for kept in (store.warehouses, store.zones, store.product_types, store.categories, store.attributes):
        assert "demo" not in " ".join(one.name for one in kept)
    assert [app.name for app in store.apps if not app.deleted] == ["Ready-made app"]
    assert store.installations == []
    assert {order.status for order in store.orders} == {"CANCELED"}
    assert {order.channel.slug for order in store.orders} == {"storefront-sync-demo"}
    assert server.store.staff_password not in done.stdout + done.stderr


def test_where_our_app_is_installed_for_real_nothing_is_begun(server: SaleorSimulator) -> None:
    store = server.store
    app = App(
        *store.stamp("App"),
        name="Storefront Sync",
        identifier=APP_ID,
        permissions=frozenset(),
        manifest_url="https://sync.example/api/manifest",
        token=store.new_token(),
    )
    store.apps.append(store.add(app))
    done = demo(server)
    assert done.returncode == 2
    assert "not by a demonstration" in done.stderr
    assert not app.deleted
    assert [channel.slug for channel in store.channels] == ["koperasi-lain"]


def test_a_wrong_password_is_told_without_it(server: SaleorSimulator) -> None:
    done = demo(server, password="not-the-password")
    assert done.returncode == 2
    assert "Wrong e-mail or password" in done.stderr
    assert "not-the-password" not in done.stdout + done.stderr
