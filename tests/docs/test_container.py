"""The container's files can't be run by the tests, so what they name is held against the code."""

from __future__ import annotations

import re

import yaml

from storefront_sync.settings.env import Settings, variable
from tests.docs.tables import ROOT

_DOCKER = ROOT / "docker"
_KNOWN = {variable(name) for name in Settings.model_fields}


def _services() -> dict[str, dict[str, object]]:
    content = yaml.safe_load((_DOCKER / "compose.yaml").read_text(encoding="utf-8"))
    services = content["services"]
    assert isinstance(services, dict)
    return services


def test_the_sync_service_is_given_only_settings_that_there_are() -> None:
    given = _services()["sync"]["environment"]
    assert isinstance(given, dict)
    assert given.keys() <= _KNOWN
    named = set(re.findall(r"\bSTOREFRONT_[A-Z_]+", (_DOCKER / "Dockerfile").read_text(encoding="utf-8")))
    assert named <= _KNOWN


def test_saleor_has_a_worker_and_a_timetable_since_without_them_no_webhook_is_sent() -> None:
    assert {
        "saleor",
        "saleor-worker",
        "saleor-beat",
        "dashboard",
        "postgres",
        "valkey",
        "sync",
    } <= _services().keys()


def test_every_port_is_open_on_this_machine_only() -> None:
    for name, service in _services().items():
        ports = service.get("ports", [])
        assert isinstance(ports, list)
        assert all(str(port).startswith("127.0.0.1:") for port in ports), name


def test_every_secret_is_asked_for_and_none_is_written_down() -> None:
    text = (_DOCKER / "compose.yaml").read_text(encoding="utf-8")
    example = (_DOCKER / "example.env").read_text(encoding="utf-8")
    needed = set(re.findall(r"\$\{([A-Z_]+):\?", text))
    assert needed
    assert needed == set(re.findall(r"^([A-Z_]+)=$", example, re.MULTILINE))
    assert not re.search(r"(PASSWORD|SECRET|KEY): (?!\$\{)", text)


def test_the_containers_lock_has_the_same_versions_and_neither_lock_names_an_address() -> None:
    pins = []
    for lock in (_DOCKER / "requirements.lock", ROOT / "requirements.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert " @ " not in text
        pins.append(set(re.findall(r"^([a-z0-9._-]+==\S+)", text, re.MULTILINE)))
    assert pins[0] < pins[1]
