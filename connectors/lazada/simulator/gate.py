"""Who is let in: key, timestamp, signature and token, each with its refusal."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime

from connectors.base.simulator.server import Incoming
from connectors.base.simulator.tokens import Tokens, Verdict
from connectors.base.types import AppCredentials
from connectors.lazada.config import REST
from connectors.lazada.sign import METHOD, sign_request
from connectors.lazada.simulator.asked import parameters
from connectors.lazada.simulator.refusal import Refusal

APP = AppCredentials("100200", "lazada-simulator-secret")
TOLERANCE_SECONDS = 7_200
MANDATORY = ("app_key", "timestamp", "sign_method", "sign")


class Gate:
    """Checks requests of the shops that are the keys of `shops`; `at` tells how a switch stands."""

    def __init__(self, tokens: Tokens, shops: Mapping[str, object], at: Callable[[str], str]) -> None:
        self._tokens = tokens
        self._shops = shops
        self._at = at

    def shop_of(self, request: Incoming) -> str:
        """The shop whose access token this is, or was; "" for none."""
        access = parameters(request).get("access_token", "")
        if not access:
            return ""
        for shop in self._tokens.sharing(access):
            return shop
        known = (Verdict.GOOD, Verdict.EXPIRED)
        return next((shop for shop in self._shops if self._tokens.verdict(shop, access) in known), "")

    def check(self, request: Incoming, now: float, *, public: bool) -> None:
        """Raises Refusal for a request that isn't let in."""
        asked = parameters(request)
        if any(name not in asked for name in MANDATORY) or (not public and "access_token" not in asked):
            raise Refusal("MissingParameter")
        if asked["app_key"] != APP.key:
            raise Refusal(self._at("unknown_app"))
        if abs(_seconds(asked["timestamp"]) - now) > TOLERANCE_SECONDS:
            raise Refusal(self._at("clock_code"))
        expected = sign_request(APP.secret, request.path.removeprefix(REST), asked.items())
        if asked["sign_method"] != METHOD or not hmac.compare_digest(
            expected.encode(), asked["sign"].encode()
        ):
            raise Refusal("IncompleteSignature")
        if not public:
            shop = self.shop_of(request)
            if not shop or self._tokens.verdict(shop, asked["access_token"]) is not Verdict.GOOD:
                raise Refusal("IllegalAccessToken")


def _seconds(given: str) -> float:
    """Epoch milliseconds, or an ISO 8601 time with its zone; anything else is no time of ours."""
    if given.isdecimal() and len(given) <= 16:
        return int(given) / 1000
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        return float("inf")
    return at.timestamp() if at.tzinfo else float("inf")
