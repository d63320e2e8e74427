"""What the token server answers is stored as it came, or refused by name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import responses

from connectors.base.errors import ConfigError, RateLimited, Transient
from connectors.base.services import Services, Timeouts
from connectors.base.types import AppCredentials, ShopAccess, TokenPair
from connectors.tokopedia import MARKETPLACE
from tests.connectors.tokopedia.shop import START, MemoryTokens, OpenBudget

REFRESH = "https://auth.tiktok-shops.com/api/v2/token/refresh"
SHOPS = "https://open-api.tiktokglobalshop.com/authorization/202309/shops"
STALE = TokenPair("old-access", "old-refresh", START, START)


def check(tokens: MemoryTokens) -> str:
    services = Services(tokens, OpenBudget(), lambda: START, Timeouts())
    app, shop = AppCredentials("key", "app-secret"), ShopAccess("1", "cipher")
    return MARKETPLACE.connect(app, shop, services).check()


def answer(code: int, data: object = None, message: str = "") -> dict[str, object]:
    return {"code": code, "message": message, "request_id": "r", "data": data}


@responses.activate
def test_expiry_is_a_point_in_time_and_a_missing_refresh_token_keeps_the_old_one() -> None:
    data = {"access_token": "new", "access_token_expire_in": 1767830400, "refresh_token": None}
    responses.get(REFRESH, json=answer(0, data))
    responses.get(SHOPS, json=answer(0, {"shops": [{"id": "1", "name": "Toko"}]}))
    tokens = MemoryTokens(STALE)
    assert check(tokens) == "Toko"
    assert tokens.pair == TokenPair("new", "old-refresh", datetime(2026, 1, 8, tzinfo=UTC), START)


@responses.activate
def test_the_secret_goes_to_the_token_server_alone() -> None:
    data = {"access_token": "new", "access_token_expire_in": 1767830400, "refresh_token": "n"}
    responses.get(REFRESH, json=answer(0, data))
    responses.get(SHOPS, json=answer(0, {"shops": [{"id": "1", "name": "Toko"}]}))
    check(MemoryTokens(STALE))
    asked, called = (str(call.request.url) for call in responses.calls)
    assert "app_secret=app-secret" in asked
    assert "app-secret" not in called


@pytest.mark.parametrize(
    ("body", "kind", "key"),
    [
        (answer(36004004, None, "no such grant"), ConfigError, "tokopedia.consent_ended"),
        (answer(36009004, None, "Invalid `app_key` query"), ConfigError, "tokopedia.app_credentials"),
        (answer(36009003), Transient, "connection.server_error"),
        (answer(36009002), RateLimited, "connection.rate_limited"),
        (answer(0, {}), Transient, "connection.bad_answer"),
        (answer(0, {"access_token": "new"}), Transient, "connection.bad_answer"),
        (answer(0, []), Transient, "connection.bad_answer"),
        ([], Transient, "connection.bad_answer"),
    ],
)
@responses.activate
def test_a_refresh_that_fails_keeps_the_old_pair_and_says_why(
    body: object, kind: type[Exception], key: str
) -> None:
    responses.get(REFRESH, json=body)
    tokens = MemoryTokens(STALE)
    with pytest.raises(kind) as refused:
        check(tokens)
    assert getattr(refused.value, "key", "") == key
    assert "app-secret" not in repr(refused.value)
    assert tokens.pair == STALE
