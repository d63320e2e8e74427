"""Asking Saleor what staff did there: without any event it is found within one period, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from redis import Redis

from connectors.base.simulator.faults import Faults
from storefront_sync.ledger.models import Look
from storefront_sync.orders.models import Order, SaleorFulfilment, SaleorOrderFeed
from storefront_sync.orders.phases import Phase
from storefront_sync.orders.saleor_feed import MOST_PAGES, OVERLAP, ask_what_staff_did, due
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import GraphQLRefused, SaleorError, TokenDead
from storefront_sync.saleor.simulator.state.orders import Order as SaleorOrder
from storefront_sync.tenants.models import Installation, Problem
from tests.orders.test_attacks import bought
from tests.orders.test_sent import in_saleor
from tests.orders.test_staffs_parcels import CANCEL, SEND, UNDO
from tests.orders.whole_world import WholeWorld, whole_world

TRACK = """mutation($id: ID!, $number: String!) { orderFulfillmentUpdateTracking(id: $id,
  input: {trackingNumber: $number}) { errors { code } } }"""
COMPLETE = "mutation($id: ID!) { draftOrderComplete(id: $id) { errors { code } } }"
DELETE = "mutation($id: ID!) { draftOrderDelete(id: $id) { errors { code } } }"
PERIOD = timedelta(seconds=60)
SLUG = "sumber"


@pytest.fixture
def shop(db: None, redis: Redis) -> Iterator[WholeWorld]:
    """A cooperative whose Saleor tells nothing by itself, with an imported order of three pieces."""
    with whole_world(redis, keys=("shopee",)) as made:
        made.cooperative(SLUG)
        made.sweep(SLUG)
        made.link_all(SLUG)
        made.everything(SLUG)
        bought(made, "shopee", [("M", 3)])
        made.everything(SLUG)
        ask(made)
        assert not Look.objects.exists()
        yield made


def ask(shop: WholeWorld, most_pages: int = MOST_PAGES) -> set[str]:
    """A minute passes, and Saleor is asked; the orders that are to be read again."""
    shop.clock.forward(PERIOD.total_seconds())
    ask_what_staff_did(shop.cooperatives[SLUG], shop.client(), shop.clock.now, PERIOD, most_pages)
    return set(Look.objects.filter(kind="order").values_list("ref", flat=True))


def period(shop: WholeWorld) -> None:
    """One period of the jobs: ask, read again, settle."""
    ask(shop)
    shop.absorb(SLUG)
    shop.settle(SLUG)


def pieces() -> list[tuple[str, int]]:
    """(status, pieces) of the parcels that we know Saleor to have."""
    rows = SaleorFulfilment.objects.order_by("pk")
    return [(row.status, sum(row.pieces.values())) for row in rows]


def test_each_thing_that_staff_do_is_found_within_one_period(shop: WholeWorld) -> None:
    order = Order.objects.get()
    send_pieces(shop, order, 1)
    period(shop)
    assert pieces() == [("FULFILLED", 1)]
    send_pieces(shop, order, 1)  # moves no time in Saleor
    period(shop)
    assert pieces() == [("FULFILLED", 1), ("FULFILLED", 1)]
    last = in_saleor(shop, order).fulfilments[-1].id
    staff_do(shop, TRACK, id=last, number="JP9")
    period(shop)
    assert SaleorFulfilment.objects.get(fulfilment_id=last).tracking_number == "JP9"
    staff_do(shop, UNDO, id=last, to=shop.cooperatives[SLUG].warehouses.get().warehouse_id)
    period(shop)
    assert pieces() == [("FULFILLED", 1), ("CANCELED", 1)]
    send_pieces(shop, order, 2)
    period(shop)
    assert pieces() == [("FULFILLED", 1), ("CANCELED", 1), ("FULFILLED", 2)]
    assert ask(shop) == set()


def test_a_cancelled_order_is_told_and_asked_for_once(shop: WholeWorld) -> None:
    staff_do(shop, CANCEL, id=Order.objects.get().saleor_id)
    period(shop)
    assert Problem.objects.filter(key="order.cancelled_in_saleor", closed_at=None).count() == 1
    assert ask(shop) == set()
    assert shop.stock_in_saleor(SLUG, "M") == (5, 0)
    assert shop.variant(SLUG, "M").stocks.get().allocated == 0


def test_what_we_do_ourselves_is_no_news(shop: WholeWorld) -> None:
    bought(shop, "shopee", [("S", 1)])
    shop.everything(SLUG)
    assert Order.objects.filter(phase=Phase.IMPORTED.value).count() == 2
    shop.store_sells(SLUG, "S", 1)
    assert ask(shop) == set()


def test_a_draft_that_staff_deleted_is_made_anew_and_one_that_they_completed_goes_on(
    shop: WholeWorld,
) -> None:
    order = short_order(shop)
    staff_do(shop, DELETE, id=order.saleor_id)
    assert not shop.in_saleor(order)
    for _ in range(6):  # the order's own next try: five minutes at most
        period(shop)
    (draft,) = shop.in_saleor(order)
    assert draft["status"] == "DRAFT"
    order.refresh_from_db()
    shop.staff_sets(SLUG, "M", 20)  # its event was lost, too
    staff_do(shop, COMPLETE, id=order.saleor_id)
    Order.objects.filter(pk=order.pk).update(not_before=shop.clock.now() + timedelta(days=1))
    period(shop)
    order.refresh_from_db()
    assert order.phase == Phase.IMPORTED.value
    assert ask(shop) == set()


def short_order(shop: WholeWorld) -> Order:
    """An order that stock doesn't cover: a draft in Saleor."""
    shop.staff_sets(SLUG, "M", 3)
    order = bought(shop, "shopee", [("M", 2)])
    shop.everything(SLUG)
    order.refresh_from_db()
    assert order.phase == Phase.SHORT.value
    return order


def test_a_change_that_comes_to_light_after_a_later_one_is_found(shop: WholeWorld) -> None:
    """Its transaction began earlier and ended later, or its machine's clock is behind."""
    shop.store_sells(SLUG, "S", 1)
    ask(shop)
    seen = SaleorOrderFeed.objects.get().read_until
    assert seen is not None
    send_pieces(shop, Order.objects.get(), 3)
    late = in_store(shop)
    late.updated_at = seen - OVERLAP + timedelta(seconds=1)
    assert ask(shop) == {late.id}


def test_after_hours_it_goes_on_where_it_stopped_though_it_dies_behind_every_page(shop: WholeWorld) -> None:
    """All changed at one moment, as by a job of Saleor's: no time tells the pages apart."""
    many = crowd(shop, 250)
    for pages in (1, 2):
        assert len(ask(shop, most_pages=1)) == 100 * pages
        shop.saleor.world.set_faults(Faults(server_error_rate=1.0))
        with pytest.raises(SaleorError):
            ask(shop)
        shop.saleor.world.set_faults(Faults())
    calls = len(shop.saleor.store.journal.after())
    assert ask(shop) == many
    assert len(shop.saleor.store.journal.after()) == calls + 1, "no page is read twice"


def test_more_than_one_reading_takes_goes_on_at_the_next_look(shop: WholeWorld) -> None:
    many = crowd(shop, 250)
    assert len(ask(shop, most_pages=2)) == 200
    assert due(shop.clock.now()).exists(), "not only after the period"
    ask_what_staff_did(shop.cooperatives[SLUG], shop.client(), shop.clock.now, PERIOD)
    assert set(Look.objects.values_list("ref", flat=True)) == many
    assert not due(shop.clock.now()).exists()
    SaleorOrderFeed.objects.update(cursor="of another version of Saleor")
    with pytest.raises(GraphQLRefused):
        ask(shop)
    Look.objects.all().delete()
    assert ask(shop) == many, "it begins anew"


def test_more_orders_in_part_than_are_named_at_once_take_turns(shop: WholeWorld) -> None:
    crowd(shop, 150)
    for _ in range(2):
        ask(shop)
    Look.objects.all().delete()
    parcels = [
        SaleorFulfilment(order=row, fulfilment_id="known", status="FULFILLED", seen_at=shop.clock.now())
        for row in Order.objects.filter(external_id__startswith="crowd")
    ]
    SaleorFulfilment.objects.bulk_create(parcels)
    SaleorOrderFeed.objects.update(read_until=shop.clock.now() + timedelta(days=1))
    found = [len(ask(shop)) for _ in range(3)]
    assert found == [100, 150, 150]


def test_a_dead_token_is_told_and_loses_nothing(shop: WholeWorld) -> None:
    send_pieces(shop, Order.objects.get(), 3)
    shop.clock.forward(PERIOD.total_seconds())
    stranger = SaleorClient(shop.client().api_url, "revoked")
    with pytest.raises(TokenDead):
        ask_what_staff_did(shop.cooperatives[SLUG], stranger, shop.clock.now, PERIOD)
    assert ask(shop) == {Order.objects.get().saleor_id}


def test_it_costs_one_call_in_a_period_and_none_where_nothing_was_imported(shop: WholeWorld) -> None:
    calls = len(shop.saleor.store.journal.after())
    ask(shop)
    ask_what_staff_did(shop.cooperatives[SLUG], shop.client(), shop.clock.now, PERIOD)
    assert len(shop.saleor.store.journal.after()) == calls + 1
    shop.clock.forward(PERIOD.total_seconds())
    assert due(shop.clock.now()).exists()
    Installation.objects.update(revoked_at=shop.clock.now())
    assert not due(shop.clock.now()).exists()
    Installation.objects.update(revoked_at=None)
    Order.objects.update(phase=Phase.SEEN.value)
    assert not due(shop.clock.now()).exists()


def staff_do(shop: WholeWorld, query: str, **variables: object) -> None:
    """Staff do something in the Dashboard, and nobody is told."""
    given = shop.saleor.world.credentials()
    answer = requests.post(
        str(given["api_url"]),
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {given['staff_token']}"},
        timeout=5,
    ).json()
    ((_, result),) = answer["data"].items()
    assert result["errors"] == []


def send_pieces(shop: WholeWorld, order: Order, count: int) -> None:
    """Staff send some pieces of an order's only line."""
    place = shop.cooperatives[SLUG].warehouses.get().warehouse_id
    (line,) = in_saleor(shop, order).lines
    given = {"lines": [{"orderLineId": line.id, "stocks": [{"warehouse": place, "quantity": count}]}]}
    staff_do(shop, SEND, id=order.saleor_id, input=given)


def in_store(shop: WholeWorld) -> SaleorOrder:
    """The order in Saleor's own books."""
    found = shop.saleor.store.find(SaleorOrder, Order.objects.get().saleor_id)
    assert found is not None
    return found


def crowd(shop: WholeWorld, count: int) -> set[str]:
    """So many orders of ours that staff sent in one moment while we were away; their ids in Saleor."""
    order, one = Order.objects.get(), in_store(shop)
    send_pieces(shop, order, 3)
    parcels = list(one.fulfillments)
    shop.clock.forward(7200)
    moment = shop.clock.now()
    rows = []
    for number in range(count):
        id_ = f"crowd-{number}"
        shop.saleor.store.orders.append(
            replace(one, pk=10_000 + number, id=id_, updated_at=moment, fulfillments=parcels)
        )
        rows.append(
            Order(
                cooperative=order.cooperative,
                shop=order.shop,
                external_id=id_,
                state=order.state,
                phase=order.phase,
                saleor_id=id_,
                remote_created_at=moment,
                remote_updated_at=moment,
                seen_at=moment,
                shipping_fee=0,
                total=1,
                settled=1,
            )
        )
    shop.saleor.store.orders.remove(one)
    Order.objects.bulk_create(rows)
    return {row.saleor_id for row in rows}
