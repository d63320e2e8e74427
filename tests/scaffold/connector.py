"""Makes the two folders of a new marketplace. What they lack says so itself when the contract suite runs."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from string import Template

from tests.contract.promises import NOT_WRITTEN, PROMISES

TEMPLATES = Path(__file__).parent / "templates"
SUFFIX = ".template"
KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
RESERVED = frozenset({"base"})


class UnusableName(ValueError):
    """The name can't be a new marketplace's; the text says why."""


def new_connector(root: Path, key: str) -> list[Path]:
    """Write `connectors/<key>` and `tests/connectors/<key>` below `root`; returns the files in their order.

    Raises UnusableName, and writes nothing, where the name can't be a folder's or is taken.
    """
    _check(root, key)
    named = {"key": key, "Class": key.title().replace("_", "")}
    texts = {
        root / "connectors" / key / file.relative_to(TEMPLATES / "connector").with_suffix(""): file
        for file in sorted((TEMPLATES / "connector").rglob(f"*{SUFFIX}"))
    }
    texts |= {
        root
        / "tests"
        / "connectors"
        / key
        / file.name.removesuffix(SUFFIX).replace("test_", f"test_{key}_"): file
        for file in sorted((TEMPLATES / "tests").glob(f"*{SUFFIX}"))
    }
    for path, template in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(template.read_text("utf-8")).substitute(named), encoding="utf-8")
    quality = root / "connectors" / key / "quality.yaml"
    quality.write_text(_quality(), encoding="utf-8")
    return [*texts, quality]


def _check(root: Path, key: str) -> None:
    if not KEY.fullmatch(key) or keyword.iskeyword(key):
        raise UnusableName(f"{key!r}: 1-30 small letters, digits and _, a letter first, no word of Python")
    if key in RESERVED:
        raise UnusableName(f"{key!r} is the name of the contract itself")
    for folder in (root / "connectors" / key, root / "tests" / "connectors" / key):
        if folder.exists():
            raise UnusableName(f"{folder.relative_to(root)} is there already")


def _quality() -> str:
    head = '# What this connector promises; each row is "done", or "exempt" with the reason.\n'
    return head + "".join(f"{name}: exempt - {NOT_WRITTEN}\n" for name in PROMISES)
