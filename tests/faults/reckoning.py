"""Whether an installation has come to rest: the simulators' books against each other, and our tables without
work."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

import psycopg

from storefront_sync.cli.demo.agreement import disagreements
from storefront_sync.cli.demo.books import ListingKey, MarketTruth, StoreTruth
from storefront_sync.cli.demo.control import MarketControl, StoreControl
from storefront_sync.cli.demo.ideal import Components
from storefront_sync.cli.demo.import_check import check_imports
from storefront_sync.cli.demo.told import Told
from storefront_sync.cli.demo.truths import truths
from storefront_sync.sample.loader import truth
from tests.faults.first_day import COOPERATIVE

LINKS = """
SELECT shop.marketplace, listing.item_id, listing.model_id, variant.sku, component.units
FROM catalog_component AS component JOIN catalog_listing AS listing ON listing.id = component.listing_id
JOIN catalog_variant AS variant ON variant.id = component.variant_id
JOIN tenants_shop AS shop ON shop.id = listing.shop_id
WHERE listing.link = 'linked' AND listing.gone_at IS NULL
"""
UNDONE = {
    "marks": "SELECT count(*) FROM ledger_mark",
    "looks": "SELECT count(*) FROM ledger_look",
    "verifications": "SELECT count(*) FROM ledger_verification",
    "unanswered pushes": "SELECT count(*) FROM ledger_pushednumber WHERE outcome = 'pending'",
    "writes under way": "SELECT count(*) FROM ledger_belief WHERE in_flight > 0",
    "unknown numbers": "SELECT count(*) FROM ledger_belief AS b JOIN catalog_listing AS l"
    " ON l.id = b.listing_id WHERE b.void AND l.gone_at IS NULL",
    "open drifts": "SELECT count(*) FROM sync_drift WHERE closed_at IS NULL",
    "unsettled orders": "SELECT count(*) FROM orders_order WHERE settled < wanted",
    "half-made orders": "SELECT count(*) FROM orders_order"
    " WHERE phase IN ('seen', 'draft', 'placed', 'short')",
    "feeds to read": "SELECT count(*) FROM ledger_orderfeed WHERE asked_at IS NOT NULL OR read_until IS NULL",
}
WAITING = "SELECT external_id FROM orders_order WHERE phase = 'waiting_link'"


class Reckoning:
    """Reads all books from outside; nothing of ours is asked but its tables."""

    def __init__(self, database_url: str, store: StoreControl, markets: Sequence[MarketControl]) -> None:
        self._database_url = database_url
        self._store = store
        self._markets = markets
        self._truths = truths(truth(COOPERATIVE))

    def links(self) -> dict[ListingKey, Components]:
        """What each linked listing is linked to, by SKU."""
        found: dict[ListingKey, dict[str, int]] = defaultdict(dict)
        with psycopg.connect(self._database_url) as database:
            for marketplace, item_id, model_id, sku, units in database.execute(LINKS):
                found[ListingKey(marketplace, item_id, model_id)][sku] = units
        return dict(found)

    def faults(self) -> list[str]:
        """Everything that isn't yet as it ought to be, one line each; none = at rest."""
        try:
            return self._faults()
        except psycopg.OperationalError:
            return ["the database doesn't answer"]

    def _faults(self) -> list[str]:
        markets = [market.truth() for market in self._markets]
        store = self._store.truth()
        links = self.links()
        found = [
            f"{key}: {parts}, not {self._truths[key]}"
            for key, parts in links.items()
            if parts != self._truths[key]
        ]
        found += [
            f"{one.key} shows {one.aspect} {one.shown}, not {one.wanted}"
            for one in disagreements(markets, store, links)
        ]
        return found + self._orders(markets, store, links) + self._undone()

    def _orders(
        self, markets: Sequence[MarketTruth], store: StoreTruth, links: dict[ListingKey, Components]
    ) -> list[str]:
        waiting = self._rows(WAITING)
        without_link = {
            order.order_id
            for market in markets
            for order in market.orders
            if any(line.key not in links for line in order.lines)
        }
        found = [f"order {one} waits for no reason" for one in waiting - without_link]
        told = Told(links, frozenset(waiting), frozenset())
        checked = check_imports(markets, store, self._truths, told)
        found += [f"order {one} is not in the store" for one in checked.lost]
        found += [f"order {one} is in the store twice or with other pieces" for one in checked.duplicates]
        sold = {order.order_id: order for market in markets for order in market.orders}
        for order in json.loads(self._store.get("truth"))["orders"]:
            ours = sold.get((order["external_reference"] or "").rpartition(":")[2])
            worth = sum(line["quantity"] * line["unit_price"] for line in order["lines"])
            if ours is not None and ours.state != "cancelled" and order["charged"] != worth:
                found.append(f"order {ours.order_id} is charged {order['charged']} of {worth}")
            if ours is not None and ours.state == "cancelled" and order["status"] != "CANCELED":
                found.append(f"order {ours.order_id} is cancelled, its copy is {order['status']}")
        return found

    def _undone(self) -> list[str]:
        with psycopg.connect(self._database_url) as database:
            counted = {name: database.execute(query).fetchone() for name, query in UNDONE.items()}
        return [f"{row[0]} {name}" for name, row in counted.items() if row is not None and row[0]]

    def _rows(self, query: str) -> set[str]:
        with psycopg.connect(self._database_url) as database:
            return {row[0] for row in database.execute(query)}  # type: ignore[call-overload]
