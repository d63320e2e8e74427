"""An open problem as a page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class NamedProblem:
    """A text key, and what fills in the names of its sentence."""

    key: str
    values: Mapping[str, object]
