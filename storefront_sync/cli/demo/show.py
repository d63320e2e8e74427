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
from storefront_sync.cli.demo import afterwards, telling
from storefront_sync.cli.demo.circumstances import COOPERATIVE, market_faults
from storefront_sync.cli.demo.happenings import Happenings
from storefront_sync.cli.demo.inspection import Inspection
from storefront_sync.cli.demo.narration import Narrator
from storefront_sync.cli.demo.opening import Opening
from storefront_sync.cli.demo.oracle import Period, Verdict, judge
from storefront_sync.cli.demo.picture import Moment, picture, tally_line
from storefront_sync.cli.demo.quiet import Look, Quiet
from storefront_sync.cli.demo.shelf import LOOK_SECONDS as SHELF_SECONDS
from storefront_sync.cli.demo.shelf import Shelf, Stall
from storefront_sync.cli.demo.shoppers import Shoppers
from storefront_sync.cli.demo.stage import Stage
from storefront_sync.cli.demo.truths import truths
from storefront_sync.cli.demo.verdict import explain
from storefront_sync.cli.demo.watch import Watch
from storefront_sync.cli.texts import text
from storefront_sync.jobs.report import shop_status
from storefront_sync.sample.loader import truth

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
        self._manner = stage.store.manner
        self._watch = Watch(stage.store, stage.markets, truths(truth(COOPERATIVE)))
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

            if not self._until_quiet(tell):
                self._narrator.say(text("demo.not_agreed"))

    def check(self, seconds: int) -> int:
        """Let shoppers in, wait for rest, judge; the verdict is the last line of standard output."""
        shoppers, thread = self._let_in(seconds)
        self._look_on(shoppers, thread, seconds)
        self._narrator.say(text("demo.waiting_for_rest"))
        if not self._until_quiet(lambda _look: None):
            self._narrator.say(text("demo.no_rest"))
        verdict = self._judge().with_leaks(self._inspection.leaks())
        for line in explain(verdict, telling.names()):
            self._narrator.say(line)
        figures = {"store": self._stage.store.name, **verdict.figures}
        sys.stdout.write(json.dumps(figures) + "\n")
        sys.stdout.flush()
        return 0 if verdict.passed else 1

    def watch(self, seconds: int) -> int:
        """Let shoppers in and show what happens, until Ctrl-C."""
        shoppers, thread = self._let_in(seconds)
        until = time.monotonic() + seconds
        channels = {key: place.manifest.name for key, place in marketplaces().items()}
        happenings = Happenings(telling.names(), channels)
        quiet_now = False
        with Live(console=self._console, refresh_per_second=4) as live:
            while True:
                self._tend()
                if not quiet_now and not thread.is_alive():
                    quiet_now = True
                    afterwards.play(self._stage.markets)
                happenings.hear(self._watch.books)
                live.update(
                    picture(
                        Moment(
                            shops=shop_status(COOPERATIVE),
                            tally=shoppers.tally,
                            happenings=list(happenings.last),
                            addresses=self._addresses(),
                            seconds_left=max(until - time.monotonic(), 0.0),
                            state_dir=self._stage.settings.state_dir,
                            height=self._console.size.height,
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
        linked = telling.told(COOPERATIVE).links
        stalls = [
            Stall(control.twin(), control.credentials().shops[0].shop_id) for control in self._stage.markets
        ]
        store = self._stage.store.shopfront()
        age = max(SHELF_SECONDS, self._manner.look_seconds)
        shelf = Shelf(self._seed, store, linked, time.monotonic, age)
        shoppers = Shoppers(
            self._seed,
            seconds,
            stalls,
            store,
            shelf,
            now=time.monotonic,
            wait=self._stopping.wait,
            pace=self._manner.pace,
        )
        thread = threading.Thread(target=shoppers.run, name="shoppers", daemon=True)
        thread.start()
        return shoppers, thread

    def _until_quiet(self, tell: Callable[[Look], None]) -> bool:
        quiet = Quiet()
        deadline = time.monotonic() + self._manner.patience_seconds
        while time.monotonic() < deadline:
            self._tend()
            look = self._watch.look(telling.told(COOPERATIVE))
            tell(look)
            if quiet.look(look, time.monotonic()):
                return True
            time.sleep(self._manner.look_seconds)
        return False

    def _judge(self) -> Verdict:
        self._period = replace(self._period, end=time.time())
        return judge(self._watch.evidence(telling.told(COOPERATIVE), self._period))

    def _tend(self) -> None:
        self._stage.supervisor.tend()
        self._watch.follow()

    def _set_faults(self) -> None:
        for market in self._stage.markets:
            market.set_faults(market_faults(self._manner.read_timeout_seconds))
        if not self._stage.store.make_trouble():
            self._narrator.say(text("demo.live.no_faults"))

    def _expire_a_token(self) -> None:
        self._inspection.note()
        market = self._stage.markets[0]
        market.expire_token(market.credentials().shops[0].shop_id)

    def _addresses(self) -> dict[str, str]:
        return {
            text("demo.picture.service"): self._stage.settings.public_url,
            text("demo.picture.store"): self._stage.store.api_url,
        }
