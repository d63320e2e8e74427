"""What the sender of a webhook is answered."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tests.api.calls import deliver
from tests.api.installing import OwnServer
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.books import NOTHING, counted, work
from tests.inbox.cooperatives import World
from tests.inbox.test_whole_or_not_at_all import CUT, REFUSE, failing_at

MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def _at_that_time(clock: HandSetClock) -> Iterator[None]:
    with time_machine.travel(clock.now(), tick=False):
        yield


class Unreadable:
    """A body that nobody may ask for."""

    def read(self, *size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.fixture
def server() -> Iterator[tuple[str, int]]:
    """The application behind a real socket."""
    server = OwnServer()
    server.start()
    yield server.address
    server.stop()


def test_the_answers_are_empty_and_tell_one_case_from_another(
    world: World, clock: HandSetClock, client: Client
) -> None:
    shop_id = world.melati.tokopedia.external_id
    order = senders.tokopedia_order(shop_id, "1", clock.now())
    old = senders.tokopedia_order(shop_id, "1", clock.now().replace(year=2025), notification="old")
    stranger = senders.tokopedia_order("7495540735365779999", "1", clock.now())
    cases = [
        (order, 200),
        (order, 200),
        (old, 200),
        (order.altered(order.body + b" "), 401),
        (order.altered(b""), 401),
        (senders.tokopedia(b"{"), 400),
        (stranger, 404),
    ]
    for post, status in cases:
        answer = deliver(client, "tokopedia", post)
        assert (answer.status_code, answer.content) == (status, b"")
    assert work() == {**NOTHING, "receipts": 1, "feeds": 1}
    assert counted("tokopedia") == {
        "stored": 1,
        "duplicate": 1,
        "stale": 1,
        "forged": 2,
        "malformed": 1,
        "unknown_account": 1,
    }


def test_an_unknown_marketplace_is_404(world: World, client: Client) -> None:
    assert deliver(client, "amazon", senders.tokopedia(b"{}")).status_code == 404


@pytest.mark.parametrize("source", ["tokopedia", "saleor"])
def test_a_huge_body_is_refused_unread(world: World, client: Client, source: str) -> None:
    answer = client.post(
        f"/webhooks/{source}",
        b"{}",
        content_type="application/json",
        CONTENT_LENGTH=str(MEGABYTE + 1),
        **{"wsgi.input": Unreadable()},
    )
    assert (answer.status_code, answer.content) == (413, b"")
    assert work() == NOTHING


def test_five_megabytes_over_the_wire_are_refused(world: World, client: Client) -> None:
    post = senders.tokopedia(b'{"type":1,"shop_id":"' + b"7" * 5 * MEGABYTE + b'"}')
    assert deliver(client, "tokopedia", post).status_code == 413
    assert work() == NOTHING


def test_a_full_megabyte_is_still_read(world: World, client: Client) -> None:
    post = senders.tokopedia(b"x" * MEGABYTE)
    assert deliver(client, "tokopedia", post).status_code == 400


@pytest.mark.parametrize("length", ["", "many", "-1"])
def test_a_body_of_unknown_length_is_refused_unread(world: World, client: Client, length: str) -> None:
    answer = client.post(
        "/webhooks/tokopedia",
        b"{}",
        content_type="application/json",
        CONTENT_LENGTH=length,
        **{"wsgi.input": Unreadable()},
    )
    assert answer.status_code == 411


def test_the_server_answers_413_before_a_body_has_come(server: tuple[str, int]) -> None:
    with socket.create_connection(server, timeout=10) as line:
        line.sendall(
            b"POST /webhooks/tokopedia HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 5000000\r\n\r\n{"
        )
        status_line = line.makefile("rb").readline()
    assert status_line.split()[1] == b"413"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("address", ["/webhooks/tokopedia", "/webhooks/saleor", "/api/register"])
def test_only_post_is_taken(client: Client, method: str, address: str) -> None:
    answer = client.generic(method, address)
    assert (answer.status_code, answer.content) == (405, b"")


@pytest.mark.parametrize(
    "address",
    [
        "/webhooks/tokopedia/",
        "/webhooks/saleor/",
        "/api/register/",
        "/webhooks",
        "//webhooks/saleor",
        "/console",
    ],
)
def test_a_wrong_address_is_404_and_never_a_redirect(client: Client, address: str) -> None:
    answer = client.post(address, b"{}", content_type="application/json")
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", [REFUSE, CUT])
def test_what_could_not_be_stored_is_503_and_taken_later(
    world: World, clock: HandSetClock, client: Client, how: str
) -> None:
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    with failing_at("inbox_receipt", how):
        answer = deliver(client, "tokopedia", post)
        assert (answer.status_code, answer.content) == (503, b"")
    assert work() == NOTHING
    assert deliver(client, "tokopedia", post).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_is_503_and_not_a_hung_request(
    world: World, clock: HandSetClock, client: Client
) -> None:
    shop = world.melati.tokopedia
    post = senders.tokopedia_order(shop.external_id, "1", clock.now())
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE ledger_orderfeed IN ACCESS EXCLUSIVE MODE")
        assert deliver(client, "tokopedia", post).status_code == 503
    finally:
        holder.close()
    assert work() == NOTHING
    assert deliver(client, "tokopedia", post).status_code == 200
