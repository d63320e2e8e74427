"""Who is let in: key, timestamp, signature, shop_cipher and token, each with its documented refusal."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from functools import cache

from connectors.base.simulator.server import Incoming
from connectors.base.simulator.tokens import Tokens, Verdict
from connectors.base.types import AppCredentials
from connectors.tokopedia.sign import sign_request
from connectors.tokopedia.simulator.refusal import Refusal

APP = AppCredentials("6simulated", "tts-simulator-secret", {"service_id": "7012345678901234567"})
OLDEST_SECONDS = 300
NEWEST_SECONDS = 30


@cache
def cipher_of(shop_id: str) -> str:
    """The shop's cipher."""
    return "GCP_" + hashlib.sha256(shop_id.encode()).hexdigest()[:32]


class Gate:
    """Checks requests of the shops that are the keys of `shops`."""

    def __init__(self, tokens: Tokens, shops: Mapping[str, object]) -> None:
        self._tokens = tokens
        self._shops = shops

    def shop_of(self, request: Incoming) -> str:
        """The shop that a request names by its cipher, or else by a current token; "" for none."""
        cipher = request.one("shop_cipher")
        if cipher:
            return next((shop for shop in self._shops if cipher_of(shop) == cipher), "")
        refresh, access = request.one("refresh_token"), _access(request)
        for shop in self._shops:
            grant = self._tokens.current(shop)
            if refresh == grant.refresh if refresh else access == grant.access:
                return shop
        return ""

    def check_app(self, request: Incoming) -> None:
        """For the token server, which takes the secret itself."""
        given = request.one("app_key"), request.one("app_secret")
        if given != (APP.key, APP.secret):
            raise Refusal(36009004, 401, "Invalid credentials. Invalid `app_key` query parameter.")

    def check(
        self, request: Incoming, now: float, *, shop_level: bool, cipher_optional: bool = False
    ) -> None:
        """Raises Refusal for a request that isn't let in."""
        if request.one("app_key") != APP.key:
            raise Refusal(36009004, 401, "Invalid credentials. Invalid `app_key` query parameter.")
        self._check_time(request.one("timestamp"), now)
        pairs = [(key, value) for key, values in request.query.items() for value in values]
        form = request.headers.get("content-type", "").startswith("multipart/")
        expected = sign_request(APP.secret, request.path, pairs, b"" if form else request.body)
        if not hmac.compare_digest(expected.encode(), request.one("sign").encode()):
            raise Refusal(106001, 401)
        self._check_shop(request, shop_level, cipher_optional)

    def _check_time(self, given: str, now: float) -> None:
        if not given.isdecimal() or int(given) < now - OLDEST_SECONDS:
            detail = "must not be earlier than 5 minutes before the current time."
        elif int(given) > now + NEWEST_SECONDS:
            detail = "must not exceed the current time by more than 30 seconds."
        else:
            return
        raise Refusal(
            36009004, 401, f"Invalid timestamp. The value of the `timestamp` query parameter {detail}"
        )

    def _check_shop(self, request: Incoming, shop_level: bool, cipher_optional: bool) -> None:
        cipher = request.one("shop_cipher")
        if shop_level and not cipher and not cipher_optional:
            raise Refusal(106013)
        if cipher and not shop_level:
            raise Refusal(
                36009004, 200, "Unexpected identifier. The `shop_cipher` query parameter is not required."
            )
        shop, access = self.shop_of(request), _access(request)
        verdict = self._tokens.verdict(shop, access)
        if verdict is Verdict.EXPIRED:
            raise Refusal(105002, 401)
        if verdict is Verdict.UNKNOWN and self._holds_another(access):
            raise Refusal(101000, 401)
        if verdict is not Verdict.GOOD:
            raise Refusal(36009004, 401, "Invalid credentials. The `x-tts-access-token` header is invalid.")

    def _holds_another(self, access: str) -> bool:
        return any(self._tokens.verdict(shop, access) is Verdict.GOOD for shop in self._shops)


def _access(request: Incoming) -> str:
    return request.headers.get("x-tts-access-token", "")
