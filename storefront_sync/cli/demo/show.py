"""The story: the scene is set, shoppers come and go, everything comes to rest, the books are checked."""

from __future__ import annotations

import json
import math
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from rich.console import Console
from rich.live import Live

from connectors.base.registry import marketplaces
from storefront_sync.cli.demo import telling
from storefront_sync.cli.demo.circumstances import COOPERATIVE, MARKET_FAULTS, STORE_FAULTS
from storefront_sync.cli.demo.happenings import Happenings
from storefront_sync.cli.demo.inspection import Inspection
from storefront_sync.cli.demo.narration import Narrator
from storefront_sync.cli.demo.opening import Opening
from storefront_sync.cli.demo.oracle import Period, Verdict, judge
from storefront_sync.cli.demo.picture import Moment, picture, tally_line
from storefront_sync.cli.demo.quiet import Look, Quiet
from storefront_sync.cli.demo.shelf import Shelf, Stall
from storefront_sync.cli.demo.shoppers import Shoppers
from storefront_sync.cli.demo.stage import STORE, Stage
from storefront_sync.cli.demo.truths import truths
from storefront_sync.cli.demo.verdict import explain
from storefront_sync.cli.demo.watch import Watch
from storefront_sync.cli.texts import text
from storefront_sync.jobs.report import shop_status
from storefront_sync.sample.loader import truth

AGREEMENT_SECONDS = 120.0
QUIET_DEADLINE_SECONDS = 120.0
LOOK_SECONDS = 0.5
TELL_SECONDS = 5.0


class Show:
    """One performance on a stage whose servers and simulators run."""

    def __init__(
        self, stage: Stage, narrator: Narrator, console: Console, *, seed: int, faults: bool
    ) -> None:
        self._stage = stage
        self._narrator = narrator
        self._console = console
        self._seed = seed
        self._faults = faults
        self._watch = Watch(stage.simulated, truths(truth(COOPERATIVE)))
        self._period = Period(0.0, 0.0, 0.0)
        self._stopping = threading.Event()
        self._inspection = Inspection(stage)

    def open(self) -> None:
        """Everything up to the first agreement of all listings."""
        opening = Opening(self._stage, self._narrator)
        opening.run()
        self._inspection.note()
        if self._faults:
            self._set_faults()
        self._period = replace(self._period, start=time.time())
        opening.activate()
        with self._narrator.task(text("demo.agreeing")) as advance:
            total = len(telling.told(COOPERATIVE).links)

            def tell(look: Look) -> None:
                advance(max(total - look.apart, 0), total)

            if not self._until_quiet(AGREEMENT_SECONDS, tell):
                self._narrator.say(text("demo.not_agreed"))

    def check(self, seconds: int) -> int:
        """Let shoppers in, wait for rest, judge; the verdict is the last line of standard output."""
        shoppers, thread = self._let_in(seconds)
        self._look_on(shoppers, thread, seconds)
        self._narrator.say(text("demo.waiting_for_rest"))
        if not self._until_quiet(QUIET_DEADLINE_SECONDS, lambda _look: None):
            self._narrator.say(text("demo.no_rest"))
        verdict = self._judge().with_leaks(self._inspection.leaks())
        for line in explain(verdict, telling.names()):
            self._narrator.say(line)
        sys.stdout.write(json.dumps(verdict.figures) + "\n")
        sys.stdout.flush()
        return 0 if verdict.passed else 1

    def watch(self, seconds: int) -> int:
        """Let shoppers in and show what happens, until Ctrl-C."""
        shoppers, _ = self._let_in(seconds)
        until = time.monotonic() + seconds
        channels = {key: place.manifest.name for key, place in marketplaces().items()}
        happenings = Happenings(telling.names(), channels)
        with Live(console=self._console, refresh_per_second=4) as live:
            while True:
                self._tend()
                happenings.hear(self._watch.books)
                live.update(
                    picture(
                        Moment(
                            shops=shop_status(COOPERATIVE),
                            tally=shoppers.tally,
                            happenings=list(happenings.last),
                            addresses=self._addresses(),
                            seconds_left=max(until - time.monotonic(), 0.0),
                        )
                    )
                )
                time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Send the shoppers home."""
        self._stopping.set()

    def _look_on(self, shoppers: Shoppers, thread: threading.Thread, seconds: int) -> None:
        began = told_at = time.monotonic()
        expires_at = began + seconds / 3 if self._faults else math.inf
        while thread.is_alive():
            self._tend()
            now = time.monotonic()
            if now >= expires_at:
                self._expire_a_token()
                expires_at = math.inf
            if now - told_at >= TELL_SECONDS:
                self._narrator.say(tally_line(shoppers.tally))
                told_at = now
            time.sleep(LOOK_SECONDS)
        thread.join()

    def _let_in(self, seconds: int) -> tuple[Shoppers, threading.Thread]:
        self._narrator.say(text("demo.shoppers_come", seconds=seconds))
        self._period = replace(self._period, shopping=time.time())
        simulated = self._stage.simulated
        linked = telling.told(COOPERATIVE).links
        stalls = [
            Stall(control.twin(), control.credentials().shops[0].shop_id) for control in simulated.markets
        ]
        store = simulated.store.twin()
        shelf = Shelf(self._seed, store, linked, time.monotonic)
        shoppers = Shoppers(
            self._seed,
            seconds,
            stalls,
            store,
            shelf,
            now=time.monotonic,
            wait=self._stopping.wait,
        )
        thread = threading.Thread(target=shoppers.run, name="shoppers", daemon=True)
        thread.start()
        return shoppers, thread

    def _until_quiet(self, longest: float, tell: Callable[[Look], None]) -> bool:
        quiet = Quiet()
        deadline = time.monotonic() + longest
        while time.monotonic() < deadline:
            self._tend()
            look = self._watch.look(telling.told(COOPERATIVE))
            tell(look)
            if quiet.look(look, time.monotonic()):
                return True
            time.sleep(LOOK_SECONDS)
        return False

    def _judge(self) -> Verdict:
        self._period = replace(self._period, end=time.time())
        return judge(self._watch.evidence(telling.told(COOPERATIVE), self._period))

    def _tend(self) -> None:
        self._stage.supervisor.tend()
        self._watch.follow()

    def _set_faults(self) -> None:
        for market in self._stage.simulated.markets:
            market.set_faults(MARKET_FAULTS)
        self._stage.simulated.store.set_faults(STORE_FAULTS)

    def _expire_a_token(self) -> None:
        self._inspection.note()
        market = self._stage.simulated.markets[0]
        market.expire_token(market.credentials().shops[0].shop_id)

    def _addresses(self) -> dict[str, str]:
        return {
            text("demo.picture.service"): f"{self._stage.settings.public_url}/ready",
            text("demo.picture.store"): f"{self._stage.simulated.urls[STORE]}/graphql/",
        }
