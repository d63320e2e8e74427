"""The rows of a run: a cooperative with its variants, and shops with listings linked to them one to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.base.types import AppCredentials, TokenPair
from mappings.words import ListingStatus
from storefront_sync.catalog.models import Component, Listing, Variant, VariantStock
from storefront_sync.cli.demo.control import MarketControl
from storefront_sync.ledger import beliefs
from storefront_sync.ledger.models import Belief
from storefront_sync.tenants.models import Cooperative, Shop
from storefront_sync.tenants.onboarding import (
    activate_shop,
    connect_shop,
    register_app,
    register_cooperative,
    register_installation,
)
from tests.bench.market import FIRST_STOCK, PRICE, item_id, model_id
from tests.bench.scale import Scale

WAREHOUSE = "bench-warehouse"

Rows = Sequence[tuple[str, int]]
"""(model id, pieces) of one item."""


@dataclass(frozen=True)
class Item:
    """One item of one shop: the ids of its listings and of their variants, by row number."""

    shop_id: int
    marketplace: str
    external_shop_id: str
    item_id: str
    model_ids: tuple[str, ...]
    listing_ids: tuple[int, ...]
    variant_ids: tuple[int, ...]
    saleor_ids: tuple[str, ...]


def make_rows(
    markets: dict[str, MarketControl], urls: dict[str, str], of: list[str], scale: Scale
) -> list[Item]:
    """Everything connected, linked, active and in agreement, at the stock that the simulators show."""
    now = datetime.now(UTC) - timedelta(seconds=60)
    installation = register_installation("http://bench.invalid/graphql/", "bench", "bench", now)
    cooperative = register_cooperative(
        installation, "bench", "Bench", channel_slug="bench", channel_id="bench", warehouse_ids=[WAREHOUSE]
    )
    items: list[Item] = []
    for marketplace, control in markets.items():
        credentials = control.credentials()
        app = AppCredentials(credentials.app_key, credentials.app_secret, credentials.options)
        register_app(marketplace, app, host=urls[marketplace], auth_host=urls[marketplace])
        for number, given in enumerate(credentials.shops):
            tokens = TokenPair(
                access=given.access_token,
                refresh=given.refresh_token,
                access_expires_at=datetime.fromtimestamp(given.access_expires_at, UTC),
                refresh_expires_at=None,
            )
            shop = connect_shop(
                cooperative, marketplace, given.shop_id, given.name, tokens, cipher_text=given.cipher
            )
            activate_shop(shop)
            items += _items(cooperative, shop, number, scale, now)
    return items


def _items(cooperative: Cooperative, shop: Shop, number: int, scale: Scale, now: datetime) -> list[Item]:
    keys = [(item, model) for item in range(scale.items) for model in range(scale.models)]
    variants = Variant.objects.bulk_create(
        Variant(
            cooperative=cooperative,
            saleor_id=f"{shop.pk}-{item}-{model}",
            product_id=f"{shop.pk}-{item}",
            product_name=f"Seragam {item}",
            sku=f"{shop.pk}-{item}-{model}",
            price=PRICE,
            details_read_started=now,
            stock_read_started=now,
            stock_read_ended=now,
        )
        for item, model in keys
    )
    VariantStock.objects.bulk_create(
        VariantStock(variant=variant, warehouse_id=WAREHOUSE, quantity=FIRST_STOCK, allocated=0, reserved=0)
        for variant in variants
    )
    listings = Listing.objects.bulk_create(
        Listing(
            shop=shop,
            cooperative=cooperative,
            item_id=item_id(number, item),
            model_id=model_id(number, item, model),
            title=f"Seragam {item}",
            status=ListingStatus.LIVE.value,
            price=PRICE,
            stock=FIRST_STOCK,
            read_started=now,
            link=Listing.Link.LINKED,
            link_source="staff",
        )
        for item, model in keys
    )
    Component.objects.bulk_create(
        Component(cooperative=cooperative, listing=listing, variant=variant, units=1)
        for listing, variant in zip(listings, variants, strict=True)
    )
    beliefs.begin([listing.pk for listing in listings], now)
    in_agreement = {"void": False, "void_reason": "", "known_from": now, "known_until": now}
    mine = Belief.objects.filter(shop=shop)
    mine.filter(aspect="stock").update(value=FIRST_STOCK, **in_agreement)
    mine.filter(aspect="price").update(value=PRICE, **in_agreement)
    found = []
    for item in range(scale.items):
        part = slice(item * scale.models, (item + 1) * scale.models)
        found.append(
            Item(
                shop_id=shop.pk,
                marketplace=shop.marketplace,
                external_shop_id=shop.external_id,
                item_id=item_id(number, item),
                model_ids=tuple(listing.model_id for listing in listings[part]),
                listing_ids=tuple(listing.pk for listing in listings[part]),
                variant_ids=tuple(variant.pk for variant in variants[part]),
                saleor_ids=tuple(variant.saleor_id for variant in variants[part]),
            )
        )
    return found
