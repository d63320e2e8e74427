"""How a simulator is driven and watched from outside."""

from __future__ import annotations

import pytest

from connectors.base.protocol import Connector
from connectors.base.types import StockRow
from tests.conftest import HandSetClock
from tests.contract.receiver import Receiver
from tests.contract.world import BAG, SHIRT, SHOP, World

ROUTES = ["truth", "journal", "faults", "credentials", "switches", "shipping"]


@pytest.mark.parametrize("route", ROUTES)
def test_the_control_plane_needs_its_key(world: World, route: str) -> None:
    assert world.control("GET", route, key="guess").status_code == 403
    assert world.control("GET", route).status_code == 200


def test_the_truth_is_what_buyers_see_and_ordered(world: World) -> None:
    model_id = world.models(BAG)[0]
    placed = world.control(
        "POST",
        "orders",
        {"shop_id": SHOP, "lines": [{"item_id": BAG, "model_id": model_id, "quantity": 2}], "paid": True},
    )
    order_id = placed.json()["order_id"]
    truth = world.control("GET", f"truth?shop_id={SHOP}").json()
    assert truth["now"] == world.now().timestamp()
    listing = next(row for row in truth["shops"][SHOP]["listings"] if row["item_id"] == BAG)
    assert listing == {"item_id": BAG, "model_id": model_id, "stock": 18, "price": 25_000, "status": "live"}
    (order,) = truth["shops"][SHOP]["orders"]
    assert (order["order_id"], order["state"], order["cancelled_at"]) == (order_id, "ready", None)
    assert order["lines"] == [{"item_id": BAG, "model_id": model_id, "quantity": 2, "unit_price": 25_000}]


def test_a_buyer_gets_nothing_that_is_not_there(world: World) -> None:
    def answer(item_id: str, model_id: str, quantity: int) -> tuple[int, str]:
        line = {"item_id": item_id, "model_id": model_id, "quantity": quantity}
        got = world.control("POST", "orders", {"shop_id": SHOP, "lines": [line]})
        return got.status_code, got.json()["error"]

    model_id = world.models(BAG)[0]
    assert answer(BAG, model_id, 21) == (409, "sold_out")
    assert answer("2999999000", "1", 1) == (409, "unknown_listing")
    world.control("POST", "edit", {"shop_id": SHOP, "item_id": BAG, "model_id": model_id, "status": "hidden"})
    assert answer(BAG, model_id, 1) == (409, "not_live")
    assert world.shown(BAG, model_id)[0] == 20


def test_an_order_is_all_or_nothing(world: World) -> None:
    bag, shirt = world.models(BAG)[0], world.models(SHIRT)[0]
    lines = [
        {"item_id": BAG, "model_id": bag, "quantity": 1},
        {"item_id": SHIRT, "model_id": shirt, "quantity": 999},
    ]
    assert world.control("POST", "orders", {"shop_id": SHOP, "lines": lines}).status_code == 409
    assert world.shown(BAG, bag)[0] == 20


def test_a_step_that_cannot_follow_is_refused(world: World) -> None:
    order_id = world.sim.place_order(SHOP, [(BAG, world.models(BAG)[0], 1)])
    assert world.control("POST", f"orders/{order_id}/pay").status_code == 409
    assert world.control("POST", f"orders/{order_id}/ship").status_code == 200
    assert world.control("POST", f"orders/{order_id}/cancel").status_code == 409
    assert world.control("POST", "orders/nobody/pay").status_code == 409


def test_the_journal_links_what_was_shown_to_the_call_that_wrote_it(
    world: World, connector: Connector
) -> None:
    model_id = world.models(BAG)[0]
    last = world.sim.journal.last
    connector.push_stock(BAG, [StockRow(model_id, 3)])
    connector.push_stock(BAG, [StockRow(model_id, 3)])
    events = world.control("GET", f"journal?after={last}&limit=100").json()["events"]
    calls = [event for event in events if event["kind"] == "call" and event["write"]]
    shown = [event for event in events if event["kind"] == "shown"]
    assert [event["unit"] for event in calls] == [BAG, BAG]
    assert [event["aspect"] for event in calls] == ["stock", "stock"]
    assert [(event["value"], event["cause"]) for event in shown] == [(3, "write"), (3, "write")]
    assert [event["call"] for event in shown] == [event["call"] for event in calls]
    assert all(call["seq"] < event["seq"] for call, event in zip(calls, shown, strict=True))


def test_the_journal_tells_each_cause(world: World) -> None:
    model_id = world.models(BAG)[0]
    order_id = world.sim.place_order(SHOP, [(BAG, model_id, 2)], paid=False)
    world.control("POST", f"orders/{order_id}/cancel")
    world.control(
        "POST", "edit", {"shop_id": SHOP, "item_id": BAG, "model_id": model_id, "stock": 7, "price": 1_500}
    )
    shown = [
        (event["aspect"], event["value"], event["cause"])
        for event in world.sim.events("shown")
        if event["item_id"] == BAG
    ]
    put_back = [("stock", 20, "cancel")]
    if world.manifest.capabilities.restores_on_cancel is not True and put_back[0] not in shown:
        put_back = []
    assert shown == [
        ("stock", 20, "seed"),
        ("price", 25_000, "seed"),
        ("stock", 18, "sale"),
        *put_back,
        ("stock", 7, "edit"),
        ("price", 1_500, "edit"),
    ]
    assert [event["state"] for event in world.sim.events("order")] == ["unpaid", "cancelled"]


def test_the_journal_is_read_in_pages(world: World) -> None:
    first = world.control("GET", "journal?after=0&limit=3").json()
    assert [event["seq"] for event in first["events"]] == [1, 2, 3]
    then = world.control("GET", "journal?after=3&limit=2").json()
    assert [event["seq"] for event in then["events"]] == [4, 5]
    assert then["last"] == world.sim.journal.last


def test_faults_are_replaced_and_shown(world: World, connector: Connector) -> None:
    assert (
        world.control("POST", "faults", {"server_error_rate": 0.5, "server_error_burst": 3}).status_code
        == 200
    )
    assert world.control("GET", "faults").json()["server_error_burst"] == 3
    world.control("POST", "faults", {})
    assert world.control("GET", "faults").json()["server_error_rate"] == 0
    assert connector.check()


@pytest.mark.parametrize("body", [{"server_error_rate": 2}, {"no_such_fault": 1}, []])
def test_faults_that_make_no_sense_are_refused(world: World, body: object) -> None:
    assert world.control("POST", "faults", body).status_code == 400


def test_switches_are_turned_and_shown(world: World) -> None:
    for switch in world.sim.switches:
        for position in switch.positions:
            shown = world.control("POST", "switches", {"name": switch.name, "position": position})
            assert shown.json()[switch.name] == position == world.sim.switchboard.at(switch.name)
    assert world.control("POST", "switches", {"name": "no_such", "position": "x"}).status_code == 400


def test_credentials_are_what_a_connector_needs(world: World) -> None:
    told = world.control("GET", "credentials").json()
    app = world.sim.app()
    assert (told["app_key"], told["app_secret"]) == (app.key, app.secret)
    shop = next(row for row in told["shops"] if row["shop_id"] == SHOP)
    assert shop["access_token"] == world.tokens[SHOP].pair.access
    assert shop["access_expires_at"] == world.tokens[SHOP].pair.access_expires_at.timestamp()
    assert set(shop) == {
        "shop_id",
        "cipher",
        "access_token",
        "refresh_token",
        "access_expires_at",
        "refresh_expires_at",
        "name",
    }


def test_tokens_are_ended_from_outside(world: World, connector: Connector) -> None:
    assert world.control("POST", "tokens", {"shop_id": SHOP, "action": "expire"}).status_code == 200
    connector.check()
    assert world.tokens[SHOP].replaced == 1


def test_faults_never_touch_the_control_plane(world: World) -> None:
    world.faults(server_error_rate=1, drop_connection_rate=1, calls_per_second=0.001, burst=1)
    assert {world.control("GET", "truth").status_code for _ in range(5)} == {200}


def test_a_webhook_that_is_not_taken_comes_again(world: World, clock: HandSetClock) -> None:
    receiver = Receiver(500, 404)
    world.control("POST", "webhooks", {"url": receiver.url})
    world.sim.place_order(SHOP, [(BAG, world.models(BAG)[0], 1)])
    for _ in range(4):
        world.sim.webhooks.deliver_due()
        clock.forward(2 * 3600)
    receiver.stop()
    bodies = [body for body, _ in receiver.received]
    assert len(bodies) == 3
    assert len(set(bodies)) == 1


def test_webhooks_come_twice_and_not_at_all_as_the_faults_say(world: World) -> None:
    receiver = Receiver()
    world.sim.register_webhooks(receiver.url)
    for faults, expected in (({"webhook_duplicate_rate": 1}, 2), ({"webhook_drop_rate": 1}, 2), ({}, 3)):
        world.faults(**faults)
        world.sim.place_order(SHOP, [(BAG, world.models(BAG)[0], 1)])
        world.sim.webhooks.deliver_due()
        assert len(receiver.received) == expected
    receiver.stop()


def test_a_held_webhook_is_overtaken(world: World) -> None:
    receiver = Receiver()
    world.sim.register_webhooks(receiver.url)
    world.faults(webhook_reorder_rate=1)
    first = world.sim.place_order(SHOP, [(BAG, world.models(BAG)[0], 1)])
    world.faults()
    second = world.sim.place_order(SHOP, [(BAG, world.models(BAG)[0], 1)])
    world.sim.webhooks.deliver_due()
    receiver.stop()
    app = world.sim.app()
    refs = [
        world.marketplace.verify_webhook(app, headers, body)[0].ref for body, headers in receiver.received
    ]
    assert refs == [second, first]


def test_a_delayed_webhook_waits_for_its_time(world: World, clock: HandSetClock) -> None:
    receiver = Receiver()
    world.sim.register_webhooks(receiver.url)
    world.faults(webhook_delay_seconds_max=60)
    world.sim.place_order(SHOP, [(BAG, world.models(BAG)[0], 1)])
    world.sim.webhooks.deliver_due()
    early = len(receiver.received)
    clock.forward(61)
    world.sim.webhooks.deliver_due()
    receiver.stop()
    assert (early, len(receiver.received)) == (0, 1)
