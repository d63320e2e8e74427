"""A seller's browser on our connecting pages and at the (simulated) marketplace's consent screen."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import requests
import time_machine
from django.http import HttpResponse
from django.test import Client

from connectors.base.registry import marketplaces
from connectors.base.simulator.consent import Seller
from connectors.base.simulator.find import simulator_class
from connectors.base.simulator.protocol import Simulator
from connectors.base.simulator.seed import SeedShop
from storefront_sync.core.sentences import sentence
from storefront_sync.settings.env import settings
from storefront_sync.tenants.consent_requests import Reason, invite
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.onboarding import register_app, register_cooperative, register_installation
from tests.conftest import HandSetClock

PLACE = "tokopedia"
RETURN_PAGE = f"http://127.0.0.1:8000/connect/return/{PLACE}"
CONSENTING = tuple(sorted(key for key, place in marketplaces().items() if place.consent is not None))
SHOPS = ("7001", "7002", "7003")


@dataclass
class Road:
    """Two cooperatives, and a marketplace with three shops."""

    clock: HandSetClock
    simulator: Simulator
    cooperatives: dict[str, Cooperative] = field(default_factory=dict)

    def link(self, slug: str = "melati", marketplace: str = PLACE) -> str:
        """A new link, as a path."""
        return f"/connect/{invite(self.cooperatives[slug], marketplace, self.clock.now())}"


@dataclass
class SellersBrowser:
    """Keeps its cookies and goes where it is sent."""

    road: Road
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def opens(self, link: str, **headers: str) -> HttpResponse:
        """The page of a link."""
        return self.client.get(link, headers=headers)  # type: ignore[return-value]

    def presses(self, link: str) -> HttpResponse:
        """Open the page, press its button."""
        return self.client.post(link, self.form_of(self.opens(link)))  # type: ignore[return-value]

    def form_of(self, page: HttpResponse) -> dict[str, str]:
        """What the page's form posts; nothing where it has none."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', told(page))
        return {"csrfmiddlewaretoken": token.group(1)} if token else {}

    def decides(self, page: HttpResponse, *shops: str, declines: bool = False) -> str:
        """At the marketplace: the address to which it sends the browser back."""
        self.road.simulator.desk.seller = Seller(shops, declines)
        address = page["Refresh"].partition("url=")[2]
        answer = requests.get(address, allow_redirects=False, timeout=5)
        assert answer.status_code == 302
        return answer.headers["Location"]

    def returns(self, address: str) -> HttpResponse:
        """Follow an address of ours, redirects too."""
        parts = urlsplit(address)
        answer = self.client.get(parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)))
        if answer.status_code == 303:
            return self.client.get(answer["Location"])  # type: ignore[return-value]
        return answer  # type: ignore[return-value]

    def connects(self, link: str, *shops: str) -> HttpResponse:
        """The whole trip."""
        return self.returns(self.decides(self.presses(link), *shops))


def told(page: HttpResponse) -> str:
    """The page as text."""
    return page.content.decode()


def says(page: HttpResponse, reason: Reason) -> bool:
    """Whether the page gives this reason."""
    return sentence(f"console.connect.refused.{reason.value}", "id") in told(page)


def query(address: str, name: str) -> str:
    """A field of an address's query, as it is written there; empty where it has none."""
    return address.partition(f"{name}=")[2].partition("&")[0]


def later(way: Road, by: timedelta) -> time_machine.travel:
    """Some time on, as a context."""
    way.clock.forward(by.total_seconds())
    return time_machine.travel(way.clock.now(), tick=False)


@contextmanager
def road(clock: HandSetClock, key: str = PLACE) -> Iterator[Road]:
    """Everything registered, with the marketplace of that key."""
    seeds = [SeedShop(shop, f"Toko {shop}", ()) for shop in SHOPS]
    simulator: Simulator = simulator_class(key).from_seed(
        seeds, now=clock.time, rng=random.Random(5), webhook_thread=False
    )
    simulator.start()
    simulator.register_return_page(RETURN_PAGE.replace(PLACE, key))
    made = Road(clock, simulator)
    installation = register_installation("https://shop.example/graphql/", "app", "token", clock.now())
    for slug in ("melati", "sumber"):
        made.cooperatives[slug] = register_cooperative(
            installation,
            slug,
            f"Koperasi {slug.title()}",
            channel_slug=slug,
            channel_id=f"ch-{slug}",
            warehouse_ids=[f"wh-{slug}"],
        )
    register_app(key, simulator.app(), host=simulator.base_url, auth_host=simulator.base_url)
    assert settings().public_url == "http://127.0.0.1:8000"
    try:
        yield made
    finally:
        simulator.stop()
