"""The live Saleor as the demonstration's store."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from storefront_sync.cli.demo.books import Books, StoreTruth
from storefront_sync.cli.demo.control import ControlRefused
from storefront_sync.cli.demo.live import app
from storefront_sync.cli.demo.live.access import Access
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.edits import Edits
from storefront_sync.cli.demo.live.following import Following
from storefront_sync.cli.demo.live.premises import make_premises
from storefront_sync.cli.demo.live.reading import Goods, Reading, store_truth
from storefront_sync.cli.demo.live.removal import ARCHIVE_NAME, Removal
from storefront_sync.cli.demo.live.shopfront import LiveShopfront
from storefront_sync.cli.demo.live.wire import Order
from storefront_sync.cli.demo.store import Advance, Manner, Premises, Shopfront
from storefront_sync.cli.texts import text
from storefront_sync.core.errors import StorefrontError

MANNER = Manner(pace=0.5, look_seconds=2.0, patience_seconds=600.0, read_timeout_seconds=5.0)
"""A real server takes about a second for a checkout and as long for an import (3.23.28, two shared cores)."""
MOST_TRIES = 3
PAUSE_SECONDS = 1.0


class LiveRefused(StorefrontError):
    """The server said no, or didn't answer; `technical` is its own word."""


@dataclass(frozen=True)
class Seen:
    """One reading of the whole shop, begun at `began` (epoch seconds)."""

    began: float
    goods: Mapping[str, Goods]
    orders: list[Order]


class LiveStore:
    """One run on one server, from setting up to taking down.

    `say` tells people what they should know of it; `answers` whether anybody is at an address.
    """

    def __init__(
        self,
        access: Access,
        tag: str,
        say: Callable[[str], None],
        answers: Callable[[str], bool],
        *,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.tag = tag
        self.manner = replace(MANNER, salt=int(tag.rpartition("-")[2], 16))
        self._say = say
        self._access = access
        self._answers = answers
        self._now = now
        self._sleep = sleep
        self._api = Api(access.api_url, access.token)
        self._edits = Edits()
        self._premises: Premises | None = None
        self._seen: Seen | None = None

    @property
    def name(self) -> str:
        """`Saleor` and its version."""
        return f"Saleor {self._access.version}"

    @property
    def api_url(self) -> str:
        """The server's own name for itself."""
        return self._access.api_url

    def make_room(self) -> None:
        """See that nobody else's App is in the way; what an earlier demonstration left behind is taken down.
        Raises AppTaken, LiveRefused."""
        try:
            earlier = app.make_room(self._api, self._answers)
        except ControlRefused as refused:
            raise LiveRefused("demo.live.refused", refused.word) from None
        if earlier:
            self._say(text("demo.live.earlier", tag=earlier))
            self._take_down(earlier, lambda _done, _total: None)

    def open(self, advance: Advance) -> Premises:
        """Set up and import. Raises GoodsRefused and the client's errors."""
        premises = make_premises(self._access.client, self.tag, advance)
        self._premises = premises
        self._reading = Reading(self._api, premises)
        self._following = Following(self._reading, self._edits, premises.warehouse_id)
        return premises

    def install(self, manifest_url: str) -> None:
        """By the handshake between Saleor and our own web process. Raises InstallFailed, AppTaken."""
        app.install(self._access.client, manifest_url, self.tag, self._sleep)

    def shopfront(self) -> Shopfront:
        """For the shoppers' thread, with connections of its own."""
        assert self._premises is not None
        staff, anybody = self._api.twin(), Api(self.api_url, lambda: "")
        return LiveShopfront(staff, anybody, self._premises, self._edits, self._now)

    def make_trouble(self) -> bool:
        """Nobody breaks a real server for a show."""
        return False

    def truth(self) -> StoreTruth:
        """Read now. Raises LiveRefused."""
        self._seen = self._read()
        orders = tuple(self._following.store_order(row) for row in self._seen.orders)
        return store_truth(self._seen.goods, orders)

    def follow(self, books: Books) -> None:
        """From the last reading, or a new one if that is old. Raises LiveRefused."""
        if self._seen is None or self._now() - self._seen.began > self.manner.look_seconds:
            self._seen = self._read()
        self._following.note(self._seen.began, self._seen.goods, self._seen.orders, books)

    def secrets(self) -> Mapping[str, str]:
        """The password and the token of staff."""
        return self._access.secrets()

    def close(self, advance: Advance) -> None:
        """Take everything down, and say what stays."""
        self._take_down(self.tag, advance)

    def _take_down(self, tag: str, advance: Advance) -> None:
        removal = Removal(self._api, tag, self._sleep)
        left = removal.run(advance)
        for one in left:
            part = text(f"demo.live.part.{one.part}")
            self._say(text("demo.live.left", part=part, tag=tag, reason=one.word))
        if removal.orders:
            self._say(text("demo.live.archived", count=removal.orders, channel=ARCHIVE_NAME))
        if not left:
            self._say(text("demo.live.removed", tag=tag))

    def _read(self) -> Seen:
        for attempt in range(MOST_TRIES):
            began = self._now()
            try:
                return Seen(began, self._reading.goods(), self._reading.orders())
            except ControlRefused as refused:
                word = refused.word
                if attempt + 1 < MOST_TRIES:
                    self._sleep(PAUSE_SECONDS)
        raise LiveRefused("demo.live.refused", word)
