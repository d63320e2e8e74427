"""Tests that need a browser find or install one, or fail with the command to run; none is skipped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.browser import NoBrowser, chromium


class Machine:
    """A machine on which `packages` says whether Debian's package, and `downloads` whether Playwright's own
    browser, can be had."""

    def __init__(self, folder: Path, *, packages: bool = False, downloads: bool = False) -> None:
        self.own = folder / "chrome"
        self.programs: dict[str, str] = {"apt-get": "/usr/bin/apt-get"}
        self.ran: list[str] = []
        self._packages, self._downloads = packages, downloads

    def run(self, command: Sequence[str]) -> bool:
        """Whether it went well."""
        self.ran.append(" ".join(command[-2:]))
        if command[:2] == ("apt-get", "install") and self._packages:
            self.programs["chromium"] = "/usr/bin/chromium"
        if command[-1] == "chromium" and "playwright" in command and self._downloads:
            self.own.touch()
        return self._packages if command[0] == "apt-get" else self._downloads

    def ask(self, *, root: bool) -> str:
        """The path that the tests would drive."""
        return chromium(self.own, self.programs.get, self.run, root=root)


def test_the_systems_own_is_taken_and_nothing_installed(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.programs["google-chrome"] = "/opt/chrome"
    assert machine.ask(root=True) == "/opt/chrome"
    assert machine.ran == []


def test_playwrights_own_is_taken_where_it_was_downloaded_before(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.own.touch()
    assert machine.ask(root=True) == str(machine.own)
    assert machine.ran == []


def test_root_installs_debians_package(tmp_path: Path) -> None:
    machine = Machine(tmp_path, packages=True)
    assert machine.ask(root=True) == "/usr/bin/chromium"
    assert machine.ran == ["update -qq", "--no-install-recommends chromium"]


def test_others_download_playwrights_own(tmp_path: Path) -> None:
    machine = Machine(tmp_path, packages=True, downloads=True)
    assert machine.ask(root=False) == str(machine.own)
    assert machine.ran == ["install chromium"]


def test_where_the_package_cannot_be_had_the_download_is_tried(tmp_path: Path) -> None:
    assert Machine(tmp_path, downloads=True).ask(root=True) == str(tmp_path / "chrome")


def test_without_any_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser, match=r"apt-get install chromium.*playwright install.*make test-nobrowser"):
        Machine(tmp_path).ask(root=True)
