"""How Shopee words its answers."""

from __future__ import annotations

import random
from collections.abc import Callable

from connectors.base.simulator.server import Outgoing, as_json


class Refused(Exception):
    """A business error: the whole call is refused with this code and text, with HTTP 200."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(error)
        self.error = error
        self.message = message


class Envelopes:
    """Makes the envelopes, each with a request id of its own. `warning` is what stands in theirs."""

    def __init__(self, rng: random.Random, warning: Callable[[], object] = str) -> None:
        self._rng = rng
        self._warning = warning

    def success(self, response: object) -> Outgoing:
        """A payload in the usual envelope."""
        return self._answer({"error": "", "message": "", "warning": self._warning(), "response": response})

    def flat(self, fields: dict[str, object]) -> Outgoing:
        """A payload beside the envelope's fields, as the token calls and get_shop_info have it."""
        return self._answer({"error": "", "message": "", **fields})

    def failure(
        self, error: str, message: str, *, status: int = 200, response: object | None = None
    ) -> Outgoing:
        """An error; `response` where rows are told all the same."""
        body: dict[str, object] = {"error": error, "message": message, "warning": self._warning()}
        if response is not None:
            body["response"] = response
        return self._answer(body, status)

    def _answer(self, body: dict[str, object], status: int = 200) -> Outgoing:
        return as_json({"request_id": self._rng.randbytes(16).hex(), **body}, status)
