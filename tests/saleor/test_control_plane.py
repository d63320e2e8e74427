"""What checkers, shoppers and staff can do to the simulated server."""

from __future__ import annotations

import random
import threading

import pytest
import requests

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import TokenDead
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.types import StockWrite
from tests.saleor.shop import SmallShop, row


def call(shop: SmallShop, method: str, path: str, key: str = "sim", **options: object) -> requests.Response:
    return requests.request(
        method,
        f"{shop.url}/_sim/{path}",
        headers={"X-Sim-Key": key},
        timeout=5,
        **options,  # type: ignore[arg-type]
    )


def test_without_the_key_there_is_nothing(shop: SmallShop) -> None:
    assert call(shop, "GET", "truth", key="wrong").status_code == 403


def test_the_truth_shows_stocks_prices_and_orders(shop: SmallShop) -> None:
    placed = call(shop, "POST", "orders", json={"lines": [{"sku": "B", "quantity": 2}]}).json()
    truth = call(shop, "GET", "truth").json()
    variant = next(one for one in truth["variants"] if one["sku"] == "B")
    stock = {"warehouse": "surabaya", "quantity": 10, "allocated": 2, "reserved": 0}
    assert (variant["price"], variant["stocks"]) == (15000, [stock])
    (order,) = truth["orders"]
    assert (order["order_id"], order["origin"], order["status"]) == (
        placed["order_id"],
        "checkout",
        "UNCONFIRMED",
    )
    assert order["lines"] == [
        {"sku": "B", "variant_id": variant["variant_id"], "quantity": 2, "unit_price": 15000}
    ]


def test_pieces_that_come_in_are_added_to_what_lies_there(shop: SmallShop) -> None:
    call(shop, "POST", "edit", json={"sku": "B", "quantity": 5})
    call(shop, "POST", "orders", json={"lines": [{"sku": "B", "quantity": 2}]})
    call(shop, "POST", "edit", json={"sku": "B", "added": 3})
    (variant,) = [row for row in call(shop, "GET", "truth").json()["variants"] if row["sku"] == "B"]
    assert [(stock["quantity"], stock["allocated"]) for stock in variant["stocks"]] == [(8, 2)]


def test_the_journal_tells_each_change_with_its_cause(shop: SmallShop) -> None:
    last = call(shop, "GET", "journal").json()["last"]
    order_id = call(shop, "POST", "orders", json={"lines": [{"sku": "B", "quantity": 2}]}).json()["order_id"]
    call(shop, "POST", f"orders/{order_id}/cancel")
    call(shop, "POST", "edit", json={"sku": "B", "quantity": 5, "price": 17000})
    shop.client.stocks_write([StockWrite(shop.variant_id("B"), shop.warehouse_id(), 6)])
    events = call(shop, "GET", f"journal?after={last}").json()["events"]
    told = [
        (event["kind"], event.get("cause") or event.get("status"))
        for event in events
        if event["kind"] != "call"
    ]
    assert told == [
        ("stock", "order"),
        ("order", "UNCONFIRMED"),
        ("stock", "cancel"),
        ("order", "CANCELED"),
        ("stock", "edit"),
        ("price", "edit"),
        ("stock", "write"),
    ]
    assert events[0]["order"] == order_id


def test_the_journal_is_read_in_pieces(shop: SmallShop) -> None:
    first = call(shop, "GET", "journal?limit=3").json()
    second = call(shop, "GET", f"journal?after={first['last']}&limit=2").json()
    assert [event["seq"] for event in first["events"] + second["events"]] == [1, 2, 3, 4, 5]


def test_staff_send_and_take_money(shop: SmallShop) -> None:
    order_id = call(
        shop, "POST", "orders", json={"lines": [{"sku": "B", "quantity": 2}], "paid": True}
    ).json()["order_id"]
    assert call(shop, "POST", f"orders/{order_id}/ship").status_code == 200
    order = shop.client.order(order_id)
    assert order is not None
    assert order.status == "FULFILLED"
    assert call(shop, "POST", f"orders/{order_id}/cancel").status_code == 409


def test_faults_are_shown_and_replaced_and_never_meet_the_control_plane(shop: SmallShop) -> None:
    call(shop, "POST", "faults", json={"server_error_rate": 1.0})
    assert call(shop, "GET", "faults").json()["server_error_rate"] == 1.0
    assert call(shop, "POST", "faults", json={}).json()["server_error_rate"] == 0.0


@pytest.mark.parametrize(
    ("path", "body"), [("faults", {"nonsense": 1}), ("orders", {"lines": []}), ("edit", {}), ("orders", [1])]
)
def test_another_shape_is_answered_400(shop: SmallShop, path: str, body: object) -> None:
    assert call(shop, "POST", path, json=body).status_code == 400


def test_unknown_paths_are_answered_404(shop: SmallShop) -> None:
    assert call(shop, "GET", "nothing").status_code == 404
    assert call(shop, "POST", "orders/x/y/z").status_code == 404


def test_revoked_tokens_are_dead_and_fresh_credentials_work(shop: SmallShop) -> None:
    call(shop, "POST", "tokens", json={"action": "revoke"})
    with pytest.raises(TokenDead):
        shop.client.app_id()
    fresh = call(shop, "GET", "credentials").json()
    assert SaleorClient(fresh["api_url"], fresh["app_token"]).app_id()


def test_two_cooperatives_on_one_server_share_neither_variants_nor_warehouses(shop: SmallShop) -> None:
    shop.simulator.add_cooperative("tani", ("malang",), [row("B", 7)], sku_prefix="TANI-")
    ours = shop.client.variants_page("default-channel").rows
    theirs = shop.client.variants_page("tani").rows
    assert [row.sku for row in theirs] == ["TANI-B"]
    assert not {row.variant_id for row in ours} & {row.variant_id for row in theirs}
    assert not {s.warehouse_id for row in ours for s in row.stocks} & {
        s.warehouse_id for row in theirs for s in row.stocks
    }
    placed = call(shop, "POST", "orders", json={"channel": "tani", "lines": [{"sku": "B", "quantity": 1}]})
    assert placed.json() == {"error": "not_live"}


def test_the_same_seed_gives_the_same_shop() -> None:
    def identity() -> list[str]:
        simulator = SaleorSimulator.from_products([row("A", 1)], rng=random.Random(9), now=lambda: 0.0)
        return [simulator.store.warehouses[0].id, simulator.store.staff_token, simulator.store.apps[0].token]

    assert identity() == identity()


def test_workers_deliver_by_themselves_when_the_simulator_runs_for_real() -> None:
    arrived = threading.Event()

    def take(url: str, headers: object, body: bytes) -> int:
        arrived.set()
        return 200

    simulator = SaleorSimulator.from_products([row("A", 5)], send=take)
    simulator.subscribe(
        "http://app.example/",
        "subscription { event { ... on ProductVariantUpdated { productVariant { id } } } }",
    )
    simulator.start()
    try:
        token = simulator.store.apps[0].token
        client = SaleorClient(f"{simulator.base_url()}/graphql/", token)
        variant = simulator.store.variants[0]
        (read,) = client.variants_by_ids([variant.id], "default-channel")
        assert read.price is not None
        client.price_write(variant.id, simulator.store.channels[0].id, read.price)
        assert arrived.wait(timeout=10)
    finally:
        simulator.stop()
