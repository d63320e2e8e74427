"""A real server that takes webhooks and remembers them."""

from __future__ import annotations

from collections.abc import Callable

from connectors.base.simulator.server import Incoming, Outgoing, SimulatorServer


class Receiver:
    """Answers the next POSTs with `answers` and then 200, and keeps (body, headers)."""

    def __init__(self, *answers: int, on_arrival: Callable[[], None] | None = None) -> None:
        self.received: list[tuple[bytes, dict[str, str]]] = []
        self._answers = list(answers)
        self._on_arrival = on_arrival
        self._server = SimulatorServer(self._take)
        self.url = f"{self._server.start()}/webhooks"

    def _take(self, request: Incoming) -> Outgoing:
        self.received.append((request.body, dict(request.headers.items())))
        if self._on_arrival:
            self._on_arrival()
        return Outgoing(self._answers.pop(0) if self._answers else 200, b"")

    def stop(self) -> None:
        """Stop listening."""
        self._server.stop()
