"""Started by the tests once an installation's servers run: the store gets its goods and our App, the shops
connect, the listings are linked, and syncing begins.

Arguments: the web server's address, the simulators' control key, the store's address, and one
`marketplace=address` for each marketplace. The settings come from the environment.
"""

from __future__ import annotations

import sys

from connectors.base.types import AppCredentials
from storefront_sync.cli.demo.control import MarketControl, StoreControl
from storefront_sync.cli.django_start import start_django
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.goods.catalogue import load_catalogue
from storefront_sync.saleor.setup import ShopPlan
from storefront_sync.saleor.sheet import read_sheet
from storefront_sync.saleor.types import AddressWrite
from storefront_sync.sample.loader import catalog_directory, staff_links

COOPERATIVE = "koperasi-melati"
MORE_ON_HAND = 300
"""Added to each stock: what is short has tests of its own, here every paid order must get through."""
ADDRESS = AddressWrite(street="Jl. Melati 1", city="Sidoarjo", province="Jawa Timur", postal_code="61219")


def main(web: str, key: str, store_url: str, *markets: str) -> None:
    """Everything up to the first push."""
    start_django()
    # Only now: these hold Django's models.
    from storefront_sync.cli.demo.opening import confirmed, token_pair  # noqa: PLC0415
    from storefront_sync.jobs.first_run import activate, prepare  # noqa: PLC0415
    from storefront_sync.tenants.models import Installation  # noqa: PLC0415
    from storefront_sync.tenants.onboarding import (  # noqa: PLC0415
        connect_shop,
        register_app,
        register_cooperative,
    )

    store = StoreControl(store_url, key)
    credentials = store.credentials()
    plan = ShopPlan(COOPERATIVE, "Koperasi Melati", f"gudang-{COOPERATIVE}", "Gudang Melati", ADDRESS)
    with catalog_directory(COOPERATIVE) as folder:
        rows = [
            {**row, "on_hand": str(int(row["on_hand"]) + MORE_ON_HAND)}
            for row in read_sheet(folder / "products.csv")
        ]
    shop = load_catalogue(SaleorClient(credentials.api_url, credentials.app_token), rows, plan).shop
    store.install(f"{web}/api/manifest")
    cooperative = register_cooperative(
        Installation.objects.get(api_url=credentials.api_url),
        COOPERATIVE,
        "Koperasi Melati",
        channel_slug=COOPERATIVE,
        channel_id=shop.channel_id,
        warehouse_ids=[shop.warehouse_id],
        shipping_method_id=shop.shipping_method_id,
        postcode_mark=shop.postcode_mark,
    )
    for name, _, url in (market.partition("=") for market in markets):
        control = MarketControl(name, url, key)
        control.send_webhooks_to(f"{web}/webhooks/{name}")
        known = control.credentials()
        app = AppCredentials(known.app_key, known.app_secret, known.options)
        register_app(name, app, host=url, auth_host=url)
        for given in known.shops:
            connect_shop(
                cooperative, name, given.shop_id, given.name, token_pair(given), cipher_text=given.cipher
            )
    prepare(cooperative.pk, staff_links=confirmed(staff_links(COOPERATIVE)))
    activate(cooperative.pk)


if __name__ == "__main__":
    main(*sys.argv[1:])
