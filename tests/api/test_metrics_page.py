"""What the monitoring system reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from mappings.words import Aspect
from storefront_sync.api.gauges import GAUGES
from storefront_sync.ledger import looks
from storefront_sync.ledger.marks import mark
from storefront_sync.tenants.problems import open_problem
from tests.api.calls import deliver
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.cooperatives import APP_TOKEN, World

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(autouse=True)
def _at_that_time(clock: HandSetClock) -> Iterator[None]:
    with time_machine.travel(clock.now() + timedelta(seconds=90), tick=False):
        yield


def scrape(client: Client) -> Samples:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def of(samples: Samples, name: str, **labels: object) -> float | None:
    return samples.get((name, frozenset((key, str(value)) for key, value in labels.items())))


def test_the_backlog_is_told_per_shop_with_zeros_where_all_is_well(
    world: World, clock: HandSetClock, client: Client
) -> None:
    busy, quiet = world.melati.tokopedia, world.anggrek.tokopedia
    mark([world.melati.listing.pk], Aspect.STOCK, clock.now())
    samples = scrape(client)
    name = "storefront_sync_marks"
    assert of(samples, name, shop=busy.pk, marketplace="tokopedia", aspect="stock") == 1
    assert of(samples, name, shop=quiet.pk, marketplace="tokopedia", aspect="stock") == 0
    name = "storefront_sync_oldest_mark_seconds"
    assert of(samples, name, shop=busy.pk, marketplace="tokopedia") == 90
    assert of(samples, name, shop=quiet.pk, marketplace="tokopedia") == 0


def test_looks_problems_and_arrivals_are_told(world: World, clock: HandSetClock, client: Client) -> None:
    cooperative = world.melati.cooperative.pk
    looks.request(cooperative, "variant", ["a", "b"], clock.now())
    open_problem(cooperative, "listing.sku_twice", "listing:1", now=clock.now())
    deliver(client, "tokopedia", senders.tokopedia(b"{}", secret="another"))
    samples = scrape(client)
    assert of(samples, "storefront_sync_looks", cooperative=cooperative) == 2
    assert of(samples, "storefront_sync_oldest_look_seconds", cooperative=cooperative) == 90
    assert of(samples, "storefront_sync_open_problems", cooperative=cooperative, key="listing.sku_twice") == 1
    assert of(samples, "storefront_sync_arrivals_total", source="tokopedia", outcome="forged") == 1


def test_every_gauge_is_on_the_page_with_its_labels(
    world: World, clock: HandSetClock, client: Client
) -> None:
    page = client.get("/metrics").content.decode()
    for gauge in GAUGES:
        assert f"# HELP {gauge.name}" in page
    assert len({gauge.name for gauge in GAUGES}) == len(GAUGES)


def test_no_name_and_no_secret_is_on_the_page(world: World, clock: HandSetClock, client: Client) -> None:
    mark([world.melati.listing.pk], Aspect.STOCK, clock.now())
    page = client.get("/metrics").content.decode()
    shops = [member.tokopedia for member in (world.melati, world.anggrek)]
    names = [
        "melati",
        "anggrek",
        "Melati",
        "Kopi",
        APP_TOKEN,
        senders.APP_KEY,
        *(shop.external_id for shop in shops),
    ]
    for name in names:
        assert name not in page
