"""Sets the scene: the store gets its catalogue and our App, the cooperative its shops, the listings links."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from connectors.base.errors import RateLimited
from connectors.base.types import AppCredentials, TokenPair
from storefront_sync.cli.demo.circumstances import COOPERATIVE
from storefront_sync.cli.demo.control import MarketControl
from storefront_sync.cli.demo.narration import Narrator
from storefront_sync.cli.demo.simulated_store import NAME
from storefront_sync.cli.demo.stage import Stage, wait_for
from storefront_sync.cli.demo.store import Premises
from storefront_sync.cli.demo.wire import CredentialShopWire
from storefront_sync.cli.texts import text
from storefront_sync.jobs.first_run import StaffLink, activate, prepare
from storefront_sync.jobs.report import shop_status
from storefront_sync.saleor.manifest import MANIFEST_PATH
from storefront_sync.sample.loader import staff_links
from storefront_sync.sample.rows import SampleLink
from storefront_sync.services.fleet import processes
from storefront_sync.tenants.models import Cooperative, Installation
from storefront_sync.tenants.onboarding import connect_shop, register_app, register_cooperative

SHOP_NAME = "Koperasi SMB"
MOST_PAUSES = 100
"""How often the first reading of the listings may wait for its call budget."""


class Opening:
    """What happens once, before anything is synced. `confirms`: which of the sample's links staff confirm
    now; the others wait in `left_out`."""

    def __init__(
        self, stage: Stage, narrator: Narrator, confirms: Callable[[StaffLink], bool] = lambda _link: True
    ) -> None:
        self._stage = stage
        self._narrator = narrator
        self._confirms = confirms
        self._cooperative_id = 0
        self.left_out: tuple[StaffLink, ...] = ()

    def run(self) -> None:
        """Everything up to the links; nothing is written to a marketplace yet."""
        for url in (self._stage.store.api_url, *(market.base_url for market in self._stage.markets)):
            wait_for(url, self._stage.supervisor)
        with self._narrator.task(text("demo.loading")) as advance:
            premises = self._stage.store.open(advance)
        wait_for(f"{self._stage.settings.public_url}/ready", self._stage.supervisor)
        self._narrator.say(text("demo.installing"))
        self._stage.store.install(f"{self._stage.settings.public_url}{MANIFEST_PATH}")
        self._narrator.say(text("demo.connecting"))
        cooperative = self._register(premises)
        self._cooperative_id = cooperative.pk
        for market in self._stage.markets:
            self._connect(cooperative, market)
        self._read(cooperative)

    def activate(self) -> None:
        """Let the shops be written, and the clock of the service run."""
        activate(self._cooperative_id)
        self._stage.supervisor.start(processes(self._stage.settings)[-1])

    def _register(self, premises: Premises) -> Cooperative:
        return register_cooperative(
            Installation.objects.get(api_url=self._stage.store.api_url),
            COOPERATIVE,
            NAME,
            channel_slug=premises.channel,
            channel_id=premises.channel_id,
            warehouse_ids=[premises.warehouse_id],
            shipping_method_id=premises.shipping_method_id,
            postcode_mark=premises.postcode_mark,
            sku_prefix=premises.sku_prefix,
        )

    def _connect(self, cooperative: Cooperative, market: MarketControl) -> None:
        market.send_webhooks_to(f"{self._stage.settings.public_url}/webhooks/{market.marketplace}")
        credentials = market.credentials()
        register_app(
            market.marketplace,
            AppCredentials(credentials.app_key, credentials.app_secret, credentials.options),
            host=market.base_url,
            auth_host=market.base_url,
        )
        for shop in credentials.shops:
            connect_shop(
                cooperative,
                market.marketplace,
                shop.shop_id,
                SHOP_NAME,
                token_pair(shop),
                cipher_text=shop.cipher,
            )

    def _read(self, cooperative: Cooperative) -> None:
        read: dict[str, int] = {}
        totals: dict[str, int] = {}
        with self._narrator.task(text("demo.reading")) as advance:

            def tell(what: str, rows: int, total: int | None) -> None:
                read[what], totals[what] = rows, max(rows, total or 0)
                advance(sum(read.values()), sum(totals.values()))

            given = confirmed(staff_links(COOPERATIVE), cooperative.sku_prefix)
            self.left_out = tuple(row for row in given if not self._confirms(row))
            links = [row for row in given if row not in self.left_out]
            for _ in range(MOST_PAUSES):
                try:
                    prepare(cooperative.pk, tell, links)
                    break
                except RateLimited as limited:
                    # The scan goes on where the budget ended it.
                    time.sleep(max((limited.until - datetime.now(UTC)).total_seconds(), 0.0))
            else:
                prepare(cooperative.pk, tell, links)
        shops = shop_status(COOPERATIVE)
        unlinked = sum(shop.unlinked for shop in shops)
        linked = sum(shop.in_sync + shop.behind + shop.blocked for shop in shops)
        self._narrator.say(text("demo.linked", linked=linked, unlinked=unlinked))


def confirmed(rows: Sequence[SampleLink], prefix: str = "") -> list[StaffLink]:
    """The sample's links that staff confirmed, one a listing; on the server SKUs begin with `prefix`."""
    units: Mapping[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for row in rows:
        units[row.marketplace, row.item_id, row.model_id][prefix + row.sku] = row.units
    return [StaffLink(*key, tuple(parts.items())) for key, parts in units.items()]


def token_pair(shop: CredentialShopWire) -> TokenPair:
    """A simulated shop's tokens as a connector takes them."""
    refresh_expires_at = shop.refresh_expires_at
    return TokenPair(
        access=shop.access_token,
        refresh=shop.refresh_token,
        access_expires_at=datetime.fromtimestamp(shop.access_expires_at, UTC),
        refresh_expires_at=None
        if refresh_expires_at is None
        else datetime.fromtimestamp(refresh_expires_at, UTC),
    )
