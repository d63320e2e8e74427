"""One signed call: what is sent, what is retried, what its failures are called."""

from __future__ import annotations

import json
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from connectors.base.errors import AuthExpired, ConfigError, OutcomeUnknown, RateLimited, Transient
from connectors.base.http import Answer, Call, Signed, SignedHttp, Throttled, readable
from connectors.base.services import Services, Timeouts
from connectors.base.simulator.server import Incoming, Outgoing, SimulatorServer
from connectors.base.types import TokenPair
from tests.conftest import HandSetClock
from tests.contract.world import CountingBudget, MemoryTokens

READ = Call("GET", "/things", (("a", "1"),))
WRITE = Call("POST", "/things", body=b'{"n": 1}', write=True)


@dataclass
class Remote:
    """A server that answers what it is told to, and remembers what it was sent."""

    answers: list[Outgoing | None] = field(default_factory=list)
    received: list[Incoming] = field(default_factory=list)
    connections: set[str] = field(default_factory=set)

    def answer(self, request: Incoming) -> Outgoing | None:
        """The next answer; 200 with an empty object when none is left."""
        self.received.append(request)
        # The server has a thread for each connection.
        self.connections.add(threading.current_thread().name)
        return self.answers.pop(0) if self.answers else Outgoing(200, b"{}")


@dataclass
class Line:
    """A client and the remote end."""

    http: SignedHttp
    remote: Remote
    budget: CountingBudget
    tokens: MemoryTokens


def pair(access: str, now: datetime) -> TokenPair:
    """A pair that lives for an hour."""
    return TokenPair(access, f"refresh-{access}", now + timedelta(hours=1))


def sign(call: Call, access_token: str) -> Signed:
    """A signature that shows what it was made of."""
    query = "&".join(f"{name}={value}" for name, value in (*call.query, ("token", access_token)))
    return Signed(f"{query}&length={len(call.body)}", {"X-Signed": "yes"})


@pytest.fixture
def line(clock: HandSetClock) -> Iterator[Line]:
    """A client that speaks with a remote of our own."""
    remote = Remote()
    server = SimulatorServer(remote.answer)
    tokens = MemoryTokens(pair("first", clock.now()))
    budget = CountingBudget(clock.now)
    services = Services(tokens, budget, clock.now, Timeouts(1.0, 0.5))
    http = SignedHttp(server.start(), "7", services, sign, lambda stale: pair("second", clock.now()))
    yield Line(http, remote, budget, tokens)
    http.close()
    server.stop()


def body_of(answer: Answer) -> bytes:
    """A judge that takes everything."""
    return answer.body


def judge_once(error: Exception) -> Callable[[Answer], bytes]:
    """A judge that raises at the first answer only."""
    errors = [error]

    def judge(answer: Answer) -> bytes:
        if errors:
            raise errors.pop()
        return answer.body

    return judge


def test_the_bytes_that_were_signed_are_the_bytes_sent(line: Line) -> None:
    line.http.send(WRITE, body_of)
    (request,) = line.remote.received
    assert request.body == b'{"n": 1}'
    assert request.one("length") == "8"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["X-Signed"] == "yes"


def test_the_shops_token_is_signed_in(line: Line) -> None:
    line.http.send(READ, body_of)
    line.http.send(Call("POST", "/token", token=False), body_of)
    assert [request.one("token") for request in line.remote.received] == ["first", ""]


def test_one_connection_serves_many_calls(line: Line) -> None:
    for _ in range(5):
        assert line.http.send(READ, body_of) == b"{}"
    assert (line.budget.taken, len(line.remote.connections)) == (5, 1)


def test_an_expired_token_costs_one_refresh_and_one_more_call(line: Line) -> None:
    assert line.http.send(WRITE, judge_once(AuthExpired("expired"))) == b"{}"
    assert [request.one("token") for request in line.remote.received] == ["first", "second"]
    assert (line.tokens.replaced, line.budget.taken) == (1, 2)


def test_a_token_refused_twice_is_not_refreshed_again(line: Line) -> None:
    def refuse(answer: Answer) -> bytes:
        raise AuthExpired("expired")

    with pytest.raises(AuthExpired):
        line.http.send(WRITE, refuse)
    assert (line.tokens.replaced, len(line.remote.received)) == (1, 2)


def test_a_call_without_the_shops_token_refreshes_nothing(line: Line) -> None:
    with pytest.raises(AuthExpired):
        line.http.send(Call("POST", "/token", token=False), judge_once(AuthExpired("expired")))
    assert line.tokens.replaced == 0


def test_an_ending_token_is_refreshed_before_the_call(line: Line, clock: HandSetClock) -> None:
    clock.forward(3600 - 59)
    line.http.send(READ, body_of)
    assert [request.one("token") for request in line.remote.received] == ["second"]


def test_the_budgets_word_comes_before_the_call(line: Line) -> None:
    line.budget.left = 0
    with pytest.raises(RateLimited):
        line.http.send(READ, body_of)
    assert line.remote.received == []


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("soon", None), ("-1", None), ("999999", None)])
def test_a_429_tells_the_budget(line: Line, clock: HandSetClock, header: str, seconds: float | None) -> None:
    line.remote.answers = [Outgoing(429, b"", {"Retry-After": header})]
    with pytest.raises(RateLimited) as caught:
        line.http.send(WRITE, body_of)
    assert line.budget.throttles == [seconds]
    assert caught.value.until == clock.now() + timedelta(seconds=10)


def test_a_judge_that_reads_too_many_calls_tells_the_budget(line: Line) -> None:
    with pytest.raises(RateLimited) as caught:
        line.http.send(WRITE, judge_once(Throttled("busy", "code", retry_after=3, request_id="r")))
    assert line.budget.throttles == [3]
    assert (caught.value.key, caught.value.request_id, caught.value.shop_id) == ("busy", "r", "7")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_5xx_is_unknown_for_a_write_and_transient_for_a_read(line: Line, status: int) -> None:
    line.remote.answers = [Outgoing(status, b"{}"), Outgoing(status, b"{}")]
    with pytest.raises(OutcomeUnknown):
        line.http.send(WRITE, body_of)
    with pytest.raises(Transient):
        line.http.send(READ, body_of)
    assert len(line.remote.received) == 2


def test_a_cut_connection_is_not_tried_again(line: Line) -> None:
    line.remote.answers = [None, None]
    with pytest.raises(OutcomeUnknown):
        line.http.send(WRITE, body_of)
    with pytest.raises(Transient):
        line.http.send(READ, body_of)
    assert len(line.remote.received) == 2


def test_a_redirect_is_an_error_not_a_place_to_go(line: Line) -> None:
    line.remote.answers = [Outgoing(307, b"", {"Location": "/elsewhere"})]
    with pytest.raises(ConfigError):
        line.http.send(WRITE, body_of)
    assert len(line.remote.received) == 1


def test_a_4xx_is_left_to_the_judge(line: Line) -> None:
    line.remote.answers = [Outgoing(403, b"no")]
    assert line.http.send(READ, lambda answer: (answer.status, answer.body)) == (403, b"no")


def test_a_refused_connection_is_tried_three_times(clock: HandSetClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    tokens = MemoryTokens(pair("first", clock.now()))
    waited: list[float] = []
    http = SignedHttp(
        f"http://127.0.0.1:{port}",
        "7",
        Services(tokens, CountingBudget(clock.now), clock.now, Timeouts(1.0, 0.5)),
        sign,
        lambda stale: stale,
        sleep=waited.append,
    )
    with pytest.raises(Transient) as caught:
        http.send(WRITE, body_of)
    assert caught.value.key == "connection.refused"
    # Tries one and two follow each other at once; the pause stands before the third.
    assert waited == [0.0]


def test_an_answer_that_breaks_off_is_lost(clock: HandSetClock) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def half() -> None:
        connection, _ = listener.accept()
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        connection.close()

    thread = threading.Thread(target=half)
    thread.start()
    tokens = MemoryTokens(pair("first", clock.now()))
    services = Services(tokens, CountingBudget(clock.now), clock.now, Timeouts(1.0, 2.0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(OutcomeUnknown):
        SignedHttp(url, "7", services, sign, lambda stale: stale).send(WRITE, body_of)
    thread.join()
    listener.close()


def test_an_answer_that_drips_ends_with_the_time_out(line: Line, clock: HandSetClock) -> None:
    class Moving:
        """A clock that jumps at each look."""

        def __call__(self) -> datetime:
            return clock.forward(0.4)

    services = Services(line.tokens, line.budget, Moving(), Timeouts(1.0, 0.5))
    server = SimulatorServer(lambda request: Outgoing(200, b"x" * 300_000))
    http = SignedHttp(server.start(), "7", services, sign, lambda stale: stale)
    with pytest.raises(Transient) as caught:
        http.send(READ, body_of)
    server.stop()
    assert caught.value.key == "connection.timeout"


def test_no_failure_quotes_the_address(line: Line) -> None:
    line.remote.answers = [None]
    with pytest.raises(OutcomeUnknown) as caught:
        line.http.send(WRITE, body_of)
    assert "first" not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)


def test_no_repr_of_a_call_shows_its_content() -> None:
    assert '{"n": 1}' not in repr(WRITE)
    assert "secret" not in repr(Signed("token=secret", {"Authorization": "secret"}))


BODIES = [
    (rb'{"a":"x\ud800y"}', "x\ufffdy"),
    (rb'{"a":"x\uDC00y"}', "x\ufffdy"),
    (rb'{"a":"\ud83d\ude00"}', "\U0001f600"),
    (rb'{"a":"\ud83d\ud83d\ude00"}', "\ufffd\U0001f600"),
    (rb'{"a":"\\ud800"}', "\\ud800"),
    (rb'{"a":"\\\ud800"}', "\\\ufffd"),
    (rb'{"a":"\u0000\u0041\n\""}', '\ufffdA\n"'),
    (rb'  {"a":"\ud800"}', "\ufffd"),
]


@pytest.mark.parametrize(("body", "text"), BODIES)
def test_what_is_no_character_becomes_the_sign_for_that(body: bytes, text: str) -> None:
    assert json.loads(readable(body))["a"] == text


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4 \\ud800", b"<p>\\ud800</p>", b'"\\ud800"'])
def test_what_is_no_json_object_is_left_alone(body: bytes) -> None:
    assert readable(body) == body
