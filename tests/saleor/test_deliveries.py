"""A delivery becomes a hint to look again, whatever it looks like."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base.webhooks import MalformedWebhook
from storefront_sync.saleor.deliveries import read_delivery
from storefront_sync.saleor.manifest import SUBSCRIPTIONS
from storefront_sync.saleor.signatures import verify
from tests.saleor.recordings import Recorded, read

RECORDED, KEYS = read(Path(__file__).parent / "fixtures")
APP = "QXBwOjE="


def body(**more: object) -> bytes:
    principal = {"__typename": "App", "id": APP}
    given = {"issuedAt": "2026-11-24T02:03:12.882034+00:00", "issuingPrincipal": principal, **more}
    return json.dumps(given).encode()


@pytest.mark.parametrize("delivery", RECORDED, ids=lambda delivery: delivery.event)
def test_our_own_recordings_verify_and_parse(delivery: Recorded) -> None:
    verify(delivery.signature, delivery.body, KEYS)
    hint = read_delivery(delivery.event, delivery.body, APP)
    assert hint.variant_ids or hint.product_ids or hint.order_ids


def test_the_recordings_cover_the_events_that_the_simulator_can_cause() -> None:
    asked = {event.lower() for events in SUBSCRIPTIONS.values() for event in events}
    told = {delivery.event for delivery in RECORDED}
    assert told <= asked
    missing = {"product_created", "product_variant_created", "product_variant_discounted_price_updated"}
    assert asked - told == missing | {"order_expired", "order_bulk_created", "draft_order_updated"}


def test_a_stock_event_points_at_its_variant() -> None:
    hint = read_delivery("product_variant_stock_updated", body(productVariant={"id": "V1"}), APP)
    assert hint.variant_ids == ("V1",)
    assert hint.issued_at == datetime(2026, 11, 24, 2, 3, 12, 882034, UTC)
    assert hint.own_echo


def test_another_principal_and_a_background_job_are_no_echo() -> None:
    other = body(issuingPrincipal={"__typename": "App", "id": "QXBwOjI="}, productVariant={"id": "V1"})
    nobody = body(issuingPrincipal=None, productVariant={"id": "V1"})
    person = body(issuingPrincipal={"__typename": "User"}, productVariant={"id": "V1"})
    assert not any(
        read_delivery("product_variant_updated", each, APP).own_echo for each in (other, nobody, person)
    )


def test_without_a_known_app_nothing_is_an_echo() -> None:
    assert not read_delivery(
        "product_variant_updated", body(issuingPrincipal={"id": ""}, productVariant={"id": "V"}), ""
    ).own_echo


def test_an_order_points_at_the_variants_of_its_lines_once_each() -> None:
    lines = [
        {"variant": {"id": "V1"}},
        {"variant": None},
        {"variant": {"id": "V1"}},
        {"variant": {"id": "V2"}},
    ]
    hint = read_delivery("order_created", body(order={"id": "O1", "lines": lines}), APP)
    assert (hint.order_ids, hint.variant_ids) == (("O1",), ("V1", "V2"))


def test_a_bulk_import_points_at_all_of_its_orders() -> None:
    orders = [{"id": f"O{n}", "lines": [{"variant": {"id": f"V{n}"}}]} for n in range(3)]
    hint = read_delivery("order_bulk_created", body(orders=orders), APP)
    assert (hint.order_ids, hint.variant_ids) == (("O0", "O1", "O2"), ("V0", "V1", "V2"))


def test_a_deleted_product_points_at_itself_since_it_names_no_variants() -> None:
    hint = read_delivery("product_deleted", body(product={"id": "P1", "variants": []}), APP)
    assert (hint.product_ids, hint.variant_ids) == (("P1",), ())


def test_a_retried_body_has_the_same_key_and_another_time_another() -> None:
    first = body(productVariant={"id": "V1"})
    later = body(productVariant={"id": "V1"}, issuedAt="2026-11-24T02:03:12.882035+00:00")
    keys = [read_delivery("product_variant_updated", each, APP).dedupe_key for each in (first, first, later)]
    assert keys[0] == keys[1] != keys[2]


def test_two_events_of_one_entity_at_one_moment_have_two_keys() -> None:
    same = body(productVariant={"id": "V1"})
    one = read_delivery("product_variant_updated", same, APP).dedupe_key
    assert one != read_delivery("product_variant_metadata_updated", same, APP).dedupe_key


def test_unknown_fields_are_let_pass() -> None:
    hint = read_delivery(
        "product_variant_updated", body(productVariant={"id": "V1", "new": 1}, novelty=[]), APP
    )
    assert hint.variant_ids == ("V1",)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'{"issuedAt": null}',
        b'{"issuedAt": "yesterday"}',
        b'{"issuedAt": "2026-11-24T02:03:12"}',
        b'{"issuedAt": "2026-11-24T02:03:12+00:00", "order": {"id": 5}}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
    ids=lambda broken: repr(broken[:30]),
)
def test_another_shape_is_malformed_and_never_quoted(broken: bytes) -> None:
    with pytest.raises(MalformedWebhook) as refusal:
        read_delivery("product_variant_updated", broken, APP)
    assert str(refusal.value) == "not a body that we subscribed to"
    assert refusal.value.__cause__ is None


@given(st.binary(max_size=300))
def test_any_bytes_are_a_hint_or_malformed(data: bytes) -> None:
    with suppress(MalformedWebhook):
        read_delivery("order_updated", data, APP)
