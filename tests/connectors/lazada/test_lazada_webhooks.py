"""What each kind of push says to look at."""

from __future__ import annotations

import json

import pytest

from connectors.base.types import Hint, HintKind
from connectors.base.webhooks import MalformedWebhook
from connectors.lazada import MARKETPLACE
from connectors.lazada.sign import sign_webhook
from connectors.lazada.simulator.gate import APP


def hint_of(message: dict[str, object]) -> Hint:
    """The hint of a genuine push."""
    body = json.dumps(message).encode()
    headers = {"Authorization": sign_webhook(APP.secret, APP.key, body)}
    (hint,) = MARKETPLACE.verify_webhook(APP, headers, body)
    return hint


@pytest.mark.parametrize(
    ("number", "data", "kind", "ref"),
    [
        (0, {"trade_order_id": "260", "order_status": "unpaid"}, HintKind.ORDER, "260"),
        (10, {"trade_order_id": 416557324702006, "reverse_order_id": 1}, HintKind.ORDER, "416557324702006"),
        (14, {"trade_order_id": "572", "fulfillment_package_id": "FP1"}, HintKind.ORDER, "572"),
        (3, {"item_id": "232611001"}, HintKind.LISTING, "232611001"),
        (4, {"item_id": 1760954113}, HintKind.LISTING, "1760954113"),
        (6, {"sku_id": 1173310888}, HintKind.IGNORED, "400"),
        (13, {"status": "normal"}, HintKind.IGNORED, "400"),
    ],
)
def test_a_webhook_names_what_to_look_at(
    number: int, data: dict[str, object], kind: HintKind, ref: str
) -> None:
    hint = hint_of({"seller_id": "400", "message_type": number, "timestamp": 1627889609, "data": data})
    assert (hint.kind, hint.ref, hint.shop_id) == (kind, ref, "400")


def test_a_webhook_about_an_ending_token_names_the_seller_inside() -> None:
    message: dict[str, object] = {
        "seller_id": "null",
        "message_type": 8,
        "data": {"app_key": "115527", "auth_expiry_time": 1627542238, "seller_id": "1000165972"},
        "timestamp": 1627416758,
        "site": "lazada_id",
    }
    hint = hint_of(message)
    assert (hint.kind, hint.shop_id, hint.ref) == (HintKind.CONSENT_ENDING, "1000165972", "1000165972")


@pytest.mark.parametrize("timestamp", [1603766859, 1603766859530])
def test_a_webhooks_time_is_read_in_seconds_and_in_milliseconds(timestamp: int) -> None:
    hint = hint_of({"seller_id": "4", "message_type": 4, "timestamp": timestamp, "data": {"item_id": 1}})
    assert int(hint.occurred_at.timestamp()) == 1603766859


def test_a_webhook_about_an_order_of_no_shop_is_malformed() -> None:
    with pytest.raises(MalformedWebhook):
        hint_of({"message_type": 0, "timestamp": 1603766859, "data": {"trade_order_id": "1"}})
