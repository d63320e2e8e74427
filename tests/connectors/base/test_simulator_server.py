"""The HTTP side of a simulator."""

from __future__ import annotations

import pytest
import requests

from connectors.base.simulator.server import BODY_CAP_BYTES, Incoming, Outgoing, SimulatorServer, as_json


def echo(request: Incoming) -> Outgoing:
    """What was understood of a request."""
    return as_json({"method": request.method, "path": request.path, "ids": request.many("ids")})


def test_lists_are_understood_in_both_forms() -> None:
    server = SimulatorServer(echo)
    url = server.start()
    for query in ("ids=1,2", "ids=1&ids=2"):
        assert requests.get(f"{url}/a?{query}", timeout=5).json() == {
            "method": "GET",
            "path": "/a",
            "ids": ["1", "2"],
        }
    server.stop()


def test_a_stopped_server_answers_nobody_even_on_an_open_connection() -> None:
    server = SimulatorServer(echo)
    url = server.start()
    session = requests.Session()
    assert session.get(url, timeout=5).ok
    server.stop()
    with pytest.raises(requests.ConnectionError):
        session.get(url, timeout=5)


def test_none_cuts_the_connection() -> None:
    server = SimulatorServer(lambda request: None)
    url = server.start()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
    server.stop()


def test_a_body_without_end_is_refused_unread() -> None:
    server = SimulatorServer(echo)
    url = server.start()
    headers = {"Content-Length": str(BODY_CAP_BYTES + 1)}
    request = requests.Request("POST", url, headers=headers).prepare()
    request.headers["Content-Length"] = headers["Content-Length"]
    assert requests.Session().send(request, timeout=5).status_code == 413
    server.stop()


def test_a_stopped_server_starts_again() -> None:
    server = SimulatorServer(echo)
    server.start()
    server.stop()
    assert requests.get(server.start(), timeout=5).ok
    server.stop()
