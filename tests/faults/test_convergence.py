"""Buyers buy on all channels while something is killed; afterwards everything comes right by itself."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storefront_sync.cli.demo.guarded import marketplace_secrets, sealed_secrets
from storefront_sync.cli.demo.leaks import search
from storefront_sync.services.supervisor import Supervisor
from storefront_sync.settings.keys import cipher
from tests.faults.installation import KEY, Installation

pytestmark = [pytest.mark.faults, pytest.mark.long]


@pytest.fixture(scope="module")
def place() -> Iterator[Installation]:
    """One installation for all tests of this module, in agreement."""
    state_dir = Path(tempfile.mkdtemp(prefix="storefront-faults-"))
    state_dir.chmod(0o711)
    try:
        with Supervisor() as supervisor:
            made = Installation(state_dir, supervisor)
            try:
                made.open()
                yield made
            finally:
                made.end()
    finally:
        shutil.rmtree(state_dir, ignore_errors=True)


def test_workers_killed_at_any_moment_leave_nothing_undone(place: Installation) -> None:
    rng = random.Random(7)
    with place.shopping(seconds=5, seed=1):
        for _ in range(6):
            place.let_pass(rng.uniform(0.2, 1))
            place.kill(rng.choice(place.workers()))
    place.converge()


def test_an_emptied_valkey_loses_nothing(place: Installation) -> None:
    with place.shopping(seconds=4, seed=2):
        for _ in range(3):
            place.let_pass(1.2)
            place.flush()
    place.converge()


def test_a_killed_valkey_loses_nothing(place: Installation) -> None:
    with place.shopping(seconds=4, seed=3):
        place.let_pass(2)
        place.kill("valkey")
    place.converge()


def test_a_killed_database_loses_nothing_that_it_had_promised(place: Installation) -> None:
    with place.shopping(seconds=4, seed=4):
        place.let_pass(2)
        place.kill("postgres")
    place.converge()


def test_a_web_server_killed_while_webhooks_come_costs_latency_only(place: Installation) -> None:
    with place.shopping(seconds=4, seed=5):
        place.let_pass(1)
        place.kill("web")
        place.let_pass(2)
        place.kill_inner("web")
    place.converge()


def test_a_killed_timetable_is_taken_up_again(place: Installation) -> None:
    with place.shopping(seconds=3, seed=6):
        place.let_pass(1)
        place.kill("tick")
    place.converge()


def test_through_all_of_that_no_secret_and_no_buyer_can_be_read_in_clear(place: Installation) -> None:
    secrets = {KEY: "control key", **marketplace_secrets(place.markets)}
    secrets |= sealed_secrets(place.database_url, cipher().decrypt)
    assert {"tenants_shop.tokens_encrypted", "orders_order.buyer_encrypted"} <= set(secrets.values())
    places = list(place.remains())
    assert {"log web.log", "log tick.log", "page /metrics", "table orders_order"} <= {
        name for name, _ in places
    }
    assert list(search(secrets, places)) == []
