"""A webhook is believed for its signature and used only as a reason to look again."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from connectors.base.types import AppCredentials, Hint, HintKind
from connectors.base.webhooks import ForgedWebhook, MalformedWebhook
from connectors.tokopedia.sign import sign_webhook
from connectors.tokopedia.webhooks import verify_webhook

APP = AppCredentials("abcdef", "123")
SHOP = "7494049642642441621"


def told(number: int, data: object, **more: object) -> tuple[Hint, ...]:
    body = {
        "type": number,
        "tts_notification_id": "7327112393057371910",
        "shop_id": SHOP,
        "timestamp": 1644412885,
        "data": data,
        **more,
    }
    return signed(json.dumps(body).encode())


def signed(body: bytes) -> tuple[Hint, ...]:
    return verify_webhook(APP, {"authorization": sign_webhook(APP.secret, APP.key, body)}, body)


def test_an_order_change_points_at_the_order() -> None:
    assert told(1, {"order_id": "576486316948490001", "order_status": "CANCEL"}) == (
        Hint(
            shop_id=SHOP,
            dedupe_key="7327112393057371910",
            kind=HintKind.ORDER,
            ref="576486316948490001",
            occurred_at=datetime(2022, 2, 9, 13, 21, 25, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize(
    ("number", "data", "kind", "ref"),
    [
        (3, {"order_id": "1"}, HintKind.ORDER, "1"),
        (5, {"product_id": 576486316948490000}, HintKind.LISTING, "576486316948490000"),
        (6, {"message": "deauthorized"}, HintKind.SHOP_REVOKED, SHOP),
        (7, {"message": "expiring"}, HintKind.CONSENT_ENDING, SHOP),
        (11, {"order_id": "2", "cancel_status": "CANCELLATION_REQUEST_PENDING"}, HintKind.ORDER, "2"),
        (12, {"order_id": "3"}, HintKind.ORDER, "3"),
        (13, {"content": "hello"}, HintKind.IGNORED, SHOP),
        (15, {"product_id": "4"}, HintKind.LISTING, "4"),
        (16, {"product_id": "5"}, HintKind.LISTING, "5"),
        (27, {"product_id": "6", "sku_id": "7"}, HintKind.LISTING, "6"),
        (35, {"tts_shop_id": SHOP, "mirror_status": "MIRRORED"}, HintKind.IGNORED, SHOP),
        (36, {"order_ids": ["8"]}, HintKind.ORDER, "8"),
        (37, {"product_id": 9}, HintKind.LISTING, "9"),
        (999, {"anything": []}, HintKind.IGNORED, SHOP),
    ],
)
def test_each_documented_event_points_at_what_must_be_looked_at(
    number: int, data: object, kind: HintKind, ref: str
) -> None:
    (hint,) = told(number, data)
    assert (hint.kind, hint.ref) == (kind, ref)


def test_a_package_of_several_orders_points_at_each_with_a_key_of_its_own() -> None:
    hints = told(4, {"package_list": [{"package_id": "9", "order_id_list": ["1", "2"]}]})
    assert [hint.ref for hint in hints] == ["1", "2"]
    assert len({hint.dedupe_key for hint in hints}) == 2


def test_a_webhook_without_an_id_is_known_again_by_its_content() -> None:
    body = json.dumps({"type": 3, "shop_id": SHOP, "timestamp": 1, "data": {"order_id": "1"}}).encode()
    (first,), (again,) = signed(body), signed(body)
    assert first.dedupe_key == again.dedupe_key != ""


def test_a_forged_or_missing_signature_is_refused() -> None:
    body = b'{"type":1}'
    for headers in ({}, {"Authorization": "0" * 64}, {"Authorization": "tanda tangan é"}, {"X": "y"}):
        with pytest.raises(ForgedWebhook):
            verify_webhook(APP, headers, body)


def test_an_altered_or_truncated_body_is_refused() -> None:
    body = b'{"type":1,"shop_id":"7494049642642441621","timestamp":1,"data":{"order_id":"1"}}'
    headers = {"Authorization": sign_webhook(APP.secret, APP.key, body)}
    for other in (body.replace(b'"1"', b'"2"'), body[:-1], b"", body + b" "):
        with pytest.raises(ForgedWebhook):
            verify_webhook(APP, headers, other)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"type":1,"shop_id":"1","timestamp":1}',
        b'{"type":1,"shop_id":"1","timestamp":1,"data":[]}',
        b'{"type":1,"timestamp":1,"data":{"order_id":"1"}}',
        b'{"type":"x","shop_id":"1","timestamp":1,"data":{"order_id":"1"}}',
        b'{"type":1,"shop_id":"1","timestamp":99999999999999999,"data":{"order_id":"1"}}',
        b'{"type":1,"shop_id":"1","timestamp":1,"data":' + b"[" * 5000 + b"]" * 5000 + b"}",
        b"\xff\xfe",
    ],
)
def test_what_is_signed_but_has_the_wrong_shape_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedWebhook) as refused:
        signed(body)
    assert refused.value.__cause__ is None
