"""What each connector says that it keeps, in its `quality.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

PROMISE = re.compile(r"^(?P<name>[a-z_]+): (?P<state>done|exempt - \S.+)$")


def folder(key: str) -> Path:
    """A marketplace's folder."""
    return Path(str(files(f"connectors.{key}")))


def promise_lines(key: str) -> list[str]:
    """The lines of `quality.yaml` that promise something, readable or not."""
    lines = (folder(key) / "quality.yaml").read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@cache
def promised(key: str) -> Mapping[str, str]:
    """Each readable promise with its state: "done" or "exempt - reason"."""
    matches = (PROMISE.match(line) for line in promise_lines(key))
    return {match["name"]: match["state"] for match in matches if match}


def keeps(key: str, name: str) -> bool:
    """Whether a promise is kept."""
    return promised(key).get(name) == "done"
