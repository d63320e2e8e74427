"""Tokens of a login, and the shops that they open."""

from __future__ import annotations

from collections.abc import Callable

from connectors.base.simulator.book import Book
from connectors.base.simulator.consent import CodeRefused, ConsentDesk
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.tokens import Grant, RefreshRefused, Tokens
from connectors.tokopedia.simulator.gate import cipher_of
from connectors.tokopedia.simulator.refusal import Refusal, success

SCOPES = ("seller.product.basic", "seller.product.write", "seller.order.info", "seller.fulfillment.basic")


class ShopAccesses:
    """One pair a login, for all of its shops; `rotates` tells whether a refresh changes the refresh token."""

    def __init__(
        self,
        book: Book,
        tokens: Tokens,
        desk: ConsentDesk,
        shop_of: Callable[[Incoming], str],
        rotates: Callable[[], bool],
    ) -> None:
        self._book = book
        self._tokens = tokens
        self._desk = desk
        self._shop_of = shop_of
        self._rotates = rotates

    def first_pair(self, request: Incoming, fate: Fate) -> Outgoing:
        """token/get: a code for a pair."""
        if request.one("grant_type") != "authorized_code":
            raise Refusal(36009004, 200, "Invalid credentials. Invalid `grant_type`.")
        try:
            shops = self._desk.spend(request.one("auth_code"))
        except CodeRefused:
            raise Refusal(36004004) from None
        return _pair(self._tokens.grant(*shops), self._book.shop(shops[0]).name)

    def next_pair(self, request: Incoming, fate: Fate) -> Outgoing:
        """token/refresh."""
        shop_id, refresh = self._shop_of(request), request.one("refresh_token")
        try:
            grant = self._tokens.redeem(shop_id, refresh, rotate=self._rotates())
        except RefreshRefused:
            raise Refusal(36009004, 200, "Invalid credentials. Invalid `refresh_token`.") from None
        return _pair(grant, self._book.shop(shop_id).name)

    def shops(self, request: Incoming, fate: Fate) -> Outgoing:
        """All shops of the token."""
        access = request.headers.get("x-tts-access-token", "")
        return success({"shops": [self._shop(shop_id) for shop_id in self._tokens.sharing(access)]})

    def _shop(self, shop_id: str) -> dict[str, str]:
        return {
            "id": shop_id,
            "name": self._book.shop(shop_id).name,
            "region": "ID",
            "seller_type": "LOCAL",
            "cipher": cipher_of(shop_id),
            "code": f"IDLC{shop_id[-6:]}",
        }


def _pair(grant: Grant, seller: str) -> Outgoing:
    return success(
        {
            "access_token": grant.access,
            "access_token_expire_in": int(grant.access_expires_at),
            "refresh_token": grant.refresh,
            "refresh_token_expire_in": int(grant.refresh_expires_at),
            "open_id": "7010736057180325637",
            "seller_name": seller,
            "seller_base_region": "ID",
            "user_type": 0,
            "granted_scopes": list(SCOPES),
        }
    )
