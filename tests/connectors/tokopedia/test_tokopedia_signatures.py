"""The signatures are the vendor's, to the byte."""

from __future__ import annotations

import pytest

from connectors.tokopedia.sign import sign_request, sign_webhook, string_to_sign

UPDATE = "/product/202309/products/1729592969712207012/inventory/update"
CIPHER = ("shop_cipher", "GCP_XF90igAAAABh00qsWgtvOiGFNqyubMt3")
BODY = (
    b'{"skus":[{"id":"1729592969712207013","inventory":'
    b'[{"warehouse_id":"7068517275539719942","quantity":17}]}]}'
)
COMMON = [("app_key", "6abcd1234"), CIPHER, ("timestamp", "1767225600")]

VECTORS = {
    "official": (
        "e59af819cc",
        "/authorization/202309/shops",
        [("app_key", "29a39d"), ("timestamp", "1623812664")],
        b"",
        "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8",
    ),
    "a write with its body": (
        "tts-secret-0001",
        UPDATE,
        COMMON,
        BODY,
        "d94cdcd84b31e7a1798e769b947a6621e4f49e67e8c15b5fce022697548ae63c",
    ),
    "a comma list": (
        "tts-secret-0001",
        "/order/202507/orders",
        [*COMMON, ("ids", "576461413038785752,576461413038785753")],
        b"",
        "176f9aba8f136ae63d7cd7447b5065fd6b1c2a0aa9370e8466e9435a458cebb3",
    ),
    "another key": (
        "abc000def111",
        "/authorization/202309/shops",
        [("app_key", "123456"), ("timestamp", "1234567890")],
        b"",
        "c8767e4fd7a1b48a0ce3fd23197f058159ce11b53f1ae1ad6d1ec931a1da5540",
    ),
    "a PHP client's own test": (
        "app_secret",
        "/test-api",
        [("foo", "bar")],
        b"",
        "d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f",
    ),
}


@pytest.mark.parametrize("name", VECTORS)
def test_each_published_vector_is_reproduced(name: str) -> None:
    secret, path, query, body, expected = VECTORS[name]
    assert sign_request(secret, path, query, body) == expected


def test_the_signed_string_is_laid_out_as_documented() -> None:
    assert string_to_sign("tts-secret-0001", UPDATE, COMMON, BODY) == (
        b"tts-secret-0001/product/202309/products/1729592969712207012/inventory/update"
        b"app_key6abcd1234shop_cipherGCP_XF90igAAAABh00qsWgtvOiGFNqyubMt3timestamp1767225600"
        + BODY
        + b"tts-secret-0001"
    )


def test_sign_and_token_are_never_part_of_what_is_signed() -> None:
    plain = sign_request("s", "/p", [("a", "1")])
    assert sign_request("s", "/p", [("sign", "x"), ("a", "1"), ("access_token", "t")]) == plain


def test_the_order_of_parameters_does_not_matter() -> None:
    assert sign_request("s", "/p", [("b", "2"), ("a", "1")]) == sign_request(
        "s", "/p", [("a", "1"), ("b", "2")]
    )


def test_a_body_that_is_written_differently_is_signed_differently() -> None:
    assert sign_request("s", "/p", [], b'{"a":1}') != sign_request("s", "/p", [], b'{"a": 1}')


def test_the_official_webhook_vector_is_reproduced() -> None:
    body = (
        b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507",'
        b'"timestamp":1718305585,"data":{"is_on_hold_order":true,"order_id":"576653688135258178",'
        b'"order_status":"UNPAID","update_time":1718305585}}'
    )
    expected = "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"
    assert sign_webhook("123", "abcdef", body) == expected
