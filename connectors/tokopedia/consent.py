"""How a seller lets us in at TikTok Shop: the services page, a code, tokens, and a cipher for each shop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from pydantic import ValidationError

from connectors.base.app_http import app_http
from connectors.base.consent import Granted, Reach
from connectors.base.errors import ConfigError, ConnectorError, OutcomeUnknown, RateLimited, Transient
from connectors.base.http import Answer, Call, Signed, lost
from connectors.base.table import NOT_THE_TOKEN, shown_code
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from connectors.tokopedia.answers import SUCCESS, data_of, envelope_of, instant, said
from connectors.tokopedia.config import CONSENT_HOST, CONSENT_PATH, ENDPOINTS, REGION, SERVICE_ID
from connectors.tokopedia.errors import TABLE
from connectors.tokopedia.manifest import MANIFEST
from connectors.tokopedia.signed import signed_call
from connectors.tokopedia.wire import ShopsWire, TokenWire

NO_CODE = frozenset({"", "null"})
"""A refusal comes back as `code=null&error=auth_denied`."""
SELLER = frozenset({"", "0"})
"""`user_type` of a login that owns shops; others are creators and partners."""


class TikTokShopConsent:
    """The round trip. The return page is registered with the app, so the address doesn't name it."""

    def address(self, app: AppCredentials, redirect: str, state: str, reach: Reach) -> str:
        """The page of our service in TikTok Shop's list; raises ConfigError without a `service_id`."""
        service_id = app.options.get(SERVICE_ID, "")
        if not service_id:
            raise ConfigError("tokopedia.service_id")
        host = (reach.auth_host or reach.host or CONSENT_HOST).rstrip("/")
        return f"{host}{CONSENT_PATH}?{urlencode({'service_id': service_id, 'state': state})}"

    def state_of(self, answer: Mapping[str, str]) -> str:
        """TikTok Shop hands `state` back as it was."""
        return answer.get("state", "")

    def redeem(self, app: AppCredentials, answer: Mapping[str, str], reach: Reach) -> tuple[Granted, ...]:
        """Two calls: the code for a token pair, and the pair for its shops, which all share it."""
        if answer.get("error"):
            raise ConfigError("consent.declined", shown_code(answer["error"]))
        code = answer.get("code", "")
        if code in NO_CODE:
            raise ConfigError("consent.code_refused")
        token = _token(app, code, reach)
        pair = TokenPair(
            access=token.access_token,
            refresh=token.refresh_token,
            access_expires_at=instant(token.access_token_expire_in),
            refresh_expires_at=_end(token),
        )
        shops = [shop for shop in _shops(app, pair.access, reach).shops if shop.region in (REGION, "")]
        granted = tuple(
            Granted(ShopAccess(shop.id, shop.cipher), shop.name, shop.region or REGION, pair, _end(token))
            for shop in shops
            if shop.id and shop.cipher
        )
        if not granted:
            raise ConfigError("tokopedia.no_shop")
        return granted


def _token(app: AppCredentials, code: str, reach: Reach) -> TokenWire:
    endpoint = ENDPOINTS["get_token"]
    query = (
        ("app_key", app.key),
        ("app_secret", app.secret),
        ("auth_code", code),
        ("grant_type", "authorized_code"),
    )
    # A GET that spends the code: its outcome is unknown where no answer comes.
    call = Call(endpoint.method, endpoint.path, query, write=True, token=False)
    host = reach.auth_host or reach.host or MANIFEST.auth_host
    http = app_http(host, reach, lambda call, _: Signed(urlencode(call.query)))
    try:
        return http.send(call, lambda answer: _judged(call, answer))
    finally:
        http.close()


def _judged(call: Call, answer: Answer) -> TokenWire:
    envelope = envelope_of(call, answer)
    if envelope.code != SUCCESS:
        row = TABLE.place(envelope.code, envelope.message)
        if row is not None and row.action in NOT_THE_TOKEN:
            raise TABLE.error(said(call, envelope, ""))
        raise ConfigError("consent.code_refused", shown_code(envelope.code), request_id=envelope.request_id)
    try:
        token = TokenWire.model_validate(envelope.data)
    except ValidationError:
        token = TokenWire()
    if not (token.access_token and token.refresh_token and token.access_token_expire_in):
        raise lost(call, "connection.bad_answer", call.path, request_id=envelope.request_id)
    if token.user_type not in SELLER:
        raise ConfigError("tokopedia.not_a_seller", request_id=envelope.request_id)
    return token


def _shops(app: AppCredentials, access: str, reach: Reach) -> ShopsWire:
    endpoint = ENDPOINTS["shops"]
    call = Call(endpoint.method, endpoint.path, token=False)
    http = app_http(
        reach.host or MANIFEST.host, reach, lambda call, _: signed_call(app, call, access, reach.now())
    )
    try:
        return http.send(call, lambda answer: data_of(call, answer, ShopsWire)[0])
    except (Transient, RateLimited) as missed:
        raise _started_over(missed) from None
    finally:
        http.close()


def _started_over(missed: ConnectorError) -> OutcomeUnknown:
    """The code is spent and its shops aren't known: only the seller can bring another."""
    return OutcomeUnknown(missed.key, missed.technical, request_id=missed.request_id)


def _end(token: TokenWire) -> datetime | None:
    # The refresh token lives as long as the seller's consent (vendor's page of December 2025).
    return instant(token.refresh_token_expire_in) if token.refresh_token_expire_in else None
