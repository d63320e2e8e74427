"""Takes down whatever bears a run's tag. It is looked up by name, so that it works after any interruption."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from storefront_sync.cli.demo.control import ControlRefused
from storefront_sync.cli.demo.live import documents
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.app import uninstall
from storefront_sync.cli.demo.live.premises import type_slug
from storefront_sync.cli.demo.live.wire import Channels, Done, Draft, Key, MadeChannel, Named, OrderKey
from storefront_sync.cli.demo.store import Advance

ARCHIVE = "storefront-sync-demo"
"""Slug of the closed channel to which orders move: Saleor deletes none (3.23, November 2026)."""
ARCHIVE_NAME = "Storefront Sync demo"
AT_ONCE = 20
"""Orders cancelled by one call: about a second."""
MOST_PRODUCTS = 50
OVER = frozenset({"CANCELED", "EXPIRED"})


@dataclass(frozen=True)
class Left:
    """What could not be removed, as a part of the text key `demo.live.part.…`, and Saleor's word for why."""

    part: str
    word: str


class Removal:
    """Removes one run's things; a part that can't be removed holds up no other."""

    def __init__(self, api: Api, tag: str, sleep: Callable[[float], None]) -> None:
        self._api = api
        self._tag = tag
        self._sleep = sleep
        self.orders = 0
        """How many orders stay in the archive."""

    def run(self, advance: Advance) -> list[Left]:
        """All of it, in the order in which Saleor lets go of it; returns what is left."""
        parts: Sequence[tuple[str, Callable[[], None]]] = (
            ("app", lambda: uninstall(self._api, self._tag, self._sleep)),
            ("orders", self._end_orders),
            ("products", self._products),
            ("product_type", self._product_type),
            ("attributes", self._attributes),
            ("categories", self._categories),
            ("zone", self._zones),
            ("warehouse", self._warehouse),
            ("channel", self._close_channel),
        )
        left: list[Left] = []
        for done, (part, remove) in enumerate(parts):
            advance(done, len(parts))
            try:
                remove()
            except ControlRefused as refused:
                left.append(Left(part, refused.word))
        advance(len(parts), len(parts))
        return left

    def _end_orders(self) -> None:
        channel = self._channel(self._tag)
        if channel is None:
            return
        for draft in list(self._api.rows(documents.DRAFTS, Draft)):
            if draft.channel.id == channel.id:
                self._api.do(documents.DELETE_DRAFT, Done, id=draft.id)
        orders = list(self._api.rows(documents.ORDER_KEYS, OrderKey, channel=self._tag))
        self.orders = len(orders)
        for ids in _batches((row.id for row in orders if row.status not in OVER), AT_ONCE):
            self._api.do(documents.CANCEL_ORDERS, Done, ids=ids)

    def _products(self) -> None:
        if self._channel(self._tag) is None:
            return
        rows = list(self._api.rows(documents.PRODUCTS, Key, channel=self._tag))
        for ids in _batches((row.id for row in rows), MOST_PRODUCTS):
            self._api.do(documents.DELETE_PRODUCTS, Done, ids=ids)

    def _product_type(self) -> None:
        for row in self._tagged(documents.PRODUCT_TYPES):
            if row.slug == type_slug(self._tag):
                self._api.do(documents.DELETE_PRODUCT_TYPE, Done, id=row.id)

    def _attributes(self) -> None:
        ids = [row.id for row in self._tagged(documents.ATTRIBUTES)]
        if ids:
            self._api.do(documents.DELETE_ATTRIBUTES, Done, ids=ids)

    def _categories(self) -> None:
        ids = [row.id for row in self._tagged(documents.CATEGORIES)]
        if ids:
            self._api.do(documents.DELETE_CATEGORIES, Done, ids=ids)

    def _zones(self) -> None:
        for row in self._tagged(documents.ZONES):
            self._api.do(documents.DELETE_ZONE, Done, id=row.id)

    def _warehouse(self) -> None:
        for row in self._tagged(documents.WAREHOUSES):
            self._api.do(documents.DELETE_WAREHOUSE, Done, id=row.id)

    def _close_channel(self) -> None:
        channel = self._channel(self._tag)
        if channel is None:
            return
        heir = {"channelId": self._archive()} if self.orders else None
        self._api.do(documents.DELETE_CHANNEL, Done, id=channel.id, input=heir)

    def _archive(self) -> str:
        there = self._channel(ARCHIVE)
        if there is not None:
            return there.id
        given = {
            "name": ARCHIVE_NAME,
            "slug": ARCHIVE,
            "currencyCode": "IDR",
            "defaultCountry": "ID",
            "isActive": False,
        }
        return self._api.do(documents.CREATE_CHANNEL, MadeChannel, input=given).channel.id

    def _channel(self, slug: str) -> Named | None:
        rows = self._api.ask(documents.CHANNELS, Channels).channels or []
        return next((row for row in rows if row.slug == slug), None)

    def _tagged(self, document: str) -> list[Named]:
        """Those whose name ends with the tag in brackets, as only ours do."""
        return [row for row in self._api.rows(document, Named) if row.name.endswith(f"({self._tag})")]


def _batches(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    rows = list(ids)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
