"""Cooperatives on a Saleor that publishes its keys, and a browser's requests to our pages."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from connectors.base.types import TokenPair
from storefront_sync.catalog.models import Component, Listing, Variant, VariantStock
from storefront_sync.ledger import beliefs
from storefront_sync.ledger.models import Belief
from storefront_sync.orders.models import Order, OrderLine
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.simulator.keys import shared_key
from storefront_sync.tenants.models import Cooperative, Installation, Shop
from storefront_sync.tenants.onboarding import (
    Consented,
    activate_shop,
    connect_shop,
    register_cooperative,
    register_installation,
)
from tests.conftest import HandSetClock
from tests.console.staff import EVERYTHING, USER, claims

PRODUCT = "UHJvZHVjdDox"
ORDER = "T3JkZXI6YWJj"


def saleor(clock: HandSetClock) -> SaleorSimulator:
    """A server; call `start` and `stop`."""
    return SaleorSimulator(now=clock.time, rng=random.Random(1), background=False)


@dataclass
class Store:
    """What a test fills and looks at."""

    clock: HandSetClock
    server: SaleorSimulator
    installation: Installation
    cooperatives: dict[str, Cooperative] = field(default_factory=dict)

    @classmethod
    def on(cls, server: SaleorSimulator, clock: HandSetClock) -> Store:
        """A store of that server, without any cooperative."""
        given = server.world.credentials()
        made = register_installation(
            str(given["api_url"]), str(given["app_id"]), str(given["app_token"]), clock.now()
        )
        return cls(clock, server, made)

    def cooperative(self, slug: str = "melati") -> Cooperative:
        """A cooperative, made when first named."""
        if slug not in self.cooperatives:
            number = len(self.cooperatives) + 1
            self.cooperatives[slug] = register_cooperative(
                self.installation,
                slug,
                f"Koperasi {slug.title()}",
                channel_slug=slug,
                channel_id=f"Q2hhbm5lbDo{number}",
                warehouse_ids=[f"wh-{slug}"],
            )
        return self.cooperatives[slug]

    def shop(self, marketplace: str = "shopee", slug: str = "melati") -> Shop:
        """An active shop, whose permission lasts a hundred days."""
        now = self.clock.now()
        pair = TokenPair("access", "refresh", now + timedelta(hours=4), now + timedelta(days=100))
        number = Shop.objects.count() + 1
        shop = connect_shop(
            self.cooperative(slug),
            marketplace,
            f"90{number}",
            f"Toko {slug.title()}",
            pair,
            consented=Consented(now, ends_at=now + timedelta(days=100)),
        )
        activate_shop(shop)
        return Shop.objects.get(pk=shop.pk)

    def variant(self, options: str = "Besar", *, slug: str = "melati", stock: int = 7) -> Variant:
        """A variant of the product, at Rp15,000, read just now."""
        now, number = self.clock.now(), Variant.objects.count() + 1
        made = Variant.objects.create(
            cooperative=self.cooperative(slug),
            saleor_id=f"variant-{number}",
            product_id=PRODUCT,
            product_name="Kopi bubuk",
            options=options,
            sku=f"KOPI-{number}",
            price=15_000,
            details_read_started=now,
            stock_read_started=now,
            stock_read_ended=now,
        )
        VariantStock.objects.create(
            variant=made, warehouse_id=f"wh-{slug}", quantity=stock, allocated=0, reserved=0
        )
        return made

    def listing(self, shop: Shop, title: str = "Kopi bubuk asli", **other: object) -> Listing:
        """A listing that isn't linked."""
        number = Listing.objects.count() + 1
        return Listing.objects.create(
            **{
                "shop": shop,
                "cooperative": shop.cooperative,
                "item_id": f"55{number}",
                "model_id": "0",
                "title": title,
                "status": "live",
                "read_started": self.clock.now(),
                **other,
            }
        )

    def linked(self, shop: Shop, variant: Variant, title: str = "Kopi bubuk asli", units: int = 1) -> Listing:
        """A listing that shows what it should."""
        made = self.listing(shop, title, link=Listing.Link.LINKED, link_source="staff", price=15_000, stock=7)
        Component.objects.create(cooperative=shop.cooperative, listing=made, variant=variant, units=units)
        beliefs.begin([made.pk], self.clock.now())
        self.believe(made, "stock", 7)
        self.believe(made, "price", 15_000)
        return made

    def believe(self, listing: Listing, aspect: str, value: int) -> None:
        """Buyers were seen to see that number just now."""
        Belief.objects.filter(listing=listing, aspect=aspect).update(
            value=value, void=False, void_reason="", known_from=self.clock.now(), known_until=self.clock.now()
        )

    def order(self, shop: Shop, phase: str, listing: Listing | None = None, **other: object) -> Order:
        """An order of one line."""
        now, number = self.clock.now(), Order.objects.count() + 1
        made = Order.objects.create(
            **{
                "cooperative": shop.cooperative,
                "shop": shop,
                "external_id": f"2411{number}QSK8",
                "shop_front": shop.marketplace,
                "state": "ready",
                "paid": True,
                "remote_created_at": now - timedelta(hours=2),
                "remote_updated_at": now,
                "seen_at": now,
                "shipping_fee": 9_000,
                "total": 24_000,
                "phase": phase,
                "saleor_id": ORDER,
                "settled": 1,
                **other,
            }
        )
        OrderLine.objects.create(
            order=made,
            shop=shop,
            line_key="1",
            item_id="1",
            model_id="0",
            listing=listing,
            title=listing.title if listing else "Kopi luar biasa",
            quantity=1,
            unit_price=15_000,
        )
        return made

    def token(self, user: str = USER, permissions: tuple[str, ...] = EVERYTHING, **other: object) -> str:
        """What the Dashboard hands to our page."""
        body = claims(
            self.installation.api_url,
            self.installation.app_id,
            self.clock.now(),
            user=user,
            permissions=permissions,
            **other,
        )
        return shared_key().token(body)

    def post(self, page: str, token: str | None = None, **fields: str) -> HttpResponse:
        """As the Dashboard asks for a widget."""
        form = {
            "saleorApiUrl": self.installation.api_url,
            "accessToken": self.token() if token is None else token,
            "appId": self.installation.app_id,
            **fields,
        }
        return posted(page, form)

    def overview(self, token: str | None = None, lang: str = "id") -> HttpResponse:
        """As the script of the App's page asks."""
        bearer = self.token() if token is None else token
        return Client().get(  # type: ignore[return-value]
            "/console/overview", {"lang": lang}, headers={"Authorization": f"Bearer {bearer}"}
        )


def posted(page: str, form: dict[str, str]) -> HttpResponse:
    """A form, urlencoded, from a strict client: one that would be stopped without the CSRF exemption."""
    return Client(enforce_csrf_checks=True).post(  # type: ignore[return-value]
        f"/console/{page}", urlencode(form), content_type="application/x-www-form-urlencoded"
    )


def told(answer: HttpResponse) -> str:
    """The page as text."""
    return answer.content.decode()
