"""A program that tests need is the system's, or installed as root; nobody else's rights are assumed."""

from __future__ import annotations

from collections.abc import Sequence

from tests.programs import program


class Machine:
    """A Debian with these programs; `packages` says whether its packages can be had."""

    def __init__(self, *programs: str, packages: bool = True) -> None:
        self.programs = {name: f"/usr/sbin/{name}" for name in (*programs, "apt-get")}
        self.ran: list[Sequence[str]] = []
        self._packages = packages

    def run(self, command: Sequence[str]) -> bool:
        """Whether it went well."""
        self.ran.append(command)
        if "install" in command and self._packages:
            self.programs["nginx"] = "/usr/sbin/nginx"
        return self._packages

    def ask(self, *, root: bool) -> str | None:
        """Where nginx is."""
        return program(("nginx",), "nginx-light", self.programs.get, self.run, root=root)


def test_what_is_there_is_taken_and_nothing_installed() -> None:
    machine = Machine("nginx")
    assert machine.ask(root=True) == "/usr/sbin/nginx"
    assert machine.ran == []


def test_root_installs_the_package_by_its_own_name() -> None:
    machine = Machine()
    assert machine.ask(root=True) == "/usr/sbin/nginx"
    assert [command[-1] for command in machine.ran] == ["-qq", "nginx-light"]


def test_without_root_nothing_is_tried() -> None:
    machine = Machine()
    assert machine.ask(root=False) is None
    assert machine.ran == []


def test_a_package_that_cannot_be_had_is_no_program() -> None:
    assert Machine(packages=False).ask(root=True) is None
