"""Orders of buyers whom the marketplace shows, in our books and in Saleor."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from connectors.base.types import BuyerView
from mappings.words import OrderState
from storefront_sync.orders.models import Order
from storefront_sync.orders.reference import reference
from storefront_sync.privacy.in_saleor import Followed, Pace, follow
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.simulator.state.orders import Order as SaleorOrder
from storefront_sync.tenants.vault import seal
from tests.orders.whole_world import WholeWorld

SITI = BuyerView(
    "Siti Rahayu", "0812-3456-7890", "Jl. Kenanga 4", "Gubeng", "Surabaya", "Jawa Timur", "6012x"
)
"""The postcode is none, so that it is kept aside in Saleor."""
WORDS = ("Siti", "Rahayu", "34567890", "Kenanga", "Gubeng", "6012x")
PACE = Pace(30, timedelta(hours=1))


def sold(whole: WholeWorld, buyer: BuyerView = SITI, slug: str = "sumber", *, settled: bool = True) -> Order:
    """An order of this buyer, imported (`settled`) or only taken in."""
    external_id = whole.buy(slug, "shopee", [("S", 1)])
    whole.clock.forward(5)
    whole.drain(slug, "shopee")
    Order.objects.filter(external_id=external_id).update(buyer_encrypted=seal(asdict(buyer)))
    if settled:
        whole.settle(slug)
    return Order.objects.get(external_id=external_id)


def ended(whole: WholeWorld, order: Order, days: int, state: OrderState = OrderState.COMPLETED) -> Order:
    """The order came to its end so long ago."""
    at = whole.clock.now() - timedelta(days=days)
    Order.objects.filter(pk=order.pk).update(remote_updated_at=at, state=state.value)
    return Order.objects.get(pk=order.pk)


def followed(whole: WholeWorld, slug: str = "sumber", client: SaleorClient | None = None) -> Followed:
    """One run of the job."""
    return follow(whole.cooperatives[slug], client or whole.client(), PACE, whole.clock.now)


def kept_in_saleor(whole: WholeWorld, order: Order) -> str:
    """All that Saleor's books say of the order's addresses and of what was kept aside."""
    found = whole.saleor.store.referred(SaleorOrder, reference(order))
    assert found is not None
    return repr((found.shipping_address, found.billing_address, found.private_metadata, found.metadata))
