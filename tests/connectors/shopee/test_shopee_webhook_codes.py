"""What each of Shopee's push codes asks us to look at."""

from __future__ import annotations

import json

import pytest

from connectors.base.types import AppCredentials, Hint, HintKind
from connectors.base.webhooks import MalformedWebhook
from connectors.shopee.sign import sign_push
from connectors.shopee.webhooks import verify_webhook
from connectors.shopee.words import WEBHOOK_KIND

APP = AppCredentials("1", "key", {"push_key": "push", "callback_url": "https://hub.example.id/w"})
NOW = 1767225600


def hint(code: int, data: dict[str, object], **more: object) -> Hint:
    """The hint of a signed push."""
    body = json.dumps({"code": code, "shop_id": 7, "timestamp": NOW, "data": data, **more}).encode()
    (found,) = verify_webhook(
        APP, {"Authorization": sign_push("push", body, "https://hub.example.id/w")}, body
    )
    return found


@pytest.mark.parametrize("code", [3, 4, 15, 29, 30, 47])
def test_order_and_parcel_codes_name_the_order(code: int) -> None:
    found = hint(code, {"ordersn": "260101ABCDEFGH"})
    assert (found.kind, found.ref) == (HintKind.ORDER, "260101ABCDEFGH")


@pytest.mark.parametrize("code", [6, 7, 8, 9, 16, 22, 27])
def test_product_codes_name_the_item(code: int) -> None:
    found = hint(code, {"item_id": 2500139861, "variation_id": 5})
    assert (found.kind, found.ref) == (HintKind.LISTING, "2500139861")


def test_deauthorisation_names_the_shop() -> None:
    found = hint(2, {"shop_id": 7, "success": 1, "extra": "…"})
    assert (found.kind, found.ref) == (HintKind.SHOP_REVOKED, "7")


@pytest.mark.parametrize("code", [1, 5, 10, 11, 12, 13, 23, 24, 25, 28, 37])
def test_other_codes_are_ignored(code: int) -> None:
    assert hint(code, {}).kind is HintKind.IGNORED


def test_a_consent_that_ends_soon_is_told_for_each_shop_that_is_named() -> None:
    data = {"shop_expire_soon": [23213, "243242", 23213], "expire_before": NOW, "page_no": 1}
    body = json.dumps({"code": 12, "timestamp": NOW, "data": data}).encode()
    signature = {"Authorization": sign_push("push", body, "https://hub.example.id/w")}
    told = verify_webhook(APP, signature, body)
    assert [(each.kind, each.shop_id) for each in told] == [
        (HintKind.CONSENT_ENDING, "23213"),
        (HintKind.CONSENT_ENDING, "243242"),
    ]


@pytest.mark.parametrize("named", [None, "soon", {}, 7, [None, {}, []]])
def test_a_senseless_list_of_shops_is_no_crash(named: object) -> None:
    assert hint(12, {"shop_expire_soon": named}).kind is HintKind.IGNORED


def test_the_consoles_test_message_without_an_order_is_taken() -> None:
    assert hint(3, {"status": "", "update_time": 0}).kind is HintKind.IGNORED


@pytest.mark.parametrize("moment", [None, -1, "soon", 10**30, {}, 1.5e300])
def test_a_senseless_time_is_no_crash(moment: object) -> None:
    assert hint(3, {"ordersn": "A", "update_time": moment}).occurred_at.timestamp() == NOW


def test_numbers_as_strings_are_read() -> None:
    found = hint(3, {"ordersn": "A", "update_time": str(NOW + 5)}, shop_id="8")
    assert (found.shop_id, found.occurred_at.timestamp()) == ("8", NOW + 5)


def test_a_message_about_an_order_of_no_shop_is_malformed() -> None:
    with pytest.raises(MalformedWebhook):
        hint(3, {"ordersn": "A"}, shop_id=None)


def test_every_code_of_the_fact_sheet_has_its_place() -> None:
    listed = {*range(1, 14), 15, 16, 22, 23, 24, 25, 27, 28, 29, 30, 37, 47}
    assert set(WEBHOOK_KIND) == listed
