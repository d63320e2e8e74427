"""A Saleor with our App in it, and what staff and time do to that."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.manifest import MANIFEST_PATH
from storefront_sync.saleor.simulator.state.apps import App
from storefront_sync.settings.env import settings
from storefront_sync.settings.keys import cipher
from storefront_sync.tenants.checkup import CheckUp, check_up
from storefront_sync.tenants.models import Cooperative, Installation, Problem
from storefront_sync.tenants.onboarding import register_cooperative
from storefront_sync.tenants.telling import Told, tell
from tests.api.installing import OwnServer, Shop
from tests.conftest import HandSetClock


class Installed:
    """One installation and its cooperative "melati"."""

    def __init__(self, client: Client, clock: HandSetClock, manifest_url: str) -> None:
        self.clock = clock
        self.manifest_url = manifest_url
        self.shop = Shop(client, clock.time)

    @property
    def row(self) -> Installation:
        """As it is in the database now."""
        return Installation.objects.get()

    @property
    def there(self) -> App:
        """Our App as the server has it."""
        return next(row for row in reversed(self.shop.simulator.store.apps) if not row.deleted)

    @property
    def swept_at(self) -> datetime | None:
        """When the cooperative's catalogue was last read; None where that is wanted now."""
        return Cooperative.objects.get(slug="melati").swept_at

    def install(self) -> None:
        """By staff; the cooperative is written down once and counts as read."""
        status, answer = self.shop.install(self.manifest_url)
        assert status == 200, answer
        self.cooperate("melati")

    def cooperate(self, slug: str) -> Cooperative:
        """A cooperative of that name that was just swept."""
        made = register_cooperative(
            self.row, slug, f"Koperasi {slug.title()}", channel_slug=slug, channel_id=slug, warehouse_ids=[]
        )
        self.swept()
        return made

    def swept(self) -> None:
        """Everything was read just now."""
        Cooperative.objects.update(swept_at=self.clock.now())

    def delete(self) -> None:
        """Staff delete the App."""
        self.shop.delete_app(self.there.id)

    def grant(self, *codes: str) -> None:
        """Staff give it these permissions and no other."""
        self.there.permissions = frozenset(codes)

    def client(self) -> SaleorClient:
        """With the token that is stored."""
        row = self.row
        return SaleorClient(row.api_url, cipher().decrypt(row.token_encrypted))

    def check(self, public_url: str | None = None) -> CheckUp:
        """One check-up."""
        url = settings().public_url if public_url is None else public_url
        return check_up(self.row, self.client(), url, self.clock.now())

    def tell(self) -> Told:
        """One comparison of the Dashboard with our list."""
        return tell(self.row, self.client(), "id", self.clock.now)

    def troubles(self) -> list[str]:
        """The keys of what is wrong by the last check-up."""
        return [row["key"] for row in self.row.troubles]

    def shown(self) -> dict[str, str]:
        """What the Dashboard shows of us: key → text."""
        return {row.key: row.message for row in self.there.problems if not row.dismissed_by}

    def break_webhooks(self) -> None:
        """One is gone, one off, one asks for another thing, one is there twice."""
        first, second, third, fourth, *_ = self.there.webhooks
        self.there.webhooks.remove(first)
        second.is_active = False
        third.query, third.events = "subscription { event { __typename } }", frozenset({"PRODUCT_CREATED"})
        double = replace(fourth, id=f"{fourth.id}x")
        self.there.webhooks.append(self.shop.simulator.store.add(double))


@contextmanager
def installed_app(
    client: Client, clock: HandSetClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installed]:
    """Installed in a running Saleor and just swept."""
    server = OwnServer()
    made = Installed(client, clock, f"{server.start()}{MANIFEST_PATH}")
    monkeypatch.setenv("STOREFRONT_SALEOR_API_URLS", made.shop.api_url)
    settings.cache_clear()
    try:
        made.install()
        yield made
    finally:
        made.shop.stop()
        server.stop()
        monkeypatch.undo()
        settings.cache_clear()


def open_keys(slug: str = "melati", but: Collection[str] = ()) -> list[str]:
    """The keys of a cooperative's open problems."""
    rows = Problem.objects.filter(cooperative__slug=slug, closed_at=None).exclude(key__in=but)
    return sorted(rows.values_list("key", flat=True))
