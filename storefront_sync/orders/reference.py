"""The name by which an order is found again in Saleor."""

from storefront_sync.orders.models import Order


def reference(order: Order) -> str:
    """The order's externalReference in Saleor: marketplace, shop and order, unique on the server."""
    return f"{order.shop.marketplace}:{order.shop.external_id}:{order.external_id}"
