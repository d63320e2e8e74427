"""Calls of the Lazada Open Platform for one shop: signed, judged, their content handed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from connectors.base.errors import ConsentEnded
from connectors.base.http import Answer, Call, Signed, SignedHttp
from connectors.base.multipart import Part
from connectors.base.services import Services
from connectors.base.table import NOT_THE_TOKEN, shown_code
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from connectors.lazada.answers import (
    SUCCESS,
    data_of,
    envelope_of,
    refusal,
    result_of,
    succeeded,
    taken,
)
from connectors.lazada.errors import CONSENT_ENDED, COVERS, TABLE
from connectors.lazada.manifest import MANIFEST
from connectors.lazada.signed import Parameters, call_of, file_call, signed_call
from connectors.lazada.tokens import token_pair
from connectors.lazada.wire import DetailWire, Envelope, ResultWire, TokenWire

W = TypeVar("W", bound=BaseModel)
R = TypeVar("R", bound=ResultWire)


@dataclass(frozen=True)
class Written:
    """What a write of several rows answered: success, or a cover over `refused` rows."""

    call: Call
    success: bool
    refused: tuple[DetailWire, ...]
    request_id: str


class LazadaClient:
    """Speaks for one shop. Every method raises ConnectorErrors only."""

    def __init__(self, app: AppCredentials, shop: ShopAccess, services: Services) -> None:
        self._app = app
        self._shop = shop
        self._now = services.now
        self._auth_host = services.auth_host or services.host or MANIFEST.auth_host
        self._http = SignedHttp(
            services.host or MANIFEST.host, shop.shop_id, services, self._sign, self.refresh
        )

    def get(self, name: str, shape: type[W], parameters: Parameters = ()) -> W:
        """A read."""
        call = call_of(name, parameters)
        return self._http.send(call, lambda answer: data_of(call, answer, shape, self._shop.shop_id))

    def write_rows(self, name: str, payload: str) -> Written:
        """A write of several rows; its outcome is unknown where no verdict came back."""
        call = call_of(name, [("payload", payload)], write=True)
        return self._http.send(call, lambda answer: self._written(call, answer))

    def do(self, name: str, shape: type[W], parameters: Parameters) -> W:
        """A write that answers with content, whatever its method: Lazada cancels by GET."""
        call = call_of(name, parameters, write=True)
        return self._http.send(call, lambda answer: data_of(call, answer, shape, self._shop.shop_id))

    def done(self, name: str, parameters: Parameters) -> None:
        """A write that answers with nothing but its success."""
        call = call_of(name, parameters, write=True)
        self._http.send(call, lambda answer: succeeded(call, answer, self._shop.shop_id))

    def make(self, name: str, shape: type[W], parameters: Parameters) -> W:
        """A write of a listing that answers with content; its refusal is what its details say."""
        call = call_of(name, parameters, write=True)
        return self._http.send(call, lambda answer: self._made(call, answer, shape))

    def change(self, name: str, parameters: Parameters) -> None:
        """A write of a listing that answers with nothing but its success."""
        call = call_of(name, parameters, write=True)
        self._http.send(call, lambda answer: taken(call, answer, self._shop.shop_id))

    def upload(self, name: str, shape: type[W], parts: tuple[Part, ...]) -> W:
        """Hand over a file; may be repeated."""
        call = file_call(name, parts)
        return self._http.send(call, lambda answer: data_of(call, answer, shape, self._shop.shop_id))

    def result(self, name: str, shape: type[R], parameters: Parameters, *, write: bool = False) -> R:
        """A call of the newer kind, whose result may be a refusal of its own."""
        call = call_of(name, parameters, write=write)
        return self._http.send(call, lambda answer: result_of(call, answer, shape, self._shop.shop_id))

    def refresh(self, stale: TokenPair) -> TokenPair:
        """A new pair for `stale`; raises ConsentEnded where the seller must consent again."""
        call = call_of("refresh_token", [("refresh_token", stale.refresh)], token=False, host=self._auth_host)
        return self._http.send(call, lambda answer: self._pair(call, answer, stale))

    def _sign(self, call: Call, access_token: str) -> Signed:
        return signed_call(self._app, call, access_token, self._now())

    def _made(self, call: Call, answer: Answer, shape: type[W]) -> W:
        if envelope_of(call, answer, Envelope, self._shop.shop_id).code != SUCCESS:
            taken(call, answer, self._shop.shop_id)
        # A success with details is one: what was made must not be told as refused.
        return data_of(call, answer, shape, self._shop.shop_id)

    def _written(self, call: Call, answer: Answer) -> Written:
        envelope = envelope_of(call, answer, Envelope, self._shop.shop_id)
        if envelope.code not in {SUCCESS, *COVERS}:
            raise refusal(call, envelope, self._shop.shop_id)
        success = envelope.code == SUCCESS and not envelope.detail
        # A cover over nothing may tell its reason itself.
        refused = envelope.detail or [DetailWire(message=envelope.message)]
        return Written(call, success, () if success else tuple(refused), shown_code(envelope.request_id))

    def _pair(self, call: Call, answer: Answer, stale: TokenPair) -> TokenPair:
        token = envelope_of(call, answer, TokenWire, self._shop.shop_id)
        request_id = shown_code(token.request_id)
        if token.code != SUCCESS:
            row = TABLE.place(token.code, token.message)
            if row is not None and row.action in NOT_THE_TOKEN:
                raise refusal(call, token, self._shop.shop_id)
            raise ConsentEnded(
                CONSENT_ENDED, shown_code(token.code), request_id=request_id, shop_id=self._shop.shop_id
            )
        pair = token_pair(token, self._now(), stale)
        if pair is None:
            raise self._http.lost(call, "connection.bad_answer", call.path, request_id=request_id)
        return pair
