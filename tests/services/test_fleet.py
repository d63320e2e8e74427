"""Which processes an installation consists of."""

from __future__ import annotations

from pathlib import Path

import pytest

from storefront_sync.services.fleet import QUEUES, processes, servers, workers_of
from storefront_sync.settings.env import Settings


def test_every_queue_has_at_least_one_worker_and_each_worker_one_queue(tmp_path: Path) -> None:
    table = Settings(state_dir=tmp_path, workers_bulk=2)
    assert tuple(workers_of(table)) == QUEUES
    listened = [child.command[-1] for child in processes(table) if child.command[-2] == "worker"]
    assert sorted(listened) == ["bulk", "bulk", "orders", "scan", "urgent"]


def test_children_have_names_of_their_own(tmp_path: Path) -> None:
    table = Settings(state_dir=tmp_path, workers_bulk=3, database_url="", redis_url="")
    names = [child.name for child in [*servers(table), *processes(table)]]
    assert len(names) == len(set(names))
    assert names[:3] == ["postgres", "valkey", "web"]
    assert names[-1] == "tick"


@pytest.mark.parametrize(
    ("database_url", "redis_url", "embedded"),
    [
        ("", "", ["postgres", "valkey"]),
        ("postgresql://h/d", "", ["valkey"]),
        ("", "redis://h/0", ["postgres"]),
        ("postgresql://h/d", "redis://h/0", []),
    ],
)
def test_a_given_address_replaces_a_server(
    tmp_path: Path, database_url: str, redis_url: str, embedded: list[str]
) -> None:
    table = Settings(state_dir=tmp_path, database_url=database_url, redis_url=redis_url)
    assert [child.name for child in servers(table)] == embedded
