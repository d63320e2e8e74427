"""How the simulated server delivers: signed, late, in no kept order, again only on 5xx or silence."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode

import pytest

from storefront_sync.saleor.signatures import KeyCache, verify
from storefront_sync.saleor.simulator.control import Edit, NewOrder, OrderPiece
from storefront_sync.saleor.simulator.keys import shared_key
from tests.conftest import HandSetClock
from tests.saleor.shop import SmallShop


def change(shop: SmallShop, quantity: int, sku: str = "B") -> None:
    shop.simulator.world.edit(Edit(sku=sku, quantity=quantity))


def test_a_delivery_carries_saleors_headers_and_neither_id_nor_time(shop: SmallShop) -> None:
    shop.listen()
    change(shop, 3)
    shop.simulator.pump()
    url, headers, _ = shop.mailbox.letters[0]
    assert url == "http://app.example/hook"
    assert set(headers) == {
        *("Content-Type", "User-Agent", "Host", "Saleor-Event", "Saleor-Domain", "Saleor-Api-Url"),
        *("Saleor-Signature", "X-Saleor-Event", "X-Saleor-Domain", "X-Saleor-Signature"),
    }
    assert headers["Saleor-Event"] == "product_variant_stock_updated"
    assert headers["Saleor-Api-Url"] == shop.api_url


def test_the_host_header_has_lost_its_port(shop: SmallShop) -> None:
    mailbox = shop.listen()
    shop.simulator.subscribe(
        "http://127.0.0.1:4567/hook", "subscription { event { ... on OrderCreated { order { id } } } }"
    )
    shop.place("R1", ("B", 1))
    shop.simulator.pump()
    hosts = {headers["Host"] for url, headers, _ in mailbox.letters if ":4567" in url}
    assert hosts == {"127.0.0.1"}


def test_a_delivery_is_signed_over_its_raw_body(shop: SmallShop) -> None:
    shop.listen()
    change(shop, 3)
    shop.simulator.pump()
    _, headers, body = shop.mailbox.letters[0]
    header = json.loads(urlsafe_b64decode(headers["Saleor-Signature"].split(".")[0] + "=="))
    assert header == {"alg": "RS256", "b64": False, "crit": ["b64"], "kid": shared_key().kid, "typ": "JWT"}
    answer = shop.session.get(f"{shop.url}/.well-known/jwks.json", timeout=5)
    verify(headers["Saleor-Signature"], body, KeyCache(lambda: answer.content, lambda: 0.0))


@pytest.mark.parametrize("failure", [500, 503, 0])
def test_a_failed_delivery_is_tried_five_more_times_at_growing_distances(
    shop: SmallShop, clock: HandSetClock, failure: int
) -> None:
    shop.listen()
    shop.mailbox.answer = failure
    began = clock.time()
    change(shop, 3)
    tried: list[float] = []
    for _ in range(400):
        seen = len(shop.mailbox.letters)
        shop.simulator.pump()
        tried += [clock.time() - began] * (len(shop.mailbox.letters) - seen)
        clock.forward(1)
    assert tried == [0, 10, 30, 70, 150, 310]
    (delivery,) = shop.simulator.store.apps[0].webhooks[0].deliveries
    assert (delivery.status, len(delivery.attempts)) == ("FAILED", 6)


@pytest.mark.parametrize("answer", [301, 302, 400, 401, 404, 410, 429])
def test_a_redirect_or_a_refusal_is_never_tried_again(
    shop: SmallShop, clock: HandSetClock, answer: int
) -> None:
    shop.listen()
    shop.mailbox.answer = answer
    change(shop, 3)
    for _ in range(400):
        shop.simulator.pump()
        clock.forward(1)
    assert len(shop.mailbox.letters) == 1


def test_a_delivery_that_arrived_is_forgotten(shop: SmallShop) -> None:
    shop.listen()
    change(shop, 3)
    shop.simulator.pump()
    assert shop.simulator.store.apps[0].webhooks[0].deliveries == []


def test_waiting_and_failed_deliveries_can_be_read_with_the_apps_token(shop: SmallShop) -> None:
    shop.listen()
    shop.mailbox.answer = 404
    change(shop, 3)
    shop.simulator.pump()
    query = """{ app { webhooks { eventDeliveries(first: 10) { edges { node {
        status eventType attempts(first: 10) { edges { node { responseStatusCode } } } } } } } } }"""
    webhooks = shop.ask(query)["data"]["app"]["webhooks"]
    node = webhooks[0]["eventDeliveries"]["edges"][0]["node"]
    assert (node["status"], node["eventType"]) == ("FAILED", "PRODUCT_VARIANT_STOCK_UPDATED")
    assert node["attempts"]["edges"][0]["node"]["responseStatusCode"] == 404


def test_a_retried_stock_body_is_the_old_one(shop: SmallShop, clock: HandSetClock) -> None:
    shop.listen()
    shop.mailbox.answers = [500]
    change(shop, 3)
    shop.simulator.pump()
    change(shop, 4)
    clock.forward(11)
    shop.simulator.pump()
    told = [
        body["productVariant"]["stocks"][0]["quantity"]
        for body in shop.mailbox.bodies("product_variant_stock_updated")
    ]
    assert sorted(told[1:]) == [3, 4]
    assert told[0] == 3


def test_an_orders_body_is_built_late_and_may_show_a_newer_state(shop: SmallShop) -> None:
    shop.listen()
    order_id = shop.place("R1", ("B", 1))
    shop.client.order_cancel(order_id)
    shop.simulator.pump()
    (created,) = shop.mailbox.bodies("order_created")
    assert created["order"]["status"] == "CANCELED"


def test_an_anonymous_shoppers_event_names_no_principal(shop: SmallShop) -> None:
    shop.listen()
    lines = [{"variantId": shop.variant_id("B"), "quantity": 1}]
    shop.ask(
        "mutation($input: CheckoutCreateInput!) { checkoutCreate(input: $input) { errors { code } } }",
        "",
        input={"channel": "default-channel", "lines": lines},
    )
    shop.simulator.pump()
    (body,) = shop.mailbox.bodies("checkout_created")
    assert body["issuingPrincipal"] is None


def test_events_that_the_app_may_not_see_are_not_sent(shop: SmallShop) -> None:
    shop.listen()
    app = shop.simulator.store.apps[0]
    app.permissions = frozenset({"MANAGE_PRODUCTS"})
    shop.simulator.world.place_order(NewOrder(lines=[OrderPiece(sku="B", quantity=1)]))
    change(shop, 3)
    assert shop.told() == ["product_variant_stock_updated"]


def test_a_dropped_webhook_never_comes(shop: SmallShop, clock: HandSetClock) -> None:
    shop.listen()
    shop.faults(webhook_drop_rate=1)
    change(shop, 3)
    clock.forward(1000)
    assert shop.told() == []


def test_a_duplicated_webhook_comes_twice_with_one_body(shop: SmallShop) -> None:
    shop.listen()
    shop.faults(webhook_duplicate_rate=1)
    change(shop, 3)
    shop.simulator.pump()
    assert len({body for _, _, body in shop.mailbox.letters}) == 1
    assert len(shop.mailbox.letters) == 2


def test_a_delayed_webhook_waits_for_the_clock(shop: SmallShop, clock: HandSetClock) -> None:
    shop.listen()
    shop.faults(webhook_delay_seconds_max=60)
    change(shop, 3)
    assert shop.told() == []
    clock.forward(60)
    assert shop.told() == ["product_variant_stock_updated"]


def test_a_held_webhook_is_overtaken(shop: SmallShop) -> None:
    shop.listen()
    shop.faults(webhook_reorder_rate=1)
    change(shop, 3)
    shop.faults()
    shop.place("R1", ("B", 1))
    shop.simulator.pump()
    assert "product_variant_stock_updated" in shop.mailbox.events()[1:]
