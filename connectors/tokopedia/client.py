"""Calls of the TikTok Shop Partner API for one shop: signed, judged, their `data` handed on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar
from urllib.parse import SplitResult, quote, urlencode

from pydantic import ValidationError

from connectors.base.errors import ConsentEnded
from connectors.base.http import Answer, Call, Signed, SignedHttp
from connectors.base.multipart import Part, multipart
from connectors.base.services import Services
from connectors.base.table import NOT_THE_TOKEN, shown_code
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from connectors.base.wire import Wire
from connectors.tokopedia.answers import SUCCESS, data_of, envelope_of, instant, said
from connectors.tokopedia.config import ENDPOINTS
from connectors.tokopedia.errors import CONSENT_ENDED, TABLE
from connectors.tokopedia.manifest import MANIFEST
from connectors.tokopedia.signed import signed_call
from connectors.tokopedia.wire import TokenWire

W = TypeVar("W", bound=Wire)

Json = Mapping[str, object] | Sequence[object] | str | int | None

JSON = "application/json"
WITHOUT_CIPHER = frozenset({"shops", "upload_image"})
"""The calls whose pages have no `shop_cipher`: an identifier that isn't expected is refused (36009004)."""


class TikTokShopClient:
    """Speaks for one shop. Every method raises ConnectorErrors only."""

    def __init__(self, app: AppCredentials, shop: ShopAccess, services: Services) -> None:
        self._app = app
        self._shop = shop
        self._now = services.now
        self._auth_host = services.auth_host or services.host or MANIFEST.auth_host
        self._http = SignedHttp(
            services.host or MANIFEST.host, shop.shop_id, services, self._sign, self.refresh
        )

        # A file's address is signed by those who gave it: its query goes out letter for letter.
        self._files = SignedHttp(
            "", shop.shop_id, services, lambda call, _: Signed(call.query[0][1]), self.refresh
        )

    def get(
        self, endpoint: str, answer: type[W], *, query: tuple[tuple[str, str], ...] = (), **path: str
    ) -> W:
        """A read without a body."""
        return self._call(endpoint, answer, query, b"", False, path)[0]

    def search(
        self,
        endpoint: str,
        answer: type[W],
        body: Mapping[str, Json],
        *,
        query: tuple[tuple[str, str], ...] = (),
    ) -> W:
        """A read whose filter is a JSON body."""
        return self._call(endpoint, answer, query, _json(body), False, {})[0]

    def write(self, endpoint: str, answer: type[W], body: Mapping[str, Json], **path: str) -> tuple[W, str]:
        """A write, with the remote's request id; its outcome is unknown where no verdict came back."""
        return self._call(endpoint, answer, (), _json(body), True, path)

    def upload(self, endpoint: str, answer: type[W], parts: tuple[Part, ...]) -> W:
        """Hand over a file; may be repeated."""
        kind, body = multipart(parts)
        return self._call(endpoint, answer, (), body, True, {}, content_type=kind)[0]

    def fetch(self, address: SplitResult) -> bytes:
        """A file at an address that the caller trusts, without our token; no bigger than any other answer."""
        host = f"{address.scheme}://{address.netloc}"
        call = Call("GET", address.path, (("", address.query),), token=False, host=host)
        return self._files.send(call, lambda answer: self._file(call, answer))

    def refresh(self, stale: TokenPair) -> TokenPair:
        """A new pair for `stale`; raises ConsentEnded where the seller must consent again."""
        endpoint = ENDPOINTS["refresh_token"]
        query = (
            ("app_key", self._app.key),
            ("app_secret", self._app.secret),
            ("grant_type", "refresh_token"),
            ("refresh_token", stale.refresh),
        )
        call = Call(endpoint.method, endpoint.path, query, token=False, host=self._auth_host)
        return self._http.send(call, lambda answer: self._pair(call, answer, stale))

    def _call(
        self,
        name: str,
        answer: type[W],
        query: tuple[tuple[str, str], ...],
        body: bytes,
        write: bool,
        path: Mapping[str, str],
        *,
        content_type: str = JSON,
    ) -> tuple[W, str]:
        endpoint = ENDPOINTS[name]
        where = endpoint.path.format(**{key: quote(value, safe="") for key, value in path.items()})
        if name not in WITHOUT_CIPHER:
            query = (*query, ("shop_cipher", self._shop.cipher))
        call = Call(endpoint.method, where, query, body, write=write, content_type=content_type)
        return self._http.send(call, lambda given: data_of(call, given, answer, self._shop.shop_id))

    def _sign(self, call: Call, access_token: str) -> Signed:
        if not call.token:
            return Signed(urlencode(call.query))
        return signed_call(self._app, call, access_token, self._now())

    def _file(self, call: Call, answer: Answer) -> bytes:
        if answer.status != 200:
            raise self._http.lost(call, "connection.bad_answer", str(answer.status))
        return answer.body

    def _pair(self, call: Call, answer: Answer, stale: TokenPair) -> TokenPair:
        envelope = envelope_of(call, answer, self._shop.shop_id)
        if envelope.code != SUCCESS:
            row = TABLE.place(envelope.code, envelope.message)
            if row is not None and row.action in NOT_THE_TOKEN:
                raise TABLE.error(said(call, envelope, self._shop.shop_id))
            raise ConsentEnded(
                CONSENT_ENDED,
                shown_code(envelope.code),
                request_id=envelope.request_id,
                shop_id=self._shop.shop_id,
            )
        try:
            token = TokenWire.model_validate(envelope.data)
        except ValidationError:
            token = TokenWire()
        if not token.access_token or not token.access_token_expire_in:
            raise self._http.lost(call, "connection.bad_answer", call.path, request_id=envelope.request_id)
        return TokenPair(
            access=token.access_token,
            # Whether a refresh rotates the refresh token is documented nowhere: what comes back is kept.
            refresh=token.refresh_token or stale.refresh,
            access_expires_at=instant(token.access_token_expire_in),
            refresh_expires_at=(
                instant(token.refresh_token_expire_in)
                if token.refresh_token_expire_in
                else stale.refresh_expires_at
            ),
        )


def _json(body: Mapping[str, Json]) -> bytes:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
