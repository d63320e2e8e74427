"""A connector of which a test answers some calls itself."""

from __future__ import annotations

from collections.abc import Callable

from connectors.base.protocol import Connector


class Between:
    """Passes everything on but what is in `answers`."""

    def __init__(self, real: Connector, **answers: Callable[..., object]) -> None:
        self._real = real
        self._answers = answers

    def __getattr__(self, name: str) -> object:
        return self._answers[name] if name in self._answers else getattr(self._real, name)
