"""A connection that breaks on the way: at the marketplace, in our tables, in the worker."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import time_machine
from django.db import connections
from django.test import Client

from connectors.base.simulator.faults import Faults
from storefront_sync.core.sentences import sentence
from storefront_sync.tenants.consent_requests import (
    ANSWER_TAKES,
    Reason,
    tell_interrupted,
)
from storefront_sync.tenants.models import ConsentRequest, Problem, Shop
from tests.conftest import HandSetClock
from tests.console.seller import (
    SHOPS,
    Road,
    SellersBrowser,
    later,
    road,
    says,
    told,
)
from tests.inbox.test_whole_or_not_at_all import REFUSE, failing_at


def test_an_answer_that_is_lost_on_the_network_costs_a_new_consent_only(
    way: Road, seller: SellersBrowser
) -> None:
    link = way.link()
    address = seller.decides(seller.presses(link), "7001")
    way.simulator.set_faults(Faults(drop_connection_rate=1))
    assert says(seller.returns(address), Reason.UNCLEAR)
    way.simulator.set_faults(Faults())
    assert "Toko 7001" in told(seller.connects(link, "7001"))


def test_a_marketplace_that_breaks_while_the_code_is_spent_costs_a_new_consent_only(
    way: Road, seller: SellersBrowser
) -> None:
    link = way.link()
    address = seller.decides(seller.presses(link), "7001")
    way.simulator.set_faults(Faults(server_error_rate=1))
    page = seller.returns(address)
    assert says(page, Reason.UNCLEAR) or says(page, Reason.BUSY)
    way.simulator.set_faults(Faults())
    assert "Toko 7001" in told(seller.connects(link, "7001"))


def test_an_answer_that_arrives_twice_at_once_is_redeemed_once(
    transactional_db: None, clock: HandSetClock
) -> None:
    with road(clock) as way, time_machine.travel(clock.now(), tick=False):
        seller = SellersBrowser(way)
        address = seller.decides(seller.presses(way.link()), "7001")
        gate = threading.Barrier(4)

        def arrives() -> int:
            client = Client()
            client.cookies = seller.client.cookies.copy()
            gate.wait(10)
            try:
                return client.get(address).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            answers = [each.result(30) for each in [pool.submit(arrives) for _ in range(4)]]
        assert answers == [303] * 4
        assert ConsentRequest.objects.get().outcome == "connected"
        assert Shop.objects.count() == 1
        assert len(way.simulator.events("call")) == 2, "the code for the pair, the pair for its shops"


def test_a_marketplace_that_is_not_there_is_told_as_busy(way: Road, seller: SellersBrowser) -> None:
    address = seller.decides(seller.presses(way.link()), "7001")
    way.simulator.stop()
    assert says(seller.returns(address), Reason.BUSY)


def test_a_database_that_was_away_is_told_and_the_page_may_be_loaded_again(
    transactional_db: None, clock: HandSetClock
) -> None:
    with road(clock) as way, time_machine.travel(clock.now(), tick=False):
        seller = SellersBrowser(way)
        address = seller.decides(seller.presses(way.link()), *SHOPS)
        with failing_at("tenants_consentrequest", REFUSE):
            page = seller.returns(address)
        assert page.status_code == 503
        assert says(page, Reason.DATABASE)
        assert "Toko 7001" in told(seller.returns(address))


def test_a_database_that_goes_away_after_the_code_was_spent_costs_a_new_consent_only(
    transactional_db: None, clock: HandSetClock
) -> None:
    with road(clock) as way, time_machine.travel(clock.now(), tick=False):
        seller = SellersBrowser(way)
        link = way.link()
        address = seller.decides(seller.presses(link), *SHOPS)
        with failing_at("tenants_shop", REFUSE):
            assert says(seller.returns(address), Reason.DATABASE)
        assert not Shop.objects.exists()
        with later(way, ANSWER_TAKES):
            assert says(seller.returns(address), Reason.INTERRUPTED)
            assert "Toko 7001" in told(seller.connects(link, *SHOPS))


def test_an_answer_whose_taker_died_is_told_to_the_seller_and_the_staff(
    way: Road, seller: SellersBrowser
) -> None:
    link = way.link()
    address = seller.decides(seller.presses(link), "7001")
    ConsentRequest.objects.update(answered_at=way.clock.now())
    page = seller.returns(address)
    assert sentence("console.connect.wait", "id") in told(page)
    assert page["Refresh"]
    assert says(seller.presses(link), Reason.BUSY), "it may still be under way"
    assert tell_interrupted(way.clock.now()) == 0
    with later(way, ANSWER_TAKES):
        assert says(seller.returns(address), Reason.INTERRUPTED)
        assert tell_interrupted(way.clock.now()) == 1
        problem = Problem.objects.get(closed_at=None)
        assert (problem.cooperative, problem.key) == (way.cooperatives["melati"], "consent.interrupted")
        assert tell_interrupted(way.clock.now()) == 0
        seller.connects(link, "7001")
        assert not Problem.objects.filter(closed_at=None).exists()
