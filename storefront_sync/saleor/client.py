"""All our calls to one Saleor."""

from __future__ import annotations

from collections.abc import Callable

import requests

from connectors.base.services import Timeouts
from storefront_sync.saleor.calls.app import AppCalls
from storefront_sync.saleor.calls.catalogue import CatalogueCalls
from storefront_sync.saleor.calls.fulfilments import FulfilmentCalls
from storefront_sync.saleor.calls.orders import OrderCalls
from storefront_sync.saleor.calls.payments import PaymentCalls
from storefront_sync.saleor.calls.products import ProductCalls
from storefront_sync.saleor.calls.restocks import RestockCalls
from storefront_sync.saleor.calls.shop import ShopCalls
from storefront_sync.saleor.calls.stand_ins import StandInCalls
from storefront_sync.saleor.transport import DEFAULT_TIMEOUTS, Transport


class SaleorClient(
    AppCalls,
    ShopCalls,
    CatalogueCalls,
    ProductCalls,
    OrderCalls,
    PaymentCalls,
    FulfilmentCalls,
    RestockCalls,
    StandInCalls,
):
    """One Saleor, spoken to with one token. Every method raises only the errors of `saleor.errors`.

    A call is tried once: what may have been applied is never sent again from here.
    """

    def __init__(
        self,
        api_url: str,
        token: str | Callable[[], str],
        *,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        session: requests.Session | None = None,
    ) -> None:
        super().__init__(Transport(api_url, token, timeouts=timeouts, session=session))

    @property
    def api_url(self) -> str:
        """The Saleor-Api-Url, which names the installation."""
        return self._transport.api_url

    @property
    def transport(self) -> Transport:
        """The transport, for set-up calls."""
        return self._transport

    def __repr__(self) -> str:
        return f"SaleorClient({self.api_url!r})"
