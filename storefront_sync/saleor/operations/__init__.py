"""Our GraphQL operations, one a file, named as the file; what several share is in `fragments/`."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_SPREAD = re.compile(r"\.\.\.\s*([A-Z]\w*)")
"""The name of a fragment that a text uses; `... on Type` names none."""


@cache
def operation(name: str) -> str:
    """The text of an operation with the fragments that it uses, e.g. "VariantsPage" or "setup/CreateChannel";
    raises FileNotFoundError."""
    parts = [_text(name)]
    used: list[str] = []
    for part in parts:
        for fragment in _SPREAD.findall(part):
            if fragment not in used:
                used.append(fragment)
                parts.append(_text(f"fragments/{fragment}"))
    return " ".join(parts)


def _text(name: str) -> str:
    text = files(__name__).joinpath(f"{name}.graphql").read_text(encoding="utf-8")
    return " ".join(text.split())
