"""One run from the first agreement to the verdict, on a stage whose processes are started."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
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
from storefront_sync.jobs.first_run import StaffLink
from storefront_sync.sample.loader import truth
from storefront_sync.settings.addresses import database_url
from tests.bench.orders.books import copies, sold_and_given_back
from tests.bench.orders.errands import Errands
from tests.bench.orders.inspector import Inspector
from tests.bench.orders.killer import Killer
from tests.bench.orders.player import Offer, Player
from tests.bench.orders.reckoning import Evidence, Findings, pieces_of, reckon
from tests.bench.orders.relay import Relay
from tests.bench.orders.scale import DELIVERED_EVERY, FEW, FEW_GOODS, LINKED_LATER, Scale
from tests.bench.orders.script import lives
from tests.bench.orders.staff import Staff
from tests.bench.orders.stores import BooksStore
from tests.bench.orders.work_left import SHORT, work_left

LOOK_SECONDS = 0.25
CHECK_SECONDS = 2.0
TELL_SECONDS = 10.0
INSPECTED_A_LOOK = 3
STAFF_SECONDS = 1.0
"""How often staff look at their desk."""
KILLED_LONGER = 8.0
"""Workers are killed for so many seconds after the last order came in."""
FEED_LATE = timedelta(seconds=1)
"""A change is in a feed by then at the latest."""
AT_REST = 2
"""Looks in a row that must find nothing."""
MOST_LINES = 60
MUST_HAPPEN = ("short", "given_up", "cut", "handed_over", "linked_later", "returns")
"""Figures that prove nothing while they are 0."""


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
        self._errands = Errands()
        self._links: dict[ListingKey, Components] = {}
        self._first: Counter[str] = Counter()
        self._few: frozenset[str] = frozenset()
        self._left_out: tuple[StaffLink, ...] = ()
        self._later: list[tuple[float, Callable[[], None]]] = []
        self._staff_at = 0.0
        self._killer = Killer(seed, 0, 0.0, 0.0)
        self._ended = datetime.now(UTC)

    def run(self) -> tuple[dict[str, object], bool]:
        """Play, wait for rest, check; the figures and whether all is right."""
        began = time.monotonic()
        self._open()
        player = self._play()
        self._deliver_the_rest()
        found, in_time = self._rest()
        if not in_time:
            self._narrator.say(f"not at rest after {self._scale.patience_seconds:.0f} s")
        for line in found.lines()[:MOST_LINES]:
            self._narrator.say(line)
        figures = self._figures(player, found, time.monotonic() - began)
        missed = [name for name in MUST_HAPPEN if self._scale.proves and not figures[name]]
        if missed:
            self._narrator.say(f"never happened, so nothing is proven of it: {', '.join(missed)}")
        return figures, in_time and not (found.lines() or self._inspector.refused or missed)

    def _open(self) -> None:
        rng = random.Random(self._seed)
        opening = Opening(self._stage, self._narrator, lambda _link: rng.random() >= LINKED_LATER)
        opening.run()
        self._staff = Staff(self._seed, COOPERATIVE, self._errands)
        told = telling.told(COOPERATIVE).links
        right = truths(truth(COOPERATIVE))
        self._links = {key: parts for key, parts in told.items() if right.get(key) == parts}
        self._left_out = opening.left_out
        self._few = self._choose_few(rng)
        shopfront = self._store.shopfront()
        shopfront.goods()
        for sku in sorted(self._few):
            shopfront.edit(sku, "quantity", FEW)
        self._first = Counter(self._store.truth().free)
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

    def _choose_few(self, rng: random.Random) -> frozenset[str]:
        """Goods that are sold by the piece: those of listings that are linked later come first, since nobody
        tells these how few there are."""
        later = {sku for row in self._left_out for sku in parts_of(row, self._store.premises.sku_prefix)}
        single = {next(iter(parts)) for parts in self._links.values() if list(parts.values()) == [1]}
        wanted = [*_shuffled(rng, single & later), *_shuffled(rng, single - later)]
        return frozenset(wanted[:FEW_GOODS])

    def _offers(self) -> dict[str, Offer]:
        """Listings that are linked later are for sale already."""
        prefix = self._store.premises.sku_prefix
        later = {ListingKey(*row_key(row)): parts_of(row, prefix) for row in self._left_out}
        found = {}
        for market in self._stage.markets:
            live = {row.key for row in market.truth().listings if row.live}
            parts = {key: parts for key, parts in {**self._links, **later}.items() if key in live}
            few = sorted(key for key, of in parts.items() if self._few & of.keys())
            partial = marketplace(market.marketplace).manifest.capabilities.partial_cancel
            found[market.marketplace] = Offer(sorted(parts.keys() - set(few)), few, partial)
        return found

    def _link_the_rest(self) -> None:
        self._staff.link(self._left_out)
        prefix = self._store.premises.sku_prefix
        self._links |= {ListingKey(*row_key(row)): parts_of(row, prefix) for row in self._left_out}

    def _deliver(self, pieces: int) -> None:
        """Goods come in of everything that is scarce."""
        for sku in sorted(self._few):
            self._store.deliver(sku, pieces)
            self._first[sku] += pieces

    def _deliver_the_rest(self) -> None:
        """Enough for every order that still lacks stock, once nothing else is under way: a live Saleor takes
        stock as a new number only."""
        deadline = time.monotonic() + self._scale.patience_seconds
        told_at = time.monotonic()
        while time.monotonic() < deadline:
            undone = self._undone()
            if all(one.endswith(SHORT) for one in undone):
                break
            if time.monotonic() - told_at > TELL_SECONDS:
                told_at = time.monotonic()
                self._narrator.say(f"before goods come in: {'; '.join(undone)}")
            self._tend()
            time.sleep(LOOK_SECONDS)
        self._deliver(self._scale.on_hand)

    def _play(self) -> Player:
        stalls = [
            Stall(market.twin(), market.credentials().shops[0].shop_id) for market in self._stage.markets
        ]
        planned = lives(self._seed, self._scale.orders, self._scale.seconds, len(stalls))
        stop = threading.Event()
        player = Player(
            planned,
            stalls,
            self._offers(),
            self._errands,
            self._scale.staff_seconds,
            now=time.monotonic,
            wait=stop.wait,
        )
        self._plan(time.monotonic())
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

    def _plan(self, now: float) -> None:
        """What happens while orders come in."""
        self._later = [(now + self._scale.seconds / 2, self._link_the_rest)]
        if self._store.delivers_at_any_time:
            times = range(1, int(self._scale.seconds / DELIVERED_EVERY) + 1)
            self._later += [(now + at * DELIVERED_EVERY, lambda: self._deliver(FEW)) for at in times]
        self._later.sort(key=lambda one: one[0])

    def _tend(self) -> None:
        while self._later and self._later[0][0] <= time.monotonic():
            self._later.pop(0)[1]()
        if time.monotonic() - self._staff_at > STAFF_SECONDS:
            self._staff.look()
            self._staff_at = time.monotonic()
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
            first=dict(self._first),
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
            "for_scarce_goods": player.tally.for_scarce,
            "short": self._staff.short_seen,
            "given_up": self._staff.did["given up"] + self._staff.did["given up in part"],
            "cut": self._staff.did["cut in part"],
            "handed_over": self._staff.counted().get("arrange done", 0),
            "linked_later": self._staff.did["linked"],
            "asked": self._staff.counted(),
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
            "not_asked": dict(self._staff.refused),
            "lives": dict(player.tally.by_kind),
            "seconds": round(seconds, 1),
        }


def _shuffled(rng: random.Random, skus: set[str]) -> list[str]:
    return rng.sample(sorted(skus), len(skus))


def row_key(row: StaffLink) -> tuple[str, str, str]:
    """Marketplace, item, model."""
    return row.marketplace, row.item_id, row.model_id


def parts_of(row: StaffLink, prefix: str) -> dict[str, int]:
    """Pieces by SKU, without the server's prefix."""
    return {sku.removeprefix(prefix): units for sku, units in row.units_by_sku}
