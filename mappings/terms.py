"""The steps that lead to a pushed number, so that it can be explained for ever after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One step: `key` is a text key, `value` the number after it, `subject` its variant or "".

    `numbers` are the step's own inputs by name, in whole pieces, rupiah, percent or basis points as named.
    """

    key: str
    value: int
    subject: str = ""
    numbers: tuple[tuple[str, int], ...] = ()

    def as_input(self) -> dict[str, str | int | dict[str, int]]:
        """The step as JSON, for the row of the pushed number."""
        return {"key": self.key, "value": self.value, "subject": self.subject, "numbers": dict(self.numbers)}


def as_inputs(terms: Iterable[Term]) -> list[dict[str, str | int | dict[str, int]]]:
    """All steps as JSON, first to last."""
    return [term.as_input() for term in terms]
