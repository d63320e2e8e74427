"""The bench of sweeps compares like with like."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import requests

from storefront_sync.saleor.simulator import SaleorSimulator
from tests.bench.fetch import BareFetch, Twice
from tests.bench.goods import CHANNEL, product_list
from tests.bench.sweep import CHANGED, FULL, KINDS, QUICK
from tests.bench.swept import Swept, figures

VARIANTS = 250


@pytest.fixture
def saleor() -> Iterator[SaleorSimulator]:
    """With goods for three pages."""
    made = SaleorSimulator.from_products(
        product_list(VARIANTS), channel=CHANNEL, rng=random.Random(1), background=False
    )
    made.start()
    yield made
    made.stop()


def client_of(saleor: SaleorSimulator, token: str = "") -> tuple[BareFetch, Twice]:
    """A client of the bench, and what fetches beside it."""
    given = saleor.world.credentials()
    url, right = str(given["api_url"]), str(given["app_token"])
    bare = BareFetch(url, token or right)
    return bare, Twice(url, right, bare, requests.Session())


def test_every_page_that_is_read_is_fetched_once_more(saleor: SaleorSimulator) -> None:
    bare, client = client_of(saleor)
    rows, cursor = 0, ""
    for number in range(1, 4):
        page = client.variants_page(CHANNEL, cursor)
        rows, cursor = rows + len(page.rows), page.next_cursor
        assert (bare.pages, pages(saleor)) == (number, 2 * number)
    assert (rows, cursor) == (VARIANTS, "")


def test_an_error_is_not_taken_for_quick_fetching(saleor: SaleorSimulator) -> None:
    _, client = client_of(saleor, "revoked")
    with pytest.raises(AssertionError):
        client.variants_page(CHANNEL)


def test_each_sweep_is_held_against_its_own_fetching() -> None:
    calm, busy = Swept(11.0, 10.0, 0.5, fetch=10.0), Swept(66.0, 60.0, 0.5, fetch=60.0)
    found = figures({kind: [calm, busy, busy] for kind in KINDS})
    assert found["sweep_over_fetch"] == dict.fromkeys(KINDS, 1.1)
    assert found["sweep_over_waiting"] == dict.fromkeys(KINDS, 1.1)


def test_the_full_run_is_as_large_as_promised() -> None:
    assert (FULL, CHANGED) == (10_000, 0.05)
    assert QUICK < FULL


def pages(saleor: SaleorSimulator) -> int:
    """How many pages were asked for."""
    calls = [event for event in saleor.store.journal.after() if event["kind"] == "call"]
    return sum(event["name"] == "VariantsPage" for event in calls)
