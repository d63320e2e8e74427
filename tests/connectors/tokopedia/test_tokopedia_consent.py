"""Who may let us in, and what is said where the second of the two calls fails."""

from __future__ import annotations

import pytest
import responses

from connectors.base.consent import Granted, Reach
from connectors.base.errors import ConfigError, OutcomeUnknown
from connectors.base.services import Timeouts
from connectors.base.types import AppCredentials
from connectors.tokopedia import MARKETPLACE
from tests.connectors.tokopedia.shop import START

TOKEN = "https://auth.tiktok-shops.com/api/v2/token/get"
SHOPS = "https://open-api.tiktokglobalshop.com/authorization/202309/shops"
APP = AppCredentials("key", "app-secret", {"service_id": "7"})


def pair(**more: object) -> dict[str, object]:
    """A token answer."""
    data = {
        "access_token": "a",
        "access_token_expire_in": 1767830400,
        "refresh_token": "r",
        "refresh_token_expire_in": 1798761600,
        **more,
    }
    return {"code": 0, "message": "success", "request_id": "r", "data": data}


def shop(number: str, region: str, cipher: str = "c") -> dict[str, str]:
    """One shop of a login."""
    return {"id": number, "name": f"Toko {number}", "region": region, "cipher": cipher}


def redeemed() -> tuple[Granted, ...]:
    """The code spent."""
    reach = Reach(lambda: START, Timeouts())
    return MARKETPLACE.consent.redeem(APP, {"code": "x"}, reach)


@responses.activate
def test_only_shops_in_indonesia_that_have_a_cipher_are_opened() -> None:
    responses.get(TOKEN, json=pair(user_type=0))
    rows = [shop("1", "ID"), shop("2", "MY"), shop("3", "ID", cipher=""), shop("4", "")]
    responses.get(SHOPS, json={"code": 0, "data": {"shops": rows}})
    assert [one.access.shop_id for one in redeemed()] == ["1", "4"]


@responses.activate
def test_a_login_without_a_shop_here_is_told_so() -> None:
    responses.get(TOKEN, json=pair())
    responses.get(SHOPS, json={"code": 0, "data": {"shops": [shop("2", "MY")]}})
    with pytest.raises(ConfigError) as caught:
        redeemed()
    assert caught.value.key == "tokopedia.no_shop"


@responses.activate
@pytest.mark.parametrize("user_type", [1, 3])
def test_a_creator_or_partner_is_no_seller(user_type: int) -> None:
    responses.get(TOKEN, json=pair(user_type=user_type))
    with pytest.raises(ConfigError) as caught:
        redeemed()
    assert caught.value.key == "tokopedia.not_a_seller"


@responses.activate
@pytest.mark.parametrize("answer", [{"status": 503}, {"body": b"<html>"}, {"status": 429}])
def test_where_the_shops_cannot_be_read_the_code_is_gone_and_the_seller_starts_again(
    answer: dict[str, object],
) -> None:
    responses.get(TOKEN, json=pair())
    responses.get(SHOPS, **answer)  # type: ignore[arg-type]
    with pytest.raises(OutcomeUnknown):
        redeemed()


def test_an_app_without_its_service_number_is_told_so() -> None:
    reach = Reach(lambda: START, Timeouts())
    with pytest.raises(ConfigError) as caught:
        MARKETPLACE.consent.address(AppCredentials("key", "s"), "https://hub.example.id/r", "st", reach)
    assert caught.value.key == "tokopedia.service_id"
