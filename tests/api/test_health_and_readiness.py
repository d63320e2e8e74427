"""Whether the service says how it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client

from storefront_sync.settings.env import settings
from tests.api.calls import deliver
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.cooperatives import World


@pytest.fixture
def no_database() -> Iterator[None]:
    """A database server that refuses connections."""
    host = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nonexistent"
    yield
    connection.close()
    connection.settings_dict["HOST"] = host


@pytest.fixture
def no_valkey(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A Valkey that isn't there."""
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/valkey.sock?db=0")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def test_it_is_healthy_without_asking_anybody(client: Client) -> None:
    # Without a database mark, a query would fail this test.
    answer = client.get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_it_is_ready_when_database_and_valkey_answer(client: Client, redis_url: str) -> None:
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "valkey": True})


@pytest.mark.django_db
@pytest.mark.usefixtures("no_valkey")
def test_it_is_not_ready_without_valkey(client: Client) -> None:
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"database": True, "valkey": False})


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_database")
def test_it_is_not_ready_without_the_database(client: Client, redis_url: str) -> None:
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"database": False, "valkey": True})


@pytest.mark.django_db(transaction=True)
def test_without_the_database_a_webhook_is_to_come_again(
    world: World, clock: HandSetClock, client: Client, request: pytest.FixtureRequest
) -> None:
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    request.getfixturevalue("no_database")
    with time_machine.travel(clock.now(), tick=False):
        answers = [deliver(client, "tokopedia", post), client.get("/metrics")]
    assert [(answer.status_code, answer.content) for answer in answers] == [(503, b""), (503, b"")]
    assert client.get("/health").status_code == 200
