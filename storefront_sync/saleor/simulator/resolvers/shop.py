"""Server-wide settings, and the questions that anybody may ask of the server."""

from __future__ import annotations

from urllib.parse import urlsplit

from storefront_sync.saleor.simulator.arguments.setup import ShopSettingsArguments
from storefront_sync.saleor.simulator.binding import mutation, resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.events import VERSION
from storefront_sync.saleor.simulator.resolvers.countries import country
from storefront_sync.saleor.simulator.state.ids import global_id
from storefront_sync.saleor.simulator.state.places import ShopSettings


@resolver("Query", "shop")
def shop(source: object, call: Call) -> ShopSettings:
    """The shop itself, public."""
    return call.store.settings


@resolver("Shop", "id")
def shop_id(source: ShopSettings, call: Call) -> str:
    """There is one shop."""
    return global_id("Shop", 1)


@resolver("Shop", "version", needs=("MANAGE_SETTINGS", "MANAGE_PRODUCTS", "MANAGE_ORDERS"))
def version(source: ShopSettings, call: Call) -> str:
    """The server's version."""
    return VERSION


def _needs_settings(field: str, attribute: str) -> None:
    @resolver("Shop", field, needs=("MANAGE_SETTINGS",))
    def setting(source: ShopSettings, call: Call) -> int | None:
        value: int | None = getattr(source, attribute)
        return value


for _field, _attribute in (
    ("limitQuantityPerCheckout", "limit_quantity_per_checkout"),
    ("reserveStockDurationAnonymousUser", "reserve_stock_duration_anonymous_user"),
    ("reserveStockDurationAuthenticatedUser", "reserve_stock_duration_authenticated_user"),
):
    _needs_settings(_field, _attribute)


@resolver("Shop", "schemaVersion")
def schema_version(source: ShopSettings, call: Call) -> str:
    """Major and minor."""
    return VERSION.rpartition(".")[0]


@resolver("Shop", "domain")
def domain(source: ShopSettings, call: Call) -> dict[str, object]:
    """Where the server believes to be reached."""
    url = call.backstage.base_url()
    return {"host": urlsplit(url).netloc, "sslEnabled": False, "url": f"{url}/"}


@resolver("Shop", "defaultCountry")
def default_country(source: ShopSettings, call: Call) -> dict[str, object]:
    """Indonesia."""
    return country("ID")


@mutation("shopSettingsUpdate", ShopSettingsArguments, needs=("MANAGE_SETTINGS",))
def update_settings(call: Call, arguments: ShopSettingsArguments) -> dict[str, object]:
    """Set those settings that are given; 0 minutes of reservation turn it off."""
    settings = call.store.settings
    for name in arguments.input.model_fields_set:
        value = getattr(arguments.input, name)
        if name.startswith("reserve_stock_duration") and not value:
            value = None
        setattr(settings, name, value)
    return {"shop": settings}
