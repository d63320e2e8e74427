"""Tokens of a seller."""

from __future__ import annotations

from collections.abc import Callable

from connectors.base.simulator.book import Book
from connectors.base.simulator.consent import CodeRefused, ConsentDesk
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing, as_json
from connectors.base.simulator.tokens import Grant, RefreshRefused, Tokens
from connectors.lazada.config import COUNTRY
from connectors.lazada.simulator.asked import parameters
from connectors.lazada.simulator.refusal import REQUEST_ID, Refusal, success


class Accesses:
    """A pair for each seller, of whom a login has one. `at` tells how a switch stands."""

    def __init__(
        self,
        book: Book,
        tokens: Tokens,
        desk: ConsentDesk,
        shop_of: Callable[[Incoming], str],
        now: Callable[[], float],
        at: Callable[[str], str],
    ) -> None:
        self._book = book
        self._tokens = tokens
        self._desk = desk
        self._shop_of = shop_of
        self._now = now
        self._at = at

    def create(self, request: Incoming, fate: Fate) -> Outgoing:
        """A code for a pair."""
        try:
            (shop_id,) = self._desk.spend(parameters(request).get("code", ""))
        except CodeRefused:
            raise Refusal("InvalidCode") from None
        return self._pair(shop_id, self._tokens.grant(shop_id), "country_user_info")

    def refresh(self, request: Incoming, fate: Fate) -> Outgoing:
        """A refresh token for a pair, whose refresh token ends when the first would have ended."""
        refresh = parameters(request).get("refresh_token", "")
        owners = (shop for shop in self._book.shops if self._tokens.current(shop).refresh == refresh)
        shop_id = next(owners, "")
        try:
            grant = self._tokens.redeem(shop_id, refresh, rotate=self._at("refresh_token") == "rotated")
        except RefreshRefused:
            raise Refusal("IllegalRefreshToken") from None
        return self._pair(shop_id, grant, self._at("sellers_after_refresh"))

    def seller(self, request: Incoming, fate: Fate) -> Outgoing:
        """The shop of the token."""
        shop = self._book.shop(self._shop_of(request))
        return success(
            {
                "seller_id": int(shop.shop_id),
                "name": shop.name,
                "name_company": shop.name,
                "short_code": f"ID{shop.shop_id}",
                "email": "seller@example.id",
                "cb": False,
                "location": "Indonesia",
                "status": "ACTIVE",
                "verified": True,
            }
        )

    def _pair(self, shop_id: str, grant: Grant, sellers: str) -> Outgoing:
        now = self._now()
        user = {
            "country": COUNTRY,
            "seller_id": shop_id,
            "user_id": f"9{shop_id}",
            "short_code": f"ID{shop_id}",
        }
        return as_json(
            {
                "access_token": grant.access,
                "refresh_token": grant.refresh,
                "expires_in": round(grant.access_expires_at - now),
                "refresh_expires_in": str(max(round(grant.refresh_expires_at - now), 0)),
                "country": COUNTRY,
                "account": "seller@example.id",
                "account_platform": "seller_center",
                sellers: [user],
                "code": "0",
                "request_id": REQUEST_ID,
            }
        )
