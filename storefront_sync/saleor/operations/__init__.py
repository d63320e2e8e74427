"""Our GraphQL operations, one a file, named as the file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def operation(name: str) -> str:
    """The text of an operation, e.g. "VariantsPage" or "setup/CreateChannel"; raises FileNotFoundError."""
    text = files(__name__).joinpath(f"{name}.graphql").read_text(encoding="utf-8")
    return " ".join(text.split())
