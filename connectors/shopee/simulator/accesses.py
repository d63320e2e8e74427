"""Codes for tokens, and tokens for tokens."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence

from connectors.base.simulator.consent import CodeRefused, ConsentDesk
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.tokens import Grant, RefreshRefused, Tokens
from connectors.shopee.simulator.body import Body, read
from connectors.shopee.simulator.envelope import Envelopes, Refused

INVALID_CODE = ("error_auth", "Invalid code")
REFUSED_REFRESH = {
    "used": ("error_auth", "Invalid refresh_token."),
    "unknown": ("error_auth", "Invalid refresh_token."),
    "expired": ("refresh_token_expired", "Your refresh_token expired."),
    "revoked": ("shop_access_expired", "The shop's authorization has ended."),
}


class _CodeBody(Body):
    code: str
    partner_id: str
    shop_id: str = ""
    main_account_id: str = ""


class _RefreshBody(Body):
    refresh_token: str
    partner_id: str
    shop_id: str


class Accesses:
    """A login with one shop gets that shop's pair. One with several gets a pair whose refresh token each of
    its shops redeems once, for a chain of its own. `old_seconds` tells how long an old access and refresh
    token live on."""

    def __init__(
        self,
        desk: ConsentDesk,
        tokens: Tokens,
        envelopes: Envelopes,
        partner_id: str,
        now: Callable[[], float],
        rng: random.Random,
        old_seconds: Callable[[], tuple[float, float]],
    ) -> None:
        self._old_seconds = old_seconds
        self._desk = desk
        self._tokens = tokens
        self._envelopes = envelopes
        self._partner_id = partner_id
        self._now = now
        self._rng = rng
        self._consented: dict[str, float] = {}
        self._opened_at = now()
        self._logins: dict[str, tuple[str, ...]] = {}
        self._unredeemed: dict[str, set[str]] = {}

    def given(self, code: str, shops: Sequence[str]) -> Mapping[str, str]:
        """What the browser carries back after a consent."""
        if len(shops) == 1:
            return {"code": code, "shop_id": shops[0]}
        login = str(self._rng.randrange(10**6, 10**7))
        self._logins[login] = tuple(shops)
        return {"code": code, "main_account_id": login}

    def consented_at(self, shop_id: str) -> float:
        """Epoch seconds at which a shop's seller last let us in."""
        return self._consented.get(shop_id, self._opened_at)

    def first_pair(self, request: Incoming, fate: Fate) -> Outgoing:
        """token/get."""
        body = read(_CodeBody, request)
        try:
            shops = self._desk.spend(body.code)
        except CodeRefused:
            raise Refused(*INVALID_CODE) from None
        if body.shop_id and (body.shop_id,) == shops:
            return self._pair(self._granted(body.shop_id), {"merchant_id_list": []})
        if not body.main_account_id or self._logins.get(body.main_account_id) != shops:
            raise Refused(*INVALID_CODE)
        refresh = self._rng.randbytes(16).hex()
        self._unredeemed[refresh] = set(shops)
        return self._envelopes.flat(
            {
                "access_token": self._rng.randbytes(16).hex(),
                "refresh_token": refresh,
                "expire_in": 14_400,
                "shop_id_list": [int(shop_id) for shop_id in shops],
                "merchant_id_list": [],
            }
        )

    def next_pair(self, request: Incoming, fate: Fate) -> Outgoing:
        """access_token/get."""
        body = read(_RefreshBody, request)
        waiting = self._unredeemed.get(body.refresh_token, set())
        if body.shop_id in waiting:
            waiting.discard(body.shop_id)
            return self._pair(self._granted(body.shop_id), self._owner(body.shop_id))
        try:
            grant = self._tokens.redeem(body.shop_id, body.refresh_token, old_seconds=self._old_seconds())
        except RefreshRefused as refused:
            raise Refused(*REFUSED_REFRESH[refused.word]) from None
        return self._pair(grant, self._owner(body.shop_id))

    def _granted(self, shop_id: str) -> Grant:
        self._consented[shop_id] = self._now()
        return self._tokens.grant(shop_id)

    def _owner(self, shop_id: str) -> Mapping[str, object]:
        return {"partner_id": int(self._partner_id), "shop_id": int(shop_id)}

    def _pair(self, grant: Grant, more: Mapping[str, object]) -> Outgoing:
        return self._envelopes.flat(
            {
                **more,
                "access_token": grant.access,
                "refresh_token": grant.refresh,
                "expire_in": math.ceil(grant.access_expires_at - self._now()),
            }
        )
