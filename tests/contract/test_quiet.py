"""No secret, token or buyer's data in what may reach a log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base.aftersale import CancelOption
from connectors.base.errors import ConnectorError
from connectors.base.fulfilment import Fulfilment
from connectors.base.protocol import Connector
from connectors.base.shipment import Handover, HandoverChoice, ParcelId, ParcelRef
from connectors.base.simulator.orders import Buyer, Step
from connectors.base.types import ExternalOrderId, StockRow
from mappings.words import CancelReason
from tests.contract.secrecy import FAULTS, secrets, told
from tests.contract.tampering import TamperingProxy, always, honest
from tests.contract.world import BAG, HASTY, SHIRT, SHOP, World

CALLS: list[Callable[[World, Connector], object]] = [
    lambda world, connector: connector.check(),
    lambda world, connector: connector.pull_listings(),
    lambda world, connector: connector.read_listings([SHIRT]),
    lambda world, connector: connector.push_stock(BAG, [StockRow(world.models(BAG)[0], 3)]),
    lambda world, connector: connector.list_orders(world.now() - timedelta(hours=1), world.now()),
    lambda world, connector: connector.read_orders([ExternalOrderId("260101ABCDEFGH")]),
]


def failures(world: World, connector: Connector) -> list[str]:
    """What each call's failure says."""
    said = []
    for call in CALLS:
        try:
            call(world, connector)
        except ConnectorError as error:
            said.append(told(error))
    return said


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: next(iter(faults)))
def test_no_failure_tells_a_secret(world: World, faults: dict[str, float]) -> None:
    hidden = secrets(world)
    world.faults(**faults)
    said = failures(world, world.connect(timeouts=HASTY))
    assert len(said) >= len(CALLS) - 1, "one call at most is within a rate"
    assert not [secret for secret in hidden for text in said if secret in text]


def test_no_refusal_by_the_gateway_tells_a_secret(world: World) -> None:
    hidden = [*secrets(world), "wrong-secret-0001"]
    said = failures(world, world.connect(app=replace(world.sim.app(), secret="wrong-secret-0001")))
    world.sim.revoke_token(SHOP)
    said += failures(world, world.connect())
    assert len(said) > len(CALLS)
    assert not [secret for secret in hidden for text in said if secret in text]


def test_no_unreachable_host_tells_a_secret(world: World) -> None:
    hidden = secrets(world)
    said = failures(world, world.connect(host="http://127.0.0.1:9"))
    assert len(said) == len(CALLS)
    assert not [secret for secret in hidden for text in said if secret in text]


def test_an_answer_that_echoes_secrets_is_not_repeated(world: World) -> None:
    hidden = [*secrets(world), "Jl. Rahasia"]
    echo = f'{{"error":"error_param","code":7,"message":"{" ".join(hidden)}","request_id":"r"}}'
    proxy = TamperingProxy(world.url, honest)
    connector = world.connect(host=proxy.url)
    connector.push_stock(BAG, [StockRow(world.models(BAG)[0], 4)])
    proxy.rewrite = always(200, echo.encode())
    said = failures(world, connector)
    outcomes = connector.push_stock(BAG, [StockRow(world.models(BAG)[0], 3)])
    proxy.stop()
    said += [told(outcome.error) for outcome in outcomes if outcome.error]
    assert said
    assert not [secret for secret in hidden for text in said if secret in text]


def test_no_repr_tells_a_secret(world: World) -> None:
    shown = " ".join(
        repr(thing)
        for thing in (world.sim.app(), world.tokens[SHOP].pair, world.sim.access(SHOP), world.connect())
    )
    assert not [secret for secret in secrets(world) if secret in shown]


def test_no_buyer_is_shown_by_an_order_or_its_list(world: World) -> None:
    buyer = Buyer(name="Siti Rahasia", phone="081298765432", street="Jl. Rahasia No. 7")
    sold = world.sim.book.place(SHOP, [(BAG, world.models(BAG)[0], 1)], paid=True, buyer=buyer)
    world.sim.step_order(sold.order_id, Step.ARRANGE)
    connector = world.connect()
    page = connector.list_orders(world.now() - timedelta(hours=1), world.now())
    shown = repr(connector.read_orders([ExternalOrderId(sold.order_id)])) + repr(page)
    assert not [part for part in (buyer.name, buyer.phone, buyer.street) if part in shown]


HANDLING: list[Callable[[Fulfilment, ParcelRef], object]] = [
    lambda fulfilment, ref: fulfilment.parcels(ref.order_id),
    lambda fulfilment, ref: fulfilment.options(ref),
    lambda fulfilment, ref: fulfilment.arrange([ref], HandoverChoice(Handover.DROPOFF, "2201")),
    lambda fulfilment, ref: fulfilment.labels([ref]),
    lambda fulfilment, ref: fulfilment.cancel_options(ref.order_id),
    lambda fulfilment, ref: fulfilment.cancel(
        ref.order_id, CancelOption(CancelReason.OUT_OF_STOCK, "OUT_OF_STOCK")
    ),
    lambda fulfilment, ref: fulfilment.answer_cancellation(ref.order_id, True),
    lambda fulfilment, ref: fulfilment.returns(
        datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    ),
]


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: next(iter(faults)))
def test_no_failure_in_handling_orders_tells_a_secret_or_a_buyer(
    world: World, faults: dict[str, float]
) -> None:
    fulfilment = world.connect(timeouts=HASTY).fulfilment
    if fulfilment is None:
        return
    buyer = Buyer(name="Siti Rahasia", phone="081298765432", street="Jl. Rahasia No. 7")
    sold = world.sim.book.place(SHOP, [(BAG, world.models(BAG)[0], 1)], paid=True, buyer=buyer)
    (parcel,) = world.sim.dispatch.parcels(sold.order_id)
    ref = ParcelRef(ExternalOrderId(sold.order_id), ParcelId(parcel.parcel_id))
    hidden = [*secrets(world), buyer.name, buyer.phone, buyer.street, "Koperasi No. 7"]
    world.faults(**faults)
    said = []
    for call in HANDLING:
        try:
            said.append(repr(call(fulfilment, ref)))
        except ConnectorError as error:
            said.append(told(error))
    assert len(said) == len(HANDLING)
    assert not [secret for secret in hidden for text in said if secret in text]
