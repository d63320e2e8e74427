"""One API request as its resolvers see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from storefront_sync.saleor.simulator.events import Happening
from storefront_sync.saleor.simulator.state.allocation import Crossing, free_pieces
from storefront_sync.saleor.simulator.state.apps import App, Installation
from storefront_sync.saleor.simulator.state.catalogue import Product, Variant
from storefront_sync.saleor.simulator.state.checkouts import Checkout
from storefront_sync.saleor.simulator.state.orders import Fulfillment, Order
from storefront_sync.saleor.simulator.state.places import Channel, Warehouse
from storefront_sync.saleor.simulator.state.store import Store
from storefront_sync.saleor.simulator.viewer import Viewer


class Backstage(Protocol):
    """What goes on behind a request: webhooks are sent and apps installed by workers."""

    def announce(self, happening: Happening) -> None:
        """Queue the webhooks of an event; called under the store's lock."""

    def install(self, installation: Installation) -> None:
        """Queue an app's installation."""

    def check_subscription(self, query: str) -> str:
        """Why a webhook's query can't be used; "" if it can."""

    def sign(self, claims: Mapping[str, object]) -> str:
        """A user's token with these claims."""

    def signed(self, token: str) -> Mapping[str, object] | None:
        """The claims of a user's token that the server signed; None for any other."""

    def base_url(self) -> str:
        """The server's own address without a trailing slash."""


@dataclass
class Call:
    """The request's viewer, the store (locked for its whole length) and its events, announced when it is
    done."""

    store: Store
    viewer: Viewer
    backstage: Backstage
    happenings: list[Happening] = field(default_factory=list)
    cause: str = "write"

    @property
    def now(self) -> datetime:
        """The server's clock."""
        return self.store.now()

    def emit(
        self,
        name: str,
        *,
        product: Product | None = None,
        product_variant: Variant | None = None,
        warehouse: Warehouse | None = None,
        order: Order | None = None,
        fulfillment: Fulfillment | None = None,
        checkout: Checkout | None = None,
        channel: Channel | None = None,
    ) -> None:
        """Note an event; subjects are those that its payload may be asked for."""
        self.happenings.append(
            Happening(
                name,
                self.now,
                self.viewer.principal,
                product=product,
                product_variant=product_variant,
                warehouse=warehouse,
                order=order,
                fulfillment=fulfillment,
                checkout=checkout,
                channel=channel,
            )
        )

    def emit_crossings(self, crossings: list[Crossing]) -> None:
        """Note the stock events of an allocation or of its undoing."""
        for crossing in crossings:
            self.emit_crossing(crossing.event, crossing.variant, crossing.stock.warehouse)

    def emit_crossing(self, event: str, variant: Variant, warehouse: Warehouse) -> None:
        """Note that a warehouse ran out of a variant or has some again, and what that means for its channels.

        Saleor tells channels only where it no longer counts by shipping zones, and names nobody as the cause.
        """
        self.emit(event, product_variant=variant, warehouse=warehouse)
        if self.store.settings.use_legacy_shipping_zone_stock_availability:
            return
        gone = event == "PRODUCT_VARIANT_OUT_OF_STOCK"
        for channel in self.store.channels:
            if warehouse in channel.warehouses and gone == (free_pieces(self.store, channel, variant) == 0):
                name = f"{event}_IN_CHANNEL"
                told = Happening(name, self.now, None, product_variant=variant, channel=channel)
                self.happenings.append(told)

    def commit(self) -> None:
        """Hand the events over, as Saleor does when its transaction commits."""
        for happening in self.happenings:
            self.backstage.announce(happening)
        self.happenings.clear()

    def app(self) -> App | None:
        """The calling app, if it is one."""
        return self.viewer.app
