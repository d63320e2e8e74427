"""A proxy between a connector and a simulator that rewrites what the simulator answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlencode

import requests

from connectors.base.simulator.server import Incoming, Outgoing, SimulatorServer

Rewrite = Callable[[Outgoing], Outgoing]

UNREADABLE = [
    b"",
    b"<html>Service</html>",
    b"[]",
    b"null",
    b"7",
    b"{",
    b'{"code":',
    b"\xff\xfe\x00",
    b"[" * 20_000,
]
"""Bodies of which nothing can be understood."""


def honest(answer: Outgoing) -> Outgoing:
    """A rewrite that changes nothing."""
    return answer


class TamperingProxy:
    """Forwards each request as it is, and gives back what `rewrite` makes of the answer."""

    def __init__(self, target: str, rewrite: Rewrite) -> None:
        self.rewrite = rewrite
        self._target = target
        self._server = SimulatorServer(self.forward)
        self.url = self._server.start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.stop()

    def forward(self, request: Incoming) -> Outgoing:
        """One request, answered by the target and rewritten."""
        query = urlencode([(name, value) for name, values in request.query.items() for value in values])
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        answer = requests.request(
            request.method,
            f"{self._target}{request.path}?{query}",
            data=request.body or None,
            headers=headers,
            timeout=5,
        )
        return self.rewrite(
            Outgoing(answer.status_code, answer.content, {"Content-Type": "application/json"})
        )


def each_object(change: Callable[[dict[str, object]], dict[str, object]]) -> Rewrite:
    """A rewrite that changes every JSON object of the answer, innermost first."""

    def walk(value: object) -> object:
        if isinstance(value, list):
            return [walk(row) for row in value]
        if isinstance(value, dict):
            return change({name: walk(inner) for name, inner in value.items()})
        return value

    def rewrite(answer: Outgoing) -> Outgoing:
        body = json.dumps(walk(json.loads(answer.body))).encode()
        return Outgoing(answer.status, body, answer.headers)

    return rewrite


def always(status: int, body: bytes, **headers: str) -> Rewrite:
    """A rewrite that forgets the answer."""
    return lambda answer: Outgoing(status, body, headers)
