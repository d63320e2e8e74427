"""The simulated Saleor as the demonstration's store."""

from __future__ import annotations

from collections.abc import Mapping

from storefront_sync.cli.demo.circumstances import CHANNEL, COOPERATIVE, STORE_FAULTS
from storefront_sync.cli.demo.control import StoreControl
from storefront_sync.cli.demo.store import Advance, Manner, Premises, Shopfront
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.goods.catalogue import load_catalogue
from storefront_sync.saleor.setup import ShopPlan
from storefront_sync.saleor.sheet import read_sheet
from storefront_sync.saleor.types import AddressWrite
from storefront_sync.sample.loader import catalog_directory

NAME = "Koperasi Sumber Mulia Barokah"
ADDRESS = AddressWrite(
    street="Jl. Tambak Wedi 1", city="Surabaya", province="Jawa Timur", postal_code="60126"
)


class SimulatedStore(StoreControl):
    """A server of our own, which shows everything and breaks on demand."""

    name = "simulator"
    manner = Manner()

    @property
    def api_url(self) -> str:
        """Its GraphQL address."""
        return f"{self.base_url}/graphql/"

    def open(self, advance: Advance) -> Premises:
        """Load the sample into the empty server."""
        credentials = self.credentials()
        client = SaleorClient(credentials.api_url, credentials.app_token)
        plan = ShopPlan(CHANNEL, NAME, f"gudang-{CHANNEL}", "Gudang Tambak Wedi", ADDRESS)
        with catalog_directory(COOPERATIVE) as folder:
            rows = read_sheet(folder / "products.csv")
        shop = load_catalogue(client, rows, plan, advance).shop
        return Premises(
            CHANNEL, shop.channel_id, shop.warehouse_id, shop.shipping_method_id, shop.postcode_mark
        )

    def shopfront(self) -> Shopfront:
        """The same for another thread."""
        return self.twin()

    def make_trouble(self) -> bool:
        """The faults of a bad day."""
        self.set_faults(STORE_FAULTS)
        return True

    def secrets(self) -> Mapping[str, str]:
        """Nothing that we are given beyond the App's token, which is kept sealed."""
        return {}
