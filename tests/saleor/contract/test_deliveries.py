"""How events are delivered: signed over the raw bytes, repeated after 5xx only, never kept for a stranger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from connectors.base.webhooks import ForgedWebhook
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.manifest import WEBHOOK_PATH
from storefront_sync.saleor.signatures import KeyCache, jwks_fetcher, verify
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.hearing import Hearing, hearing
from tests.saleor.contract.installing import Installing
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.receiver import Letter, Receiver
from tests.saleor.contract.server import until
from tests.saleor.wire import Tree

DELIVERIES = """{ app { webhooks { eventDeliveries(
  first: 10, sortBy: {field: CREATED_AT, direction: DESC}) { edges { node {
    id createdAt status eventType
    attempts(first: 10) { edges { node { createdAt status responseStatusCode } } } } } } } } }"""


@pytest.fixture
def heard(premises: Premises, goods: Goods) -> Iterator[Hearing]:
    """Our App, listening, for one test: what failed stays in its lists."""
    with hearing(premises, goods) as made:
        yield made


def stock_letter(heard: Hearing) -> Letter:
    """One delivered stock event."""
    heard.settle()
    return heard.app.receiver.events("product_variant_stock_updated")[-1]


def refuse_next(heard: Hearing, status: int) -> None:
    """Cause one event that is answered so."""
    heard.settle()
    heard.app.receiver.letters.clear()
    heard.app.receiver.answers[WEBHOOK_PATH] = [status]
    heard.ring()


def failed(heard: Hearing) -> list[Tree]:
    """The deliveries that the server keeps: successful ones are deleted."""
    webhooks = heard.app.caller.data(DELIVERIES)["app"]["webhooks"]
    return [edge["node"] for row in webhooks for edge in row["eventDeliveries"]["edges"]]


def attempts(delivery: Tree) -> list[Tree]:
    """A delivery's attempts, the first first."""
    rows = [edge["node"] for edge in delivery["attempts"]["edges"]]
    return sorted(rows, key=lambda row: str(row["createdAt"]))


def test_a_delivery_is_signed_over_its_raw_bytes_with_the_servers_published_key(
    premises: Premises, goods: Goods, heard: Hearing
) -> None:
    letter = stock_letter(heard)
    keys = KeyCache(jwks_fetcher(premises.server.api_url), lambda: premises.server.now().timestamp())
    verify(letter.headers["saleor-signature"], letter.body, keys)
    with pytest.raises(ForgedWebhook):
        verify(letter.headers["saleor-signature"], letter.body + b" ", keys)
    with pytest.raises(ForgedWebhook):
        verify(letter.headers["saleor-signature"], json.dumps(letter.json(), indent=1).encode(), keys)


def test_the_headers_of_a_delivery(premises: Premises, goods: Goods, heard: Hearing) -> None:
    letter = stock_letter(heard)
    domain = premises.server.api_url.removeprefix("http://").partition("/")[0]
    assert {
        "content-type": "application/json",
        "user-agent": "Saleor/3.23",
        "host": "127.0.0.1",
        "saleor-event": "product_variant_stock_updated",
        "x-saleor-event": "product_variant_stock_updated",
        "saleor-domain": domain,
        "x-saleor-domain": domain,
        "saleor-api-url": premises.server.api_url,
        "x-saleor-signature": letter.headers["saleor-signature"],
    }.items() <= letter.headers.items()
    assert not {"saleor-delivery", "saleor-attempt", "date", "x-saleor-hmac-sha256"} & set(letter.headers)
    assert letter.path == WEBHOOK_PATH


@pytest.mark.parametrize("status", [400, 401, 404, 429, 302])
def test_what_was_answered_3xx_or_4xx_has_failed_for_good(
    premises: Premises, goods: Goods, heard: Hearing, status: int
) -> None:
    refuse_next(heard, status)
    assert until(premises.server, lambda: [row["status"] for row in failed(heard)] == ["FAILED"])
    (delivery,) = failed(heard)
    (attempt,) = attempts(delivery)
    assert (delivery["eventType"], attempt["status"], attempt["responseStatusCode"]) == (
        "PRODUCT_VARIANT_STOCK_UPDATED",
        "FAILED",
        status,
    )
    premises.server.wait(1)
    assert len(heard.app.receiver.events("product_variant_stock_updated")) == 1


def test_after_5xx_the_same_body_comes_again_ten_seconds_later(
    premises: Premises, goods: Goods, heard: Hearing
) -> None:
    refuse_next(heard, 503)
    assert until(premises.server, lambda: bool(failed(heard)) and bool(attempts(failed(heard)[0])))
    (delivery,) = failed(heard)
    assert delivery["status"] == "PENDING"
    assert [row["responseStatusCode"] for row in attempts(delivery)] == [503]
    told = heard.app.receiver.events
    began = premises.server.now()
    assert until(premises.server, lambda: len(told("product_variant_stock_updated")) == 2, seconds=30)
    assert 7 <= (premises.server.now() - began).total_seconds() <= 25
    first, second = told("product_variant_stock_updated")
    assert first.body == second.body
    assert until(premises.server, lambda: failed(heard) == [])


def test_what_was_delivered_is_not_kept(premises: Premises, goods: Goods, heard: Hearing) -> None:
    stock_letter(heard)
    assert until(premises.server, lambda: failed(heard) == [])


def test_our_client_knows_when_the_youngest_lost_event_happened(
    premises: Premises, goods: Goods, heard: Hearing
) -> None:
    refuse_next(heard, 404)
    assert until(premises.server, lambda: [row["status"] for row in failed(heard)] == ["FAILED"])
    client = SaleorClient(premises.server.api_url, heard.app.token)
    lost = {row.name: row.failed_at for row in client.app_state().webhooks if row.failed_at}
    assert lost == {"VariantChanged": datetime.fromisoformat(failed(heard)[0]["createdAt"])}


def test_nothing_is_made_for_an_app_that_is_switched_off_nor_told_later(
    premises: Premises, goods: Goods, heard: Hearing
) -> None:
    heard.app.switch(on=False)
    missed = goods.make()
    heard.app.switch(on=True)
    seen = goods.make()
    heard.settle()
    told = b"".join(letter.body for letter in heard.app.receiver.events()).decode()
    assert (missed.id in told, seen.id in told) == (False, True)


def test_an_event_is_not_told_without_the_permission_for_it(
    premises: Premises, goods: Goods, heard: Hearing
) -> None:
    heard.app.grant("MANAGE_PRODUCTS")
    heard.settle()
    heard.app.receiver.letters.clear()
    goods.place((goods.make(on_hand=2), 2))
    heard.settle()
    told = {letter.event for letter in heard.app.receiver.events()}
    assert "product_variant_out_of_stock" in told
    assert "order_created" not in told


def test_a_deleted_app_is_told_nothing(installing: Installing, ours: Receiver, heard: Hearing) -> None:
    installing.install(ours).delete()
    heard.settle()
    assert heard.app.receiver.events("product_variant_stock_updated")
    assert ours.events() == []
