"""Calls of the Shopee Open Platform for one shop: signed, judged, their payload handed on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar

from connectors.base.errors import ConnectorError
from connectors.base.http import Call, Signed, SignedHttp
from connectors.base.outcome import row_error
from connectors.base.services import Services
from connectors.base.table import Said
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from connectors.shopee.config import ENDPOINTS
from connectors.shopee.errors import TABLE
from connectors.shopee.judge import Judge, plain
from connectors.shopee.manifest import MANIFEST
from connectors.shopee.named import number
from connectors.shopee.signed import signed
from connectors.shopee.wire import Envelope, Head, ShopInfoWire, Wire, WriteWire

W = TypeVar("W", bound=Wire)
H = TypeVar("H", bound=Head)

Query = Sequence[tuple[str, str]]


class ShopeeClient:
    """Speaks for one shop. Every method raises ConnectorErrors only."""

    def __init__(self, app: AppCredentials, shop: ShopAccess, services: Services) -> None:
        self._app = app
        self._shop = shop
        self._now = services.now
        self._judge = Judge(shop.shop_id, services.now)
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
        return self._http.send(call, lambda answer: self._judge.payload(call, answer, shape))

    def write(self, endpoint: str, body: Mapping[str, object]) -> tuple[WriteWire, str]:
        """A write of several rows, and its request id; its outcome is unknown where no verdict came back."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=_json(body), write=True)
        return self._http.send(call, lambda answer: self._judge.written(call, answer))

    def ask(self, endpoint: str, shape: type[Envelope[W]], body: Mapping[str, object]) -> W:
        """A read by POST; rows are taken also where all of them failed."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=_json(body))
        return self._http.send(call, lambda answer: self._judge.rows(call, answer, shape))

    def change(self, endpoint: str, shape: type[Envelope[W]], body: Mapping[str, object]) -> W:
        """A write of several things, each of which has an outcome in the answer."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=_json(body), write=True)
        return self._http.send(call, lambda answer: self._judge.rows(call, answer, shape))

    def do(self, endpoint: str, body: Mapping[str, object]) -> None:
        """A write of one thing: done, or an error is raised."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=_json(body), write=True)
        self._http.send(call, lambda answer: self._judge.done(call, answer))

    def download(self, endpoint: str, body: Mapping[str, object]) -> bytes:
        """A PDF."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=_json(body))
        return self._http.send(call, lambda answer: self._judge.pdf(call, answer))

    def upload(self, endpoint: str, shape: type[Envelope[W]], content_type: str, body: bytes) -> W:
        """A file, in a public call: it may be repeated, and belongs to the app."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path, body=body, token=False, content_type=content_type)
        return self._http.send(call, lambda answer: self._judge.payload(call, answer, shape))

    def refusal(self, code: str, message: str, *, write: bool) -> ConnectorError:
        """The error of one row of an answer."""
        said = Said(plain(code), message, write=write, shop_id=self._shop.shop_id)
        return row_error(TABLE, said)

    def flat(self, endpoint: str, shape: type[H]) -> H:
        """A read without parameters whose payload isn't an object in an envelope."""
        at = ENDPOINTS[endpoint]
        call = Call(at.method, at.path)
        return self._http.send(call, lambda answer: self._judge.parsed(call, answer, shape))

    def shop_name(self) -> str:
        """The shop's name."""
        return self.flat("shop_info", ShopInfoWire).shop_name

    def refresh(self, stale: TokenPair) -> TokenPair:
        """A new pair for `stale`, whose refresh token is spent by this; raises ConsentEnded where it
        did."""
        at = ENDPOINTS["refresh_token"]
        body = {
            "refresh_token": stale.refresh,
            "partner_id": number(self._app.key),
            "shop_id": number(self._shop.shop_id),
        }
        call = Call(at.method, at.path, body=_json(body), token=False, host=self._auth_host)
        return self._http.send(call, lambda answer: self._judge.pair(call, answer))

    def _sign(self, call: Call, access_token: str) -> Signed:
        owner = self._shop.shop_id if call.token else ""
        return signed(self._app, call, self._now(), access_token, owner)


def _json(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
