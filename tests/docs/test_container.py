"""The container's files can't be run by the tests, so what they name is held against the code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

import pytest
import typer
import yaml
from typer.core import TyperGroup

from storefront_sync.cli.main import app
from storefront_sync.services.fleet import QUEUES
from storefront_sync.settings.env import Settings, variable
from tests.docs.tables import ROOT

_DOCKER = ROOT / "docker"
_KNOWN = {variable(name) for name in Settings.model_fields}
_COMPOSE = (_DOCKER / "compose.yaml").read_text(encoding="utf-8")
_DOCKERFILE = (_DOCKER / "Dockerfile").read_text(encoding="utf-8")
_MAKE_ENV = (_DOCKER / "make-env").read_text(encoding="utf-8")

Service = Mapping[str, object]
_SERVICES = cast(Mapping[str, Service], yaml.safe_load(_COMPOSE)["services"])

_RUNS_ONCE = {name for name, service in _SERVICES.items() if service["restart"] == "no"}
_OURS = {name for name, service in _SERVICES.items() if str(service["image"]).startswith("storefront-sync:")}
_ONLY_THE_SETUPS = {
    "STORE_NAME",
    "STORE_SLUG",
    "STORE_SAMPLE",
}
"""Read by docker/store-setup.sh and by `saleor setup`."""


def _environment(service: Service) -> Mapping[str, str]:
    return cast(Mapping[str, str], service.get("environment", {}))


def _text(service: Service, key: str) -> str:
    found = service[key]
    return " ".join(str(part) for part in found) if isinstance(found, list) else str(found)


def _megabytes(limit: str) -> int:
    """The number of a limit as `640m`, or of the default in `${NAME:-640m}`."""
    found = re.search(r"(\d+)m\b", limit)
    assert found is not None, limit
    return int(found[1])


def test_everything_that_a_store_needs_is_there() -> None:
    saleor = {"saleor-prepare", "saleor", "saleor-worker", "saleor-beat", "dashboard"}
    assert saleor | {"postgres", "valkey", "proxy", "web", "ticks", "store-setup"} <= _SERVICES.keys()


def test_each_queue_has_a_worker_and_the_timetable_runs_once() -> None:
    commands = [_text(_SERVICES[name], "command") for name in sorted(_OURS - _RUNS_ONCE)]
    assert sorted(commands) == sorted(["tick", "web", *(f"worker {queue}" for queue in QUEUES)])


def test_each_command_of_ours_is_one_of_the_command_line() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    for name in _OURS:
        service = _SERVICES[name]
        if "entrypoint" in service:
            script = (_DOCKER / f"{_text(service, 'entrypoint')}.sh").read_text(encoding="utf-8")
            assert set(re.findall(r"^\s*storefront-sync (\S+)", script, re.MULTILINE)) == {"saleor"}
        else:
            assert _text(service, "command").split()[0] in group.commands, name


@pytest.mark.parametrize("name", sorted(_OURS))
def test_a_service_of_ours_is_given_only_settings_that_there_are(name: str) -> None:
    assert _environment(_SERVICES[name]).keys() - _ONLY_THE_SETUPS <= _KNOWN


def test_the_image_names_only_settings_that_there_are() -> None:
    assert set(re.findall(r"\bSTOREFRONT_[A-Z_]+", _DOCKERFILE)) <= _KNOWN


@pytest.mark.parametrize("name", sorted(_SERVICES))
def test_a_service_starts_again_tells_how_it_is_and_is_bounded(name: str) -> None:
    service = _SERVICES[name]
    assert service["restart"] == ("no" if name in _RUNS_ONCE else "unless-stopped")
    assert ("healthcheck" in service) is (name not in _RUNS_ONCE)
    assert _megabytes(str(service["mem_limit"])) <= 640
    assert service["pids_limit"]
    assert cast(Mapping[str, Mapping[str, str]], service["logging"])["options"] == {
        "max-size": "10m",
        "max-file": "3",
    }


@pytest.mark.parametrize("name", sorted(_SERVICES))
def test_a_service_can_gain_no_rights(name: str) -> None:
    service = _SERVICES[name]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["cap_drop"] == ["ALL"]
    added = service.get("cap_add", [])
    assert added == [] or name in {"postgres", "valkey", "dashboard"}, (
        "these begin as root and then stop being it"
    )
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted({*_OURS, "proxy", "valkey"}))
def test_what_writes_nothing_that_lasts_can_write_nothing_else(name: str) -> None:
    assert _SERVICES[name]["read_only"] is True
    assert _SERVICES[name]["tmpfs"]


def test_all_that_run_together_fit_into_four_gigabytes_and_leave_some_to_the_system() -> None:
    together = [service for name, service in _SERVICES.items() if name not in _RUNS_ONCE]
    assert sum(_megabytes(str(service["mem_limit"])) for service in together) <= 4096 - 512


def test_only_the_proxy_can_be_reached_and_by_itself_only_from_this_machine() -> None:
    assert [name for name, service in _SERVICES.items() if "ports" in service] == ["proxy"]
    assert cast(list[str], _SERVICES["proxy"]["ports"])[0].startswith("${PROXY_BIND:-127.0.0.1}:")
    assert "\nPROXY_BIND=127.0.0.1\n" in _MAKE_ENV


def test_the_proxy_reads_saleors_files_and_can_not_write_them() -> None:
    (mount,) = (
        volume for volume in cast(list[object], _SERVICES["proxy"]["volumes"]) if isinstance(volume, dict)
    )
    assert mount["source"] == "media"
    assert mount["read_only"] is True


def test_every_value_that_the_proxy_is_made_of_is_given_and_no_other() -> None:
    templates = (path.read_text(encoding="utf-8") for path in (_DOCKER / "proxy").glob("*.template"))
    named = {name for text in templates for name in re.findall(r"\$\{(\w+)\}", text)}
    given = {name for name in _environment(_SERVICES["proxy"]) if name.startswith("PROXY_")}
    assert named == given


def test_saleor_never_runs_in_its_development_mode_which_is_its_default() -> None:
    for name in ("saleor-prepare", "saleor", "saleor-worker", "saleor-beat"):
        environment = _environment(_SERVICES[name])
        assert environment["DEBUG"] == "False"
        assert environment["PLAYGROUND_ENABLED"] == "False"


def test_saleor_has_one_address_for_everybody() -> None:
    url = "${SALEOR_URL:?run docker/make-env}"
    assert _environment(_SERVICES["saleor"])["PUBLIC_URL"] == url
    assert _environment(_SERVICES["dashboard"])["API_URL"] == f"{url}/graphql/"
    for name in _OURS:
        assert _environment(_SERVICES[name])["STOREFRONT_SALEOR_URL"] == f"{url}/graphql/"


def test_what_waits_for_another_waits_for_one_that_there_is() -> None:
    for name, service in _SERVICES.items():
        for other, how in cast(Mapping[str, Mapping[str, str]], service.get("depends_on", {})).items():
            expected = "service_completed_successfully" if other in _RUNS_ONCE else "service_healthy"
            assert how["condition"] == expected, (name, other)


def test_tables_are_brought_up_to_date_before_anything_reads_them() -> None:
    for name in _OURS - {"sync-prepare", "store-setup"}:
        assert "sync-prepare" in cast(Mapping[str, object], _SERVICES[name]["depends_on"])
    for name in ("saleor", "saleor-worker", "saleor-beat"):
        assert "saleor-prepare" in cast(Mapping[str, object], _SERVICES[name]["depends_on"])


def test_every_value_that_must_be_given_is_made_and_no_secret_is_written_down() -> None:
    needed = set(re.findall(r"\$\{([A-Z_]+):\?", _COMPOSE))
    made = set(re.findall(r"^([A-Z_]+)=", _MAKE_ENV, re.MULTILINE))
    assert needed <= made
    optional = set(re.findall(r"\$\{([A-Z_]+):?-", _COMPOSE))
    assert made <= needed | optional | {"SALEOR_ALIAS", "SYNC_ALIAS"}
    secrets = re.findall(r"^\s*\w*(?:PASSWORD|SECRET|KEY|KEYS): (.*)$", _COMPOSE, re.MULTILINE)
    assert len(secrets) > 4
    assert all(re.fullmatch(r"\$\{[A-Z_]+:\?.*\}", secret) for secret in secrets)
    assert not (ROOT / ".gitignore").read_text().count("!docker/.env")
    assert "docker/.env" in (ROOT / ".gitignore").read_text().split()


def _images() -> Iterator[str]:
    for service in _SERVICES.values():
        found = re.fullmatch(r"(?:\$\{[A-Z_]+:-)?([^}]+)\}?", str(service["image"]))
        assert found is not None
        yield found[1]
    yield f"python:{re.findall(r'^ARG PYTHON=(.+)$', _DOCKERFILE, re.MULTILINE)[0]}"


def test_every_image_is_named_with_a_version() -> None:
    for image in _images():
        _, _, tag = image.rpartition(":")
        assert re.match(r"\d", tag), image


def test_the_image_runs_as_a_user_without_rights_and_has_no_tools_to_build_with() -> None:
    last = _DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert "useradd --system --uid 10001" in last
    assert "pip" not in last
    assert "apt-get" not in _DOCKERFILE
    assert "HEALTHCHECK" in last


def test_the_image_holds_every_package_with_its_texts_and_samples() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == {"storefront_sync", "connectors", "mappings"}
    copied = set(re.findall(r"^COPY (\w+) /opt/storefront-sync/app/\1$", _DOCKERFILE, re.MULTILINE))
    assert copied == packages
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not [
        pattern for pattern in left_out if pattern.endswith((".mo", ".po", ".csv", ".json", ".yaml", "data"))
    ]
