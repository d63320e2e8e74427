"""The signatures of the fact sheet, digit by digit."""

from __future__ import annotations

import pytest

from connectors.base.types import AppCredentials, HintKind
from connectors.base.webhooks import ForgedWebhook
from connectors.shopee.sign import call_base, hex_digest, sign_call, sign_push
from connectors.shopee.webhooks import verify_webhook

PARTNER, KEY, AT = "1000001", "shpk4e6f7a6b6579", 1767225600
TOKEN, SHOP, MERCHANT = "54684b6e4d70474b6e415a6d", "600000123", "1000000"

VECTORS = [
    (
        "/api/v2/order/get_order_list",
        TOKEN,
        SHOP,
        "6b5c4dd449e3e93a23afced4e801ba38616736bfcff9b5b5d938014aa03db4cb",
    ),
    (
        "/api/v2/product/update_stock",
        TOKEN,
        SHOP,
        "a0e62fda51d8f8224d23d5ac501d924658de93f62e58883b5eb435ff05ccd541",
    ),
    ("/api/v2/auth/token/get", "", "", "46d9a84f65fa833391ce1a325ea5afc19ec688a5c9ad1492d862224f6477fe58"),
    (
        "/api/v2/auth/access_token/get",
        "",
        "",
        "0f62b1489b4843988019a1841de0ef48b53b9d22b9028fc6fb540f838ca4b72b",
    ),
    ("/api/v2/shop/auth_partner", "", "", "890b755a3275d34c41a8a36ea40cbbcf6afecb8a67bdb4bf590fe4011c488fd9"),
    (
        "/api/v2/global_product/get_category",
        TOKEN,
        MERCHANT,
        "3019e26605bb69feb2be94c759893d3de82a043b83fe5ccae880fa48db783ae0",
    ),
]

PUSH_KEY, URL = "pushkey4e6f7a", "https://hub.example.id/webhooks/shopee"
BODY = (
    b'{"data":{"items":[],"ordersn":"220810QSK8S7BX","status":"PROCESSED","completed_scenario":"",'
    b'"update_time":1660123127},"shop_id":727720655,"code":3,"timestamp":1660123127}'
)
URL_AND_BODY = "8c935e9d83debad86416b96bc94ca59e10c8df13cab5cbd8b242da9f7afbd603"
BODY_ALONE = "6b71c8f29645b428c1a19341e3965eb78fabc17aa67016c449016d2e205ddaf7"


def app(**options: str) -> AppCredentials:
    """The app of the vectors."""
    return AppCredentials(PARTNER, KEY, {"push_key": PUSH_KEY, "callback_url": URL, **options})


@pytest.mark.parametrize(("path", "token", "owner", "digest"), VECTORS)
def test_calls_are_signed_as_in_the_fact_sheet(path: str, token: str, owner: str, digest: str) -> None:
    assert sign_call(KEY, PARTNER, path, AT, token, owner) == digest


def test_the_vendors_own_base_strings_are_reproduced() -> None:
    shop = call_base(
        "2001887", "/api/v2/shop/get_shop_info", 1655714431, "59777174636562737266615546704c6d", "14701711"
    )
    merchant = call_base(
        "2001887",
        "/api/v2/global_product/get_category",
        1655714431,
        "09777174636962737266615546704c6d",
        "1000000",
    )
    public = call_base("2001887", "/api/v2/public/get_shops_by_partner", 1655714431)
    assert shop == "2001887/api/v2/shop/get_shop_info165571443159777174636562737266615546704c6d14701711"
    assert (
        merchant
        == "2001887/api/v2/global_product/get_category165571443109777174636962737266615546704c6d1000000"
    )
    assert public == "2001887/api/v2/public/get_shops_by_partner1655714431"


def test_the_typescript_sdks_vector_is_reproduced() -> None:
    message = (
        b"/api/v2/auth/token/get" + b"123456" + b"test_partner_id" + b"test_shop_id" + b"test_main_account_id"
    )
    expected = "37c864bd9821ff5f2c2f46b2faca14eb1811a718d1fdc6dcf383cba7c74bf9e9"
    assert hex_digest("test_partner_key", message) == expected


def test_webhooks_are_signed_over_url_and_body() -> None:
    assert len(BODY) == 170
    assert sign_push(PUSH_KEY, BODY, URL) == URL_AND_BODY


def test_webhooks_of_some_apps_are_signed_over_the_body_alone() -> None:
    assert sign_push(PUSH_KEY, BODY) == BODY_ALONE


def test_the_sheets_webhook_is_a_hint_about_its_order() -> None:
    (hint,) = verify_webhook(app(), {"authorization": URL_AND_BODY}, BODY)
    assert (hint.kind, hint.ref, hint.shop_id) == (HintKind.ORDER, "220810QSK8S7BX", "727720655")
    assert hint.occurred_at.timestamp() == 1660123127


def test_each_base_is_accepted_only_where_it_is_chosen() -> None:
    with pytest.raises(ForgedWebhook):
        verify_webhook(app(), {"Authorization": BODY_ALONE}, BODY)
    with pytest.raises(ForgedWebhook):
        verify_webhook(app(push_base="body"), {"Authorization": URL_AND_BODY}, BODY)
    assert verify_webhook(app(push_base="body"), {"Authorization": BODY_ALONE}, BODY)


def test_the_callback_url_must_be_the_registered_one_exactly() -> None:
    with pytest.raises(ForgedWebhook):
        verify_webhook(app(callback_url=URL + "/"), {"Authorization": URL_AND_BODY}, BODY)


def test_without_a_callback_url_every_webhook_is_forged() -> None:
    with pytest.raises(ForgedWebhook):
        verify_webhook(app(callback_url=""), {"Authorization": sign_push(PUSH_KEY, b"|" + BODY)}, BODY)


def test_the_partner_key_stands_in_for_a_push_key_that_is_not_set() -> None:
    signed = sign_push(KEY, BODY, URL)
    assert verify_webhook(app(push_key=""), {"Authorization": signed}, BODY)
