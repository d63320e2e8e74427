"""The simulated API, one module an area. Importing this package binds all of it to the schema."""

from storefront_sync.saleor.simulator.resolvers import (
    apps,
    catalogue,
    checkout_mutations,
    checkouts,
    draft_orders,
    fulfilments,
    metadata,
    order_mutations,
    orders,
    payments,
    places,
    product_mutations,
    setup,
    shop,
    stocks,
)

__all__ = [
    "apps",
    "catalogue",
    "checkout_mutations",
    "checkouts",
    "draft_orders",
    "fulfilments",
    "metadata",
    "order_mutations",
    "orders",
    "payments",
    "places",
    "product_mutations",
    "setup",
    "shop",
    "stocks",
]
