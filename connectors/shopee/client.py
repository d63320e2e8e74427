"""Calls of the Shopee Open Platform for one shop: signed, judged, their payload handed on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar
from urllib.parse import urlencode

from pydantic import ValidationError

from connectors.base.errors import ConnectorError, ConsentEnded, Transient
from connectors.base.http import Answer, Call, Signed, SignedHttp, Throttled
from connectors.base.services import Services
from connectors.base.table import Action, Said, shown_code
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from connectors.shopee.config import ENDPOINTS, QUOTA_RENEWED_UTC_OFFSET_HOURS, REFRESH_TOKEN_DAYS
from connectors.shopee.errors import ROWS_ARE_INSIDE, TABLE
from connectors.shopee.manifest import MANIFEST
from connectors.shopee.sign import sign_call
from connectors.shopee.wire import Envelope, Head, ShopInfoWire, TokenWire, Wire, WriteWire

W = TypeVar("W", bound=Wire)
H = TypeVar("H", bound=Head)

Query = Sequence[tuple[str, str]]

PDF = b"%PDF"

OVERLOADED_CODE = "error_auth"
CONSENT_STANDS = frozenset({Action.OPERATOR, Action.WAIT, Action.WAIT_DAY, Action.RETRY, Action.VERIFY})
"""What a refused refresh may say without meaning that the seller's consent has ended."""


class ShopeeClient:
    """Speaks for one shop. Every method raises ConnectorErrors only."""

    def __init__(self, app: AppCredentials, shop: ShopAccess, services: Services) -> None:
        self._app = app
        self._shop = shop
        self._now = services.now
        self._auth_host = services.auth_host or services.host or MANIFEST.auth_host
        self._http = SignedHttp(
            services.host or MANIFEST.host, shop.shop_id, services, self._sign, self.refresh
        )

    @property
    def shop_id(self) -> str:
        """The shop that it speaks for."""
        return self._shop.shop_id

    def get(self, endpoint: str, shape: type[Envelope[W]], query: Query) -> W:
        """A read."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, tuple(query))
        return self._http.send(call, lambda answer: self._payload(call, answer, shape))

    def write(self, endpoint: str, body: Mapping[str, object]) -> tuple[WriteWire, str]:
        """A write of several rows, and its request id; its outcome is unknown where no verdict came back."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=_json(body), write=True)
        return self._http.send(call, lambda answer: self._written(call, answer))

    def ask(self, endpoint: str, shape: type[Envelope[W]], body: Mapping[str, object]) -> W:
        """A read by POST; rows are taken also where all of them failed."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=_json(body))
        return self._http.send(call, lambda answer: self._rows(call, answer, shape))

    def change(self, endpoint: str, shape: type[Envelope[W]], body: Mapping[str, object]) -> W:
        """A write of several things, each of which has an outcome in the answer."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=_json(body), write=True)
        return self._http.send(call, lambda answer: self._rows(call, answer, shape))

    def do(self, endpoint: str, body: Mapping[str, object]) -> None:
        """A write of one thing: done, or an error is raised."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=_json(body), write=True)
        self._http.send(call, lambda answer: self._done(call, answer))

    def download(self, endpoint: str, body: Mapping[str, object]) -> bytes:
        """A PDF."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=_json(body))
        return self._http.send(call, lambda answer: self._pdf(call, answer))

    def refusal(self, code: str, message: str, *, write: bool) -> ConnectorError:
        """The error of one row of an answer."""
        said = Said(plain(code), message, write=write, shop_id=self._shop.shop_id)
        try:
            return TABLE.error(said)
        except Throttled as busy:
            return Transient(busy.key, busy.technical, shop_id=self._shop.shop_id)

    def shop_name(self) -> str:
        """The shop's name."""
        at = ENDPOINTS["shop_info"]
        call = Call(at.method, at.path)
        return self._http.send(call, lambda answer: self._parsed(call, answer, ShopInfoWire)).shop_name

    def refresh(self, stale: TokenPair) -> TokenPair:
        """A new pair for `stale`, whose refresh token is spent by this; raises ConsentEnded where it
        did."""
        at = ENDPOINTS["refresh_token"]
        body = {
            "refresh_token": stale.refresh,
            "partner_id": _id(self._app.key),
            "shop_id": _id(self._shop.shop_id),
        }
        call = Call(at.method, at.path, body=_json(body), token=False, host=self._auth_host)
        return self._http.send(call, lambda answer: self._pair(call, answer))

    def _sign(self, call: Call, access_token: str) -> Signed:
        timestamp = int(self._now().timestamp())
        owner = self._shop.shop_id if call.token else ""
        sign = sign_call(self._app.secret, self._app.key, call.path, timestamp, access_token, owner)
        common = [("partner_id", self._app.key), ("timestamp", str(timestamp)), ("sign", sign)]
        if call.token:
            common += [("access_token", access_token), ("shop_id", owner)]
        return Signed(urlencode([*common, *call.query], safe=","))

    def _payload(self, call: Call, answer: Answer, shape: type[Envelope[W]]) -> W:
        envelope = self._parsed(call, answer, shape)
        if envelope.response is None:
            raise self._unreadable(call, answer, envelope.request_id)
        return envelope.response

    def _written(self, call: Call, answer: Answer) -> tuple[WriteWire, str]:
        try:
            envelope = Envelope[WriteWire].model_validate_json(answer.body)
        except ValidationError:
            envelope = Envelope[WriteWire]()
        if envelope.response is not None and (
            (not envelope.error and answer.status < 400)
            or (envelope.error.rpartition(".")[2] in ROWS_ARE_INSIDE and envelope.response.failure_list)
        ):
            return envelope.response, shown_code(envelope.request_id)
        return self._payload(call, answer, Envelope[WriteWire]), ""

    def _rows(self, call: Call, answer: Answer, shape: type[Envelope[W]]) -> W:
        try:
            envelope = shape.model_validate_json(answer.body)
        except ValidationError:
            return self._payload(call, answer, shape)
        inside = plain(envelope.error).rpartition(".")[2] in ROWS_ARE_INSIDE
        if inside and envelope.response is not None and envelope.response != type(envelope.response)():
            return envelope.response
        return self._payload(call, answer, shape)

    def _done(self, call: Call, answer: Answer) -> None:
        head = self._parsed(call, answer, Head)
        # Success has no payload: an object that doesn't even say "no error" is none of Shopee's answers.
        if "error" not in head.model_fields_set:
            raise self._unreadable(call, answer, head.request_id)

    def _pdf(self, call: Call, answer: Answer) -> bytes:
        if answer.status < 400 and answer.body.startswith(PDF):
            return answer.body
        head = self._parsed(call, answer, Head)
        raise self._unreadable(call, answer, head.request_id)

    def _pair(self, call: Call, answer: Answer) -> TokenPair:
        token = self._parsed(call, answer, TokenWire, self._consent_ended)
        if not token.access_token or not token.refresh_token or not token.expire_in:
            raise self._unreadable(call, answer, token.request_id)
        now = self._now()
        return TokenPair(
            access=token.access_token,
            refresh=token.refresh_token,
            access_expires_at=now + timedelta(seconds=token.expire_in),
            refresh_expires_at=now + timedelta(days=REFRESH_TOKEN_DAYS),
        )

    def _consent_ended(self, said: Said) -> ConnectorError:
        row = TABLE.place(said.code, said.message)
        if row is None and said.code != OVERLOADED_CODE:
            return TABLE.error(said)
        if row is not None and row.action in CONSENT_STANDS:
            return TABLE.error(said)
        key = row.key if row is not None and row.action is Action.CONSENT else "shopee.consent_ended"
        return ConsentEnded(key, shown_code(said.code), request_id=said.request_id, shop_id=said.shop_id)

    def _parsed(
        self,
        call: Call,
        answer: Answer,
        shape: type[H],
        error: Callable[[Said], ConnectorError] = TABLE.error,
    ) -> H:
        # Judged by the body whatever the status: business errors come with 200, the gateway's with 403.
        head: Head
        try:
            head = parsed = shape.model_validate_json(answer.body)
        except ValidationError:
            head, parsed = self._head(call, answer), None
        if head.error:
            raise error(self._said(call, head))
        if parsed is None or answer.status >= 400:
            raise self._unreadable(call, answer, head.request_id)
        return parsed

    def _head(self, call: Call, answer: Answer) -> Head:
        try:
            return Head.model_validate_json(answer.body)
        except ValidationError:
            raise self._unreadable(call, answer) from None

    def _unreadable(self, call: Call, answer: Answer, request_id: str = "") -> ConnectorError:
        technical = f"{call.path} {answer.status}"
        return self._http.lost(call, "connection.bad_answer", technical, request_id=request_id)

    def _said(self, call: Call, head: Head) -> Said:
        return Said(
            code=plain(head.error),
            message=head.message,
            write=call.write,
            request_id=shown_code(head.request_id),
            shop_id=self._shop.shop_id,
            quota_until=_quota_renewed(self._now()),
        )


def plain(code: str) -> str:
    """A code without the blanks that some of Shopee's codes are spelt with."""
    return "".join(code.split())


def _quota_renewed(now: datetime) -> datetime:
    there = now.astimezone(timezone(timedelta(hours=QUOTA_RENEWED_UTC_OFFSET_HOURS)))
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight.astimezone(UTC)


def _id(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _json(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
