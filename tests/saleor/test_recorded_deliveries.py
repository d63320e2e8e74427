"""Deliveries recorded from a real Saleor verify and parse. Collected only if SALEOR_RECORDINGS names them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from storefront_sync.saleor.deliveries import read_delivery
from storefront_sync.saleor.signatures import verify
from tests.saleor.recordings import Recorded, read

RECORDED, KEYS = read(Path(os.environ["SALEOR_RECORDINGS"]))
SIGNED = [delivery for delivery in RECORDED if delivery.signature]


def test_there_are_signed_deliveries() -> None:
    assert len(SIGNED) > 20


@pytest.mark.parametrize("delivery", SIGNED, ids=lambda delivery: delivery.event)
def test_a_real_delivery_verifies_and_parses(delivery: Recorded) -> None:
    verify(delivery.signature, delivery.body, KEYS)
    hint = read_delivery(delivery.event, delivery.body, "QXBwOjQ=")
    assert hint.event == delivery.event
    if delivery.event.startswith("product_variant_"):
        assert hint.variant_ids
    if delivery.event.startswith(("order_", "draft_order_", "fulfillment_")):
        assert hint.order_ids


def test_the_register_call_is_not_signed() -> None:
    (register,) = [delivery for delivery in RECORDED if delivery.path == "/register"]
    assert register.signature == ""


def test_no_two_real_deliveries_share_a_dedupe_key_unless_their_bodies_agree() -> None:
    bodies: dict[str, bytes] = {}
    for delivery in SIGNED:
        key = read_delivery(delivery.event, delivery.body, "").dedupe_key
        assert bodies.setdefault(key, delivery.body) == delivery.body
