"""Signed HTTP of one shop: one session, one serialisation, one verdict per call."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, TypeVar

import requests
from requests.adapters import HTTPAdapter
from requests.hooks import default_hooks
from requests.structures import CaseInsensitiveDict
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_none
from tenacity.wait import wait_base
from urllib3.exceptions import HTTPError, NewConnectionError

from connectors.base.errors import (
    AuthExpired,
    ConfigError,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    Transient,
)
from connectors.base.services import Services
from connectors.base.types import TokenPair

T = TypeVar("T")

ANSWER_CAP_BYTES = 8 * 1024 * 1024
REFRESH_AHEAD = timedelta(seconds=60)
REFUSED_TRIES = 3
CHUNK_BYTES = 64 * 1024
NO_CHARACTER = rb"\ufffd"
ESCAPE = re.compile(
    rb"\\(?:u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<none>u(?:[dD][89a-fA-F][0-9a-fA-F]{2}|0000))"
    rb"|.)",
    re.DOTALL,
)
"""An escape of JSON: a surrogate pair, what is no character, or any other."""


@dataclass(frozen=True)
class Call:
    """One call before it is signed.

    `query` holds the call's own parameters (the signer adds the common ones), `body` the very bytes to sign
    and send, `write` whether it may change something there, `token` whether it carries the shop's access
    token, `host` a base URL other than the session's (the token server).
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    write: bool = False
    token: bool = True
    host: str = ""
    content_type: str = "application/json"


@dataclass(frozen=True)
class Signed:
    """What signing adds: the whole query string, encoded as it will be sent, and the headers."""

    query: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Answer:
    """A whole answer with a status below 500, other than 3xx and 429. Header names in any case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Throttled(Exception):
    """Raised by a judge whose marketplace says "too many calls" in its body; becomes RateLimited."""

    def __init__(
        self, key: str, technical: str = "", *, retry_after: float | None = None, request_id: str = ""
    ) -> None:
        super().__init__(key)
        self.key = key
        self.technical = technical
        self.retry_after = retry_after
        self.request_id = request_id


class Signer(Protocol):
    """Signs one call; `access_token` is "" for a call without the shop's token."""

    def __call__(self, call: Call, access_token: str) -> Signed: ...


def lost(
    call: Call, key: str, technical: str = "", *, request_id: str = "", shop_id: str = ""
) -> ConnectorError:
    """The error of a call whose fate isn't known: OutcomeUnknown for a write, Transient for a read."""
    kind = OutcomeUnknown if call.write else Transient
    return kind(key, technical, request_id=request_id, shop_id=shop_id)


class SignedHttp:
    """Calls one marketplace for one shop.

    `refresh` turns a stale pair into a new one with one call of its own (`Call.token` False); it runs under
    the token store's lock. `refused_wait` is the pause before the last of three tries on a refused connection
    (none unless given).
    """

    def __init__(
        self,
        host: str,
        shop_id: str,
        services: Services,
        sign: Signer,
        refresh: Callable[[TokenPair], TokenPair],
        *,
        refused_wait: wait_base | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._host = host.rstrip("/")
        self._shop_id = shop_id
        self._services = services
        self._sign = sign
        self._refresh = refresh
        self._timeouts = (services.timeouts.connect, services.timeouts.read)
        self._adapter = HTTPAdapter(pool_connections=2, pool_maxsize=4, max_retries=0)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("https://", self._adapter)
        self._session.mount("http://", self._adapter)
        self._refused = Retrying(
            stop=stop_after_attempt(REFUSED_TRIES - 1),
            wait=refused_wait or wait_none(),
            retry=retry_if_exception_type(_NothingSent),
            sleep=sleep,
            reraise=True,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def send(self, call: Call, judge: Callable[[Answer], T]) -> T:
        """One call, judged: what `judge` makes of the answer.

        Raises ConnectorErrors only. A judge raises AuthExpired to have the token refreshed (once, then the
        call is made once more) and Throttled to have the budget told.
        """
        if not call.token:
            return self._judged(call, "", judge)
        pair = self._services.tokens.current()
        if pair.access_expires_at - self._services.now() <= REFRESH_AHEAD:
            pair = self._services.tokens.replace(pair, self._refresh)
        try:
            return self._judged(call, pair.access, judge)
        except AuthExpired:
            pair = self._services.tokens.replace(pair, self._refresh)
        return self._judged(call, pair.access, judge)

    def lost(self, call: Call, key: str, technical: str = "", *, request_id: str = "") -> ConnectorError:
        """As the function `lost`, naming this shop."""
        return lost(call, key, technical, request_id=request_id, shop_id=self._shop_id)

    def _judged(self, call: Call, access_token: str, judge: Callable[[Answer], T]) -> T:
        self._services.budget.take()
        signed = self._sign(call, access_token)
        answer = self._exchange(call, signed)
        try:
            return judge(answer)
        except Throttled as said:
            until = self._services.budget.throttled(said.retry_after)
            raise RateLimited(
                said.key, said.technical, until=until, request_id=said.request_id, shop_id=self._shop_id
            ) from None

    def _exchange(self, call: Call, signed: Signed) -> Answer:
        request = self._prepared(call, signed)
        try:
            response = self._sent(call, request)
        except _NothingSent:
            try:
                response = self._refused(self._sent, call, request)
            except _NothingSent:
                raise Transient("connection.refused", call.path, shop_id=self._shop_id) from None
        try:
            return self._answer(call, response)
        finally:
            response.close()

    def _prepared(self, call: Call, signed: Signed) -> requests.PreparedRequest:
        # Put together by hand: Session.request spends half of a call's CPU time on merging what we never use.
        request = requests.PreparedRequest()
        request.method = call.method
        request.url = f"{call.host.rstrip('/') or self._host}{call.path}?{signed.query}"
        request.headers = CaseInsensitiveDict({"Accept": "application/json", **signed.headers})
        if call.body:
            request.headers.setdefault("Content-Type", call.content_type)
        if call.method != "GET":
            request.headers["Content-Length"] = str(len(call.body))
        request.body = call.body or None
        request.hooks = default_hooks()
        return request

    def _sent(self, call: Call, request: requests.PreparedRequest) -> requests.Response:
        # `from None` throughout: the library's own texts hold the URL, and so the signature and the token.
        try:
            return self._adapter.send(request, stream=True, timeout=self._timeouts)
        except requests.ConnectTimeout:
            raise Transient("connection.timeout", f"connect {call.path}", shop_id=self._shop_id) from None
        except requests.Timeout:
            raise self.lost(call, "connection.timeout", call.path) from None
        except requests.exceptions.SSLError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise ConfigError("connection.certificate", call.path, shop_id=self._shop_id) from None
            raise self.lost(call, "connection.broken", call.path) from None
        except requests.ConnectionError as error:
            if _refused(error):
                raise _NothingSent from None
            raise self.lost(call, "connection.broken", call.path) from None
        except (requests.RequestException, HTTPError):
            raise self.lost(call, "connection.broken", call.path) from None

    def _answer(self, call: Call, response: requests.Response) -> Answer:
        status = response.status_code
        if status == 429:
            until = self._services.budget.throttled(_seconds(response.headers.get("Retry-After")))
            raise RateLimited("connection.rate_limited", call.path, until=until, shop_id=self._shop_id)
        if status >= 500:
            raise self.lost(call, "connection.server_error", f"{call.path} {status}")
        if 300 <= status < 400:
            raise ConfigError("connection.redirected", f"{call.path} {status}", shop_id=self._shop_id)
        return Answer(status, response.headers, self._body(call, response))

    def _body(self, call: Call, response: requests.Response) -> bytes:
        started = self._services.now()
        limit = timedelta(seconds=self._services.timeouts.read)
        chunks: list[bytes] = []
        size = 0
        try:
            for chunk in response.iter_content(CHUNK_BYTES):
                size += len(chunk)
                if size > ANSWER_CAP_BYTES:
                    raise self.lost(call, "connection.too_big", call.path)
                # The library's time-out is per read: an answer that drips would outlive the writer's lease.
                if self._services.now() - started > limit:
                    raise self.lost(call, "connection.timeout", call.path)
                chunks.append(chunk)
        except (requests.RequestException, HTTPError):
            raise self.lost(call, "connection.broken", call.path) from None
        return readable(b"".join(chunks))


def readable(body: bytes) -> bytes:
    """A JSON body in which what is no character is U+FFFD: half of a surrogate pair, and NUL.

    The first makes a whole page unreadable, the second a whole row unstorable (PostgreSQL refuses it), for
    the sake of one seller's title. Any other body is left as it is.
    """
    if body.lstrip()[:1] not in (b"{", b"["):
        return body
    return ESCAPE.sub(_character, body)


def _character(escape: re.Match[bytes]) -> bytes:
    return NO_CHARACTER if escape["none"] else escape[0]


class _NothingSent(Exception):
    """The connection was refused: no byte left this machine."""


def _refused(error: requests.ConnectionError) -> bool:
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)


def _seconds(header: str | None) -> float | None:
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < 86_400 else None
