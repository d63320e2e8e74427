"""The job of asking what orders cost, and what staff do with settlement files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from connectors.base.errors import AuthExpired, ConnectorError, ConsentEnded
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.ledger.leases import lease
from storefront_sync.settings.env import settings
from storefront_sync.settlements.books import FileBooks, files_of
from storefront_sync.settlements.differences import Difference, differences
from storefront_sync.settlements.files import SettlementUnusable
from storefront_sync.settlements.importing import Imported, import_file
from storefront_sync.settlements.money import read_money
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.consent_end import doubt
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.named import shops_named

LONGEST = timedelta(seconds=2)
_log = structlog.get_logger(__name__)


@job
def money_of_shop(shop_id: int, queue: str) -> None:
    """Ask what the shop's orders cost, for two seconds; the rest is another job."""
    del queue
    shop = Shop.objects.select_related("cooperative").get(pk=shop_id)
    if shop.state != Shop.State.ACTIVE or (shop.not_before is not None and shop.not_before > process.now()):
        return
    with lease(f"money:{shop_id}", process.now, settings().lease_seconds) as held:
        if held is None:
            return
        finance = process.connector(shop, CallClass.SCAN).finance
        period = timedelta(seconds=settings().money_poll_seconds)
        try:
            read_money(shop, finance, period, process.now, LONGEST)
        except ConnectorError as error:  # what was said stays; the rest is asked for after the period
            _log.warning("money.not_read", shop=shop_id, key=error.key)
            if isinstance(error, ConsentEnded | AuthExpired):
                doubt(shop_id, process.now())


@dataclass(frozen=True)
class Books:
    """Some shops' files. `tax` is whether withheld tax is to be shown."""

    files: list[FileBooks]
    tax: bool


def shop_of(name: str, cooperative: str = "") -> Shop:
    """The only shop of `shops_of`; raises SettlementUnusable where there is none, or several."""
    shops = shops_of(name, cooperative)
    if len(shops) != 1:
        raise SettlementUnusable("settlement.which_shop" if shops else "settlement.unknown_shop", name)
    return shops[0]


def shops_of(name: str = "", cooperative: str = "") -> list[Shop]:
    """Shops by their marketplace or their number there, of one cooperative by slug; "" = all."""
    return list(shops_named(name, cooperative))


def import_settlement(shop: Shop, path: Path, by: str) -> Imported:
    """Import a file; raises SettlementUnusable."""
    return import_file(shop, path, by, process.now())


def books(shops: list[Shop]) -> Books:
    """What was imported for these shops."""
    files = [row for shop in shops for row in files_of(shop)]
    return Books(files, settings().settlement_tax)


def differences_of(shops: list[Shop]) -> list[Difference]:
    """Where these shops were paid something else than was to be expected."""
    patience = timedelta(days=settings().settlement_days)
    return [row for shop in shops for row in differences(shop, process.now(), patience)]
