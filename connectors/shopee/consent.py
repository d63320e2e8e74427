"""How a seller lets us in at Shopee: a signed link, a code, and a token pair for each shop."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from connectors.base.app_http import app_http
from connectors.base.consent import Granted, Reach
from connectors.base.errors import (
    AuthExpired,
    ConfigError,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    Transient,
)
from connectors.base.http import Answer, Call
from connectors.base.table import NOT_THE_TOKEN, Said, shown_code
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from connectors.shopee.config import ENDPOINTS, STATE
from connectors.shopee.errors import TABLE
from connectors.shopee.judge import Judge
from connectors.shopee.manifest import MANIFEST
from connectors.shopee.named import number
from connectors.shopee.signed import signed
from connectors.shopee.wire import FirstTokenWire, ShopInfoWire

T = TypeVar("T")

REGION = "ID"


class ShopeeConsent:
    """The round trip. Shopee's link has no parameter for the state: it travels inside the return page."""

    def address(self, app: AppCredentials, redirect: str, state: str, reach: Reach) -> str:
        """The signed link, good for five minutes."""
        at = ENDPOINTS["auth_partner"]
        joint = "&" if urlsplit(redirect).query else "?"
        call = Call(
            at.method, at.path, (("redirect", f"{redirect}{joint}{urlencode({STATE: state})}"),), token=False
        )
        return f"{_host(reach)}{at.path}?{signed(app, call, reach.now()).query}"

    def state_of(self, answer: Mapping[str, str]) -> str:
        """The state that stood in the return page."""
        return answer.get(STATE, "")

    def redeem(self, app: AppCredentials, answer: Mapping[str, str], reach: Reach) -> tuple[Granted, ...]:
        """One call for the pair and one for the shop's name. A login with several shops gets one pair, whose
        refresh token is good once for each of them: one call more a shop."""
        code = answer.get("code", "")
        owner = _owner(answer)
        if answer.get("error"):
            raise ConfigError("consent.declined")
        if not code or not owner:
            raise ConfigError("consent.code_refused")
        return _Redemption(app, reach).shops(code, owner)


@dataclass(frozen=True)
class _Redemption:
    app: AppCredentials
    reach: Reach

    def shops(self, code: str, owner: Mapping[str, int]) -> tuple[Granted, ...]:
        judge = Judge("", self.reach.now)
        call = self._call("first_token", {"code": code, **owner})
        token, pair = self._send(call, lambda answer: _first(judge, call, answer))
        try:
            if "shop_id" in owner:
                return (self._granted(str(owner["shop_id"]), pair),)
            if not token.shop_id_list:
                raise ConfigError("shopee.no_shop", request_id=token.request_id)
            return tuple(
                self._granted(shop_id, self._own(shop_id, pair))
                for shop_id in dict.fromkeys(token.shop_id_list)
            )
        except (AuthExpired, Transient, RateLimited) as missed:
            # The code is spent and not all of it is known: only the seller can bring another.
            raise OutcomeUnknown(missed.key, missed.technical, request_id=missed.request_id) from None

    def _call(self, endpoint: str, body: Mapping[str, object]) -> Call:
        at = ENDPOINTS[endpoint]
        content = json.dumps({**body, "partner_id": number(self.app.key)}).encode()
        # Each spends what it carries: its outcome is unknown where no answer comes.
        return Call(at.method, at.path, body=content, write=True, token=False)

    def _send(self, call: Call, judge: Callable[[Answer], T]) -> T:
        http = app_http(
            _host(self.reach), self.reach, lambda call, _: signed(self.app, call, self.reach.now())
        )
        try:
            return http.send(call, judge)
        finally:
            http.close()

    def _own(self, shop_id: str, first: TokenPair) -> TokenPair:
        judge = Judge(shop_id, self.reach.now)
        call = self._call("refresh_token", {"refresh_token": first.refresh, "shop_id": int(shop_id)})
        return self._send(call, lambda answer: judge.pair(call, answer))

    def _granted(self, shop_id: str, pair: TokenPair) -> Granted:
        judge = Judge(shop_id, self.reach.now)
        at = ENDPOINTS["shop_info"]
        call = Call(at.method, at.path, token=False)
        http = app_http(
            _host(self.reach),
            self.reach,
            lambda call, _: signed(self.app, call, self.reach.now(), pair.access, shop_id),
        )
        try:
            info = http.send(call, lambda answer: judge.parsed(call, answer, ShopInfoWire))
        finally:
            http.close()
        ends_at = datetime.fromtimestamp(info.expire_time, UTC) if info.expire_time else None
        return Granted(ShopAccess(shop_id), info.shop_name, info.region or REGION, pair, ends_at)


def _first(judge: Judge, call: Call, answer: Answer) -> tuple[FirstTokenWire, TokenPair]:
    token = judge.parsed(call, answer, FirstTokenWire, _refused)
    return token, judge.pair_of(call, answer, token)


def _refused(said: Said) -> ConnectorError:
    row = TABLE.place(said.code, said.message)
    if row is not None and row.action in NOT_THE_TOKEN:
        return TABLE.error(said)
    return ConfigError("consent.code_refused", shown_code(said.code), request_id=said.request_id)


def _owner(answer: Mapping[str, str]) -> dict[str, int]:
    """Whom the code is for: a shop, or a login with several."""
    for name in ("shop_id", "main_account_id"):
        value = answer.get(name, "")
        if value.isascii() and value.isdecimal() and len(value) < 20:
            return {name: int(value)}
    return {}


def _host(reach: Reach) -> str:
    return (reach.auth_host or reach.host or MANIFEST.auth_host).rstrip("/")
