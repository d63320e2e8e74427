"""Our App's manifest, as Saleor fetches it when staff install us."""

from __future__ import annotations

from collections.abc import Mapping

from storefront_sync.saleor.operations import operation

APP_ID = "storefront-sync"
APP_NAME = "Storefront Sync"
APP_VERSION = "0.1.0"
REQUIRED_VERSION = ">=3.23.0 <4.0.0"
REGISTER_PATH = "/api/register"
WEBHOOK_PATH = "/webhooks/saleor"
CONSOLE_PATH = "/console/"
LOGO_PATH = "/api/logo.png"

PERMISSIONS: Mapping[str, str] = {
    "MANAGE_PRODUCTS": "saleor.permission.products",
    "MANAGE_ORDERS": "saleor.permission.orders",
    "HANDLE_PAYMENTS": "saleor.permission.payments",
    "MANAGE_SHIPPING": "saleor.permission.shipping",
}
"""What we ask for, with the text key of why: stocks and prices; importing and cancelling orders;
recording that
the marketplace was paid; the zero-priced shipping method of imported orders."""

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


def manifest(base_url: str) -> dict[str, object]:
    """The manifest as JSON data.

    `base_url` is our configured public address: never one made of a request's Host header, which loses its
    port on every call of Saleor.
    """
    base = base_url.rstrip("/")
    return {
        "id": APP_ID,
        "name": APP_NAME,
        "author": APP_NAME,
        "version": APP_VERSION,
        "requiredSaleorVersion": REQUIRED_VERSION,
        "permissions": list(PERMISSIONS),
        "appUrl": f"{base}{CONSOLE_PATH}",
        "tokenTargetUrl": f"{base}{REGISTER_PATH}",
        "brand": {"logo": {"default": f"{base}{LOGO_PATH}"}},
        "webhooks": [
            {
                "name": name,
                "targetUrl": f"{base}{WEBHOOK_PATH}",
                "query": operation(f"subscriptions/{name}"),
                "asyncEvents": list(events),
                "isActive": True,
            }
            for name, events in SUBSCRIPTIONS.items()
        ],
    }
