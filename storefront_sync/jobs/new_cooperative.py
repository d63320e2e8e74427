"""A cooperative that was set up in Saleor is written down here, with its rules, and read once."""

from __future__ import annotations

from storefront_sync.catalog.planned import plan_rules, rules_of
from storefront_sync.core.errors import StorefrontError
from storefront_sync.jobs import first_run, process
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.goods.plan import Target
from storefront_sync.saleor.setup import present
from storefront_sync.saleor.setup.blueprint import Blueprint, CooperativePart
from storefront_sync.saleor.setup.export import export_blueprint
from storefront_sync.saleor.setup.run import Shop
from storefront_sync.tenants.models import Cooperative, Installation
from storefront_sync.tenants.onboarding import register_cooperative


class NotHere(StorefrontError):
    """There is no such cooperative here, several to choose from, or no App that has given us a token."""


def register(api_url: str, blueprint: Blueprint, shop: Shop) -> Cooperative:
    """Write the cooperative down; raises NotHere without the App's token, OwnedByAnother."""
    installation = Installation.objects.filter(api_url=api_url, revoked_at=None).first()
    if installation is None or not installation.token_encrypted:
        raise NotHere("setup.app.no_token", api_url)
    part = blueprint.cooperative
    cooperative = register_cooperative(
        installation,
        part.slug,
        part.name,
        channel_slug=blueprint.channel.slug,
        channel_id=shop.channel_id,
        warehouse_ids=shop.warehouse_ids,
        shipping_method_id=shop.shipping_method_id,
        postcode_mark=shop.postcode_mark,
        sku_prefix=part.sku_prefix,
    )
    plan_rules(cooperative, blueprint.rules)
    return cooperative


def first_sweep(cooperative: Cooperative, progress: first_run.Progress) -> None:
    """Read the cooperative's channel, and the listings of shops that it has, for the first time."""
    first_run.prepare(cooperative.pk, progress)


def read_again_soon(cooperative: Cooperative) -> None:
    """Have the cooperative's channel read as a whole at the next tick: our App isn't told of changes that it
    made itself."""
    Cooperative.objects.filter(pk=cooperative.pk).update(swept_at=None)


def chosen(slug: str) -> Cooperative:
    """The cooperative of that slug, or the only one there is. Raises NotHere."""
    rows = Cooperative.objects.select_related("installation").order_by("slug")
    found = list(rows.filter(slug=slug) if slug else rows[:2])
    if not found:
        raise NotHere("cooperative.unknown" if slug else "cooperative.none", slug)
    if len(found) > 1:
        raise NotHere("cooperative.say_which")
    return found[0]


def exported(cooperative: Cooperative, staff: SaleorClient | None = None) -> Blueprint:
    """The cooperative's blueprint, read as staff or else with our App's token, which may not read the
    server's own settings; raises the client's errors."""
    part = CooperativePart(slug=cooperative.slug, name=cooperative.name, sku_prefix=cooperative.sku_prefix)
    client = staff or process.client(cooperative)
    return export_blueprint(client, cooperative.channel_slug, part, rules_of(cooperative))


def goods_target(cooperative: Cooperative, warehouse: str, *, stock: bool) -> tuple[SaleorClient, Target]:
    """Where the cooperative's goods go, and the client for it. Raises NotHere for a warehouse it hasn't."""
    client = process.client(cooperative)
    own = set(cooperative.warehouses.values_list("warehouse_id", flat=True))
    channel = next((row for row in client.channels() if row.id == cooperative.channel_id), None)
    if channel is None:
        raise NotHere("setup.no_such_channel", cooperative.channel_slug)
    places = [key for key in channel.warehouse_ids if key in own]
    if warehouse:
        named = present.warehouses(client.transport).get(warehouse)
        places = [key for key in places if named is not None and key == named.id]
    if not places:
        raise NotHere("import.no_warehouse", warehouse)
    if len(places) > 1:
        raise NotHere("import.which_warehouse")
    others = Cooperative.objects.filter(installation=cooperative.installation).exclude(pk=cooperative.pk)
    return client, Target(
        cooperative.channel_slug,
        cooperative.channel_id,
        places[0],
        frozenset(others.values_list("channel_slug", flat=True)),
        stock,
    )
