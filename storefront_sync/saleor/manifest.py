"""Our App's manifest, as Saleor fetches it when staff install us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.base.registry import marketplaces
from storefront_sync.core.sentences import LANGUAGES, sentence
from storefront_sync.saleor.extensions import EXTENSIONS
from storefront_sync.saleor.operations import operation

APP_ID = "storefront-sync"
APP_NAME = "Storefront Sync"
APP_VERSION = "0.1.0"
REQUIRED_VERSION = ">=3.23.0 <4.0.0"
MANIFEST_PATH = "/api/manifest"
REGISTER_PATH = "/api/register"
WEBHOOK_PATH = "/webhooks/saleor"
LOGO_PATH = "/api/logo.png"

PERMISSIONS: Mapping[str, str] = {
    "MANAGE_PRODUCTS": "saleor.permission.products",
    "MANAGE_ORDERS": "saleor.permission.orders",
    "HANDLE_PAYMENTS": "saleor.permission.payments",
    "MANAGE_SHIPPING": "saleor.permission.shipping",
}
"""What we ask for, with the text key of why: stocks and prices; importing and cancelling orders; recording
that the marketplace was paid; reading zones and methods for a blueprint, and the mark of imported orders.
Events of products and orders are sent only to who has the permission for them, too."""

SUBSCRIPTIONS: Mapping[str, tuple[str, ...]] = {
    "VariantChanged": (
        "PRODUCT_VARIANT_CREATED",
        "PRODUCT_VARIANT_UPDATED",
        "PRODUCT_VARIANT_DELETED",
        "PRODUCT_VARIANT_STOCK_UPDATED",
        "PRODUCT_VARIANT_OUT_OF_STOCK",
        "PRODUCT_VARIANT_BACK_IN_STOCK",
    ),
    "DiscountedPrice": ("PRODUCT_VARIANT_DISCOUNTED_PRICE_UPDATED",),
    "ProductChanged": ("PRODUCT_CREATED", "PRODUCT_UPDATED", "PRODUCT_DELETED"),
    "OrderChanged": (
        "ORDER_CREATED",
        "ORDER_UPDATED",
        "ORDER_CANCELLED",
        "ORDER_EXPIRED",
        "ORDER_FULFILLED",
        "FULFILLMENT_CREATED",
        "FULFILLMENT_CANCELED",
        "DRAFT_ORDER_UPDATED",
        "DRAFT_ORDER_DELETED",
    ),
    "OrdersImported": ("ORDER_BULK_CREATED",),
}
"""Events by subscription. No stock event fires when an order allocates (3.23), so orders are followed as
well.
Queries ask for ids only: a payload is built inside the mutation and a rich one slows stock writes tenfold."""


@dataclass(frozen=True)
class WebhookWanted:
    """A webhook that our App should have: its name is its key there. `events` in Saleor's capitals."""

    name: str
    target_url: str
    query: str
    events: frozenset[str]


def wanted_webhooks(base_url: str) -> tuple[WebhookWanted, ...]:
    """The webhooks of our App when we are reached at `base_url`."""
    base = base_url.rstrip("/")
    return tuple(
        WebhookWanted(name, f"{base}{WEBHOOK_PATH}", operation(f"subscriptions/{name}"), frozenset(events))
        for name, events in SUBSCRIPTIONS.items()
    )


def manifest(base_url: str, language: str = LANGUAGES[0]) -> dict[str, object]:
    """The manifest as JSON data, its labels in one of LANGUAGES: the Dashboard shows them as they are.

    `base_url` is our configured public address: never one made of a request's Host header, which loses its
    port on every call of Saleor. `appUrl` has no path, since core and Dashboard join it with an extension's
    address in three different ways that agree only then.
    """
    base = base_url.rstrip("/")
    return {
        "id": APP_ID,
        "name": APP_NAME,
        "author": APP_NAME,
        "about": sentence("app.about", language, {"marketplaces": _marketplaces()}),
        "version": APP_VERSION,
        "requiredSaleorVersion": REQUIRED_VERSION,
        "permissions": list(PERMISSIONS),
        "appUrl": base,
        "tokenTargetUrl": f"{base}{REGISTER_PATH}",
        "brand": {"logo": {"default": f"{base}{LOGO_PATH}"}},
        "extensions": [extension.wire(sentence(extension.label, language)) for extension in EXTENSIONS],
        "webhooks": [
            {
                "name": webhook.name,
                "targetUrl": webhook.target_url,
                "query": webhook.query,
                "asyncEvents": [*SUBSCRIPTIONS[webhook.name]],
                "isActive": True,
            }
            for webhook in wanted_webhooks(base)
        ],
    }


def _marketplaces() -> str:
    return ", ".join(place.manifest.name for place in marketplaces().values())
