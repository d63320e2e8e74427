"""Signatures against the fact sheet's vectors: two of a public client's own tests, two checked with the
vendor's SDK, and one of a push that nothing but the documents confirms."""

from __future__ import annotations

import pytest

from connectors.base.types import AppCredentials, HintKind
from connectors.base.webhooks import ForgedWebhook
from connectors.lazada import MARKETPLACE
from connectors.lazada.sign import sign_request, sign_webhook, string_to_sign

SYSTEM = {
    "access_token": "50000lztok",
    "app_key": "100200",
    "sign_method": "sha256",
    "timestamp": "1767225600000",
}
ORDERS = {
    **SYSTEM,
    "limit": "100",
    "offset": "0",
    "sort_by": "updated_at",
    "sort_direction": "ASC",
    "update_after": "2026-01-01T00:00:00+07:00",
}
PAYLOAD = (
    "<Request><Product><Skus><Sku><ItemId>234234234</ItemId><SkuId>234</SkuId><SellerSku>KOPI-250G</SellerSku>"
    "<SellableQuantity>17</SellableQuantity></Sku></Skus></Product></Request>"
)
PUSH = (
    b'{"seller_id":"400123456","message_type":0,"data":{"order_status":"pending","trade_order_id":'
    b'"260422900198363","trade_order_line_id":"260422900298363","status_update_time":1767225600},'
    b'"timestamp":1767225600123,"site":"lazada_id"}'
)
PUSH_SIGN = "c27e5ed0708e7b74b98091e00b727c5707906cab13238e4e07c3ec3add3d3c64"
APP = AppCredentials("100200", "lzsecret0001")

VECTORS = [
    (
        "test-secret",
        "/order/cancel",
        {
            "access_token": "test-token",
            "app_key": "123456",
            "sign_method": "sha256",
            "timestamp": "1700000000000",
        },
        "91375F42B474CECEE7172759B6400E74F10FBB6E9E9E145EA2A27DFA17556B18",
    ),
    (
        "secret",
        "/test/api",
        {"foo": "1", "bar": "2", "foo_bar": "3", "foobar": "4"},
        "C9E42CE09BA9FE95ECCB17111AA4E3F41D1C82F000435219C75936A427D9C945",
    ),
    (
        "lzsecret0001",
        "/product/stock/sellable/update",
        {**SYSTEM, "payload": PAYLOAD},
        "5818182DDB61C8591454B95FFBC788F372995BF9B361DEB768453798027FAAC0",
    ),
    (
        "lzsecret0001",
        "/orders/get",
        ORDERS,
        "98CFC3C8D3A25FBD2F8753893838DA057BDDDCC10C23E1D33E689DE4FB842775",
    ),
]


@pytest.mark.parametrize(("secret", "path", "parameters", "expected"), VECTORS)
def test_the_sheets_vectors_are_reproduced(
    secret: str, path: str, parameters: dict[str, str], expected: str
) -> None:
    assert sign_request(secret, path, parameters.items()) == expected
    assert sign_request(secret, path, reversed([*parameters.items(), ("sign", "x")])) == expected


def test_the_string_to_sign_is_the_sheets() -> None:
    assert string_to_sign("/orders/get", ORDERS.items()) == (
        "/orders/getaccess_token50000lztokapp_key100200limit100offset0sign_methodsha256sort_byupdated_at"
        "sort_directionASCtimestamp1767225600000update_after2026-01-01T00:00:00+07:00"
    )


def test_the_sheets_webhook_is_a_hint_about_its_order() -> None:
    assert sign_webhook(APP.secret, APP.key, PUSH) == PUSH_SIGN
    (hint,) = MARKETPLACE.verify_webhook(APP, {"authorization": PUSH_SIGN}, PUSH)
    assert (hint.kind, hint.ref, hint.shop_id) == (HintKind.ORDER, "260422900198363", "400123456")
    assert hint.occurred_at.timestamp() == 1767225600


def test_a_webhook_signed_over_its_body_alone_is_forged() -> None:
    with pytest.raises(ForgedWebhook):
        MARKETPLACE.verify_webhook(APP, {"Authorization": sign_webhook(APP.secret, "", PUSH)}, PUSH)
