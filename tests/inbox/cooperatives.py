"""Two cooperatives on one Saleor, each with a shop on each marketplace and a mirrored variant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.base.types import AppCredentials, TokenPair
from storefront_sync.catalog.models import Component, Listing, Variant
from storefront_sync.tenants.models import Cooperative, Installation, Shop
from storefront_sync.tenants.onboarding import (
    activate_shop,
    connect_shop,
    register_app,
    register_cooperative,
    register_installation,
)
from tests.inbox.senders import APP_KEY, APP_SECRET, CALLBACK_URL, PUSH_KEY

API_URL = "https://toko.koperasi.example/graphql/"
APP_ID = "QXBwOjQ="
APP_TOKEN = "ADVx09C0PjJtqb27o4hXswBdDZvw6D"


@dataclass(frozen=True)
class Member:
    """One cooperative with its shops and its one linked variant."""

    cooperative: Cooperative
    shopee: Shop
    tokopedia: Shop
    variant: Variant
    listing: Listing


@dataclass(frozen=True)
class World:
    """All that is connected."""

    installation: Installation
    melati: Member
    anggrek: Member


def connected(now: datetime) -> World:
    """The two cooperatives, in the database."""
    options = {"push_key": PUSH_KEY, "callback_url": CALLBACK_URL}
    register_app("shopee", AppCredentials("2001", "a-partner-key", options))
    register_app("tokopedia", AppCredentials(APP_KEY, APP_SECRET))
    installation = register_installation(API_URL, APP_ID, APP_TOKEN, now)
    return World(
        installation, _member(installation, "melati", 1, now), _member(installation, "anggrek", 2, now)
    )


def _member(installation: Installation, slug: str, number: int, now: datetime) -> Member:
    cooperative = register_cooperative(
        installation,
        slug,
        f"Koperasi {slug.title()}",
        channel_slug=slug,
        channel_id=f"Q2hhbm5lbDo{number}",
        warehouse_ids=[f"V2FyZWhvdXNlOj{number}"],
    )
    shopee = _shop(cooperative, "shopee", f"72772065{number}", now)
    tokopedia = _shop(cooperative, "tokopedia", f"74955407353657775{number}", now)
    variant = Variant.objects.create(
        cooperative=cooperative,
        saleor_id=f"UHJvZHVjdFZhcmlhbnQ6{number}",
        product_id=f"UHJvZHVjdDo{number}",
        product_name="Kopi bubuk",
        sku=f"{slug}-KOPI",
        price=15_000,
        details_read_started=now,
    )
    listing = Listing.objects.create(
        shop=tokopedia,
        cooperative=cooperative,
        item_id=f"172938{number}",
        model_id=f"99{number}",
        title="Kopi bubuk",
        status="live",
        read_started=now,
        link=Listing.Link.LINKED,
        link_source="staff",
    )
    Component.objects.create(cooperative=cooperative, listing=listing, variant=variant, units=1)
    return Member(cooperative, shopee, tokopedia, variant, listing)


def _shop(cooperative: Cooperative, marketplace: str, external_id: str, now: datetime) -> Shop:
    pair = TokenPair("an-access-token-4d6f", "a-refresh-token-77aa", now + timedelta(hours=4))
    shop = connect_shop(cooperative, marketplace, external_id, f"{marketplace} {cooperative.slug}", pair)
    activate_shop(shop)
    return Shop.objects.get(pk=shop.pk)
