"""How a seller lets us in at Lazada: a page of theirs, a code, and the tokens of one seller."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from connectors.base.app_http import app_http
from connectors.base.consent import Granted, Reach
from connectors.base.errors import ConfigError, OutcomeUnknown, RateLimited, Transient
from connectors.base.http import Answer, Call, lost
from connectors.base.table import NOT_THE_TOKEN, shown_code
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from connectors.lazada.answers import SUCCESS, data_of, envelope_of, refusal
from connectors.lazada.config import CONSENT_PATH, COUNTRY, REGION
from connectors.lazada.errors import TABLE
from connectors.lazada.manifest import MANIFEST
from connectors.lazada.signed import call_of, signed_call
from connectors.lazada.tokens import token_pair
from connectors.lazada.wire import SellerWire, TokenWire


class LazadaConsent:
    """The round trip. A login of Indonesia has one seller; of others' countries we take no notice."""

    def address(self, app: AppCredentials, redirect: str, state: str, reach: Reach) -> str:
        """Lazada's page; `force_auth` has the seller log in, whoever used the browser before."""
        query = {
            "response_type": "code",
            "force_auth": "true",
            "redirect_uri": redirect,
            "client_id": app.key,
            "state": state,
        }
        return f"{_auth_host(reach)}{CONSENT_PATH}?{urlencode(query)}"

    def state_of(self, answer: Mapping[str, str]) -> str:
        """Lazada hands `state` back as it was."""
        return answer.get("state", "")

    def redeem(self, app: AppCredentials, answer: Mapping[str, str], reach: Reach) -> tuple[Granted, ...]:
        """Two calls: the code for a token pair, and the pair for the shop's name."""
        if answer.get("error"):
            raise ConfigError("consent.declined", shown_code(answer["error"]))
        code = answer.get("code", "")
        if not code:
            raise ConfigError("consent.code_refused")
        token, pair = _token(app, code, reach)
        seller_id = next((row.seller_id for row in token.sellers if row.country.lower() == COUNTRY), "")
        if not seller_id:
            raise ConfigError("lazada.no_shop_here", request_id=shown_code(token.request_id))
        return (_granted(app, pair, seller_id, reach),)


def _token(app: AppCredentials, code: str, reach: Reach) -> tuple[TokenWire, TokenPair]:
    # It spends the code: its outcome is unknown where no answer comes.
    call = call_of("create_token", [("code", code)], write=True, token=False)
    http = app_http(_auth_host(reach), reach, lambda call, _: signed_call(app, call, "", reach.now()))
    try:
        return http.send(call, lambda answer: _judged(call, answer, reach.now()))
    finally:
        http.close()


def _judged(call: Call, answer: Answer, now: datetime) -> tuple[TokenWire, TokenPair]:
    token = envelope_of(call, answer, TokenWire)
    if token.code != SUCCESS:
        row = TABLE.place(token.code, token.message)
        if row is not None and row.action in NOT_THE_TOKEN:
            raise refusal(call, token)
        raise ConfigError(
            "consent.code_refused", shown_code(token.code), request_id=shown_code(token.request_id)
        )
    pair = token_pair(token, now)
    if pair is None:
        raise lost(call, "connection.bad_answer", call.path, request_id=shown_code(token.request_id))
    return token, pair


def _granted(app: AppCredentials, pair: TokenPair, seller_id: str, reach: Reach) -> Granted:
    call = call_of("seller", token=False)
    http = app_http(
        (reach.host or MANIFEST.host).rstrip("/"),
        reach,
        lambda call, _: signed_call(app, call, pair.access, reach.now()),
    )
    try:
        seller = http.send(call, lambda answer: data_of(call, answer, SellerWire))
    except (Transient, RateLimited) as missed:
        # The code is spent: only the seller can bring another.
        raise OutcomeUnknown(missed.key, missed.technical, request_id=missed.request_id) from None
    finally:
        http.close()
    return Granted(ShopAccess(seller_id), seller.name, REGION, pair, pair.refresh_expires_at)


def _auth_host(reach: Reach) -> str:
    return (reach.auth_host or reach.host or MANIFEST.auth_host).rstrip("/")
