"""One run from the first agreement to the verdict, on a stage whose processes are started."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.base.registry import marketplace
from storefront_sync.cli.demo import telling
from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.cli.demo.circumstances import COOPERATIVE, market_faults
from storefront_sync.cli.demo.control import ControlRefused
from storefront_sync.cli.demo.ideal import Components
from storefront_sync.cli.demo.live.store import LiveRefused
from storefront_sync.cli.demo.narration import PlainLines
from storefront_sync.cli.demo.opening import Opening
from storefront_sync.cli.demo.shelf import Stall
from storefront_sync.cli.demo.stage import Stage
from storefront_sync.cli.demo.truths import truths
from storefront_sync.sample.loader import truth
from storefront_sync.settings.addresses import database_url
from tests.bench.orders.books import copies, sold_and_given_back
from tests.bench.orders.inspector import Inspector
from tests.bench.orders.killer import Killer
from tests.bench.orders.player import Player
from tests.bench.orders.reckoning import Evidence, Findings, pieces_of, reckon
from tests.bench.orders.relay import Relay
from tests.bench.orders.scale import Scale
from tests.bench.orders.script import lives
from tests.bench.orders.stores import BooksStore
from tests.bench.orders.work_left import work_left

LOOK_SECONDS = 0.25
CHECK_SECONDS = 2.0
TELL_SECONDS = 10.0
INSPECTED_A_LOOK = 3
KILLED_LONGER = 8.0
"""Workers are killed for so many seconds after the last order came in."""
FEED_LATE = timedelta(seconds=1)
"""A change is in a feed by then at the latest."""
AT_REST = 2
"""Looks in a row that must find nothing."""
MOST_LINES = 60


@dataclass(frozen=True)
class Found:
    """One look: what isn't right, and what isn't done."""

    findings: Findings
    undone: tuple[str, ...]

    def lines(self) -> list[str]:
        """All of it."""
        return [*self.undone, *self.findings.lines()]


class Course:
    """All calls come from one thread, the supervisor's."""

    def __init__(
        self, stage: Stage, store: BooksStore, relay: Relay, narrator: PlainLines, scale: Scale, seed: int
    ) -> None:
        self._stage = stage
        self._store = store
        self._relay = relay
        self._narrator = narrator
        self._scale = scale
        self._seed = seed
        self._database = database_url(stage.settings)
        self._inspector = Inspector(seed, COOPERATIVE, lambda: datetime.now(UTC))
        self._links: Mapping[ListingKey, Components] = {}
        self._first: Mapping[str, int] = {}
        self._killer = Killer(seed, 0, 0.0, 0.0)
        self._ended = datetime.now(UTC)

    def run(self) -> tuple[dict[str, object], bool]:
        """Play, wait for rest, check; the figures and whether all is right."""
        began = time.monotonic()
        self._open()
        player = self._play()
        found, in_time = self._rest()
        if not in_time:
            self._narrator.say(f"not at rest after {self._scale.patience_seconds:.0f} s")
        for line in found.lines()[:MOST_LINES]:
            self._narrator.say(line)
        figures = self._figures(player, found, time.monotonic() - began)
        return figures, in_time and not found.lines() and not self._inspector.refused

    def _open(self) -> None:
        opening = Opening(self._stage, self._narrator)
        opening.run()
        told = telling.told(COOPERATIVE).links
        right = truths(truth(COOPERATIVE))
        self._links = {key: parts for key, parts in told.items() if right.get(key) == parts}
        self._first = self._store.truth().free
        opening.activate()
        self._narrator.say("waiting until every listing shows its number")
        found, in_time = self._rest()
        if not in_time:
            raise AssertionError(
                "\n".join(["no agreement before the first order", *found.lines()[:MOST_LINES]])
            )
        for market in self._stage.markets:
            faults = market_faults(self._store.manner.read_timeout_seconds)
            # The relay plays with the webhooks.
            market.set_faults({name: rate for name, rate in faults.items() if "webhook" not in name})
        self._store.make_trouble()

    def _play(self) -> Player:
        stalls = [
            Stall(market.twin(), market.credentials().shops[0].shop_id) for market in self._stage.markets
        ]
        live = {row.key for market in self._stage.markets for row in market.truth().listings if row.live}
        goods = {
            market.marketplace: sorted(
                key for key in self._links if key.marketplace == market.marketplace and key in live
            )
            for market in self._stage.markets
        }
        partly = frozenset(key for key in goods if marketplace(key).manifest.capabilities.partial_cancel)
        planned = lives(self._seed, self._scale.orders, self._scale.seconds, len(stalls))
        stop = threading.Event()
        player = Player(planned, stalls, goods, partly, now=time.monotonic, wait=stop.wait)
        self._killer = Killer(
            self._seed, self._scale.kills, time.monotonic(), self._scale.seconds + KILLED_LONGER
        )
        thread = threading.Thread(target=player.run, name="player", daemon=True)
        thread.start()
        told_at = time.monotonic()
        try:
            while thread.is_alive():
                self._tend()
                if time.monotonic() - told_at > TELL_SECONDS:
                    told_at = time.monotonic()
                    self._narrator.say(f"{player.tally.placed} orders placed, {self._killer.kills} kills")
                time.sleep(LOOK_SECONDS)
        finally:
            stop.set()
        self._ended = datetime.now(UTC)
        return player

    def _tend(self) -> None:
        self._stage.supervisor.tend()
        self._killer.look(time.monotonic(), self._stage.supervisor.pids())
        self._inspector.look(INSPECTED_A_LOOK)

    def _rest(self) -> tuple[Found, bool]:
        """The last look, and whether it found nothing, twice in a row, before the deadline."""
        deadline = time.monotonic() + self._scale.patience_seconds
        calm, told_at = 0, time.monotonic()
        while True:
            checked_at = time.monotonic()
            late = checked_at > deadline
            undone = self._undone()
            # The books are large: they are read once there is nothing left to do, or no time.
            evidence = self._evidence() if late or not undone else None
            found = Found(reckon(evidence), undone) if evidence else None
            calm = 0 if found is None or found.lines() else calm + 1
            if found is not None and (calm >= AT_REST or late):
                return found, calm >= AT_REST
            if time.monotonic() - told_at > TELL_SECONDS:
                told_at = time.monotonic()
                self._narrator.say("; ".join(undone or (found.lines()[:3] if found else ["at rest"])))
            while time.monotonic() < checked_at + CHECK_SECONDS:
                self._tend()
                time.sleep(LOOK_SECONDS)

    def _undone(self) -> tuple[str, ...]:
        left = work_left(self._database, self._ended + FEED_LATE)
        if not self._relay.idle():
            left.append("webhooks on their way")
        if not self._killer.done():
            left.append("workers are still killed")
        if self._inspector.waiting():
            left.append("returns to be inspected")
        return tuple(left)

    def _evidence(self) -> Evidence | None:
        """Read now; None where Saleor, which has its faults, didn't answer."""
        try:
            return self._read()
        except (ControlRefused, LiveRefused):
            return None

    def _read(self) -> Evidence:
        premises = self._store.premises
        read = [sold_and_given_back(market) for market in self._stage.markets]
        return Evidence(
            sold=[order for sold, _ in read for order in sold],
            given_back=[row for _, back in read for row in back],
            copies=copies(self._store.api(), premises.channel, premises.sku_prefix),
            store=self._store.truth(),
            listings=[row for market in self._stage.markets for row in market.truth().listings],
            links=self._links,
            first=self._first,
            good=pieces_of(self._inspector.good.items(), self._links),
            other=pieces_of(self._inspector.other.items(), self._links),
            returns_known=self._inspector.known(),
        )

    def _figures(self, player: Player, found: Found, seconds: float) -> dict[str, object]:
        wrong, tally = found.findings, self._relay.tally
        return {
            "bench": "orders",
            "store": self._store.name,
            "seed": self._seed,
            "orders": player.tally.placed,
            "webhooks": {
                "sent": tally.sent,
                "delivered": tally.delivered,
                "dropped": tally.dropped,
                "reordered": tally.reordered,
                "not_taken": tally.not_taken,
            },
            "kills": self._killer.kills,
            "duplicates": len(wrong.duplicates),
            "missing": len(wrong.missing),
            "orders_wrong": len(wrong.wrong),
            "stock_differences": len(wrong.stock),
            "listings_out_of_sync": len(wrong.listings),
            "returns": len(self._inspector.known()),
            "returns_missing": len(wrong.returns_missing),
            "pieces_good": sum(self._inspector.good.values()),
            "pieces_other": sum(self._inspector.other.values()),
            "returns_good_back": wrong.good_back,
            "returns_other_back": wrong.other_back,
            "undone": list(found.undone),
            "refused": dict(player.tally.refused + self._inspector.refused),
            "lives": dict(player.tally.by_kind),
            "seconds": round(seconds, 1),
        }
