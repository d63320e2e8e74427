"""Follows all channels' books while the demonstration runs."""

from __future__ import annotations

from collections.abc import Sequence

from storefront_sync.cli.demo.agreement import disagreements
from storefront_sync.cli.demo.books import Books, MarketTruth, StoreTruth
from storefront_sync.cli.demo.calls_minimum import writes
from storefront_sync.cli.demo.control import MarketControl
from storefront_sync.cli.demo.import_check import check_imports
from storefront_sync.cli.demo.oracle import Evidence, Period, Truths
from storefront_sync.cli.demo.quiet import Look
from storefront_sync.cli.demo.store import Store
from storefront_sync.cli.demo.told import Told


class Watch:
    """Reads on in all journals, and looks at the books as they are now."""

    def __init__(self, store: Store, markets: Sequence[MarketControl], truths: Truths) -> None:
        self.books = Books()
        self._store = store
        self._markets = markets
        self._truths = truths

    def follow(self) -> None:
        """Add what happened since the last call."""
        self._store.follow(self.books)
        for market in self._markets:
            market.follow(self.books)

    def look(self, told: Told) -> Look:
        """How far the world is from agreement, now."""
        linked = {key: self._truths[key] for key in told.links if self._truths.get(key)}
        markets, store = self._now()
        imports = check_imports(markets, store, self._truths, told)
        return Look(
            apart=len(disagreements(markets, store, linked)),
            missing=len(imports.lost) + len(imports.duplicates),
            writes=len(writes(self.books)),
        )

    def evidence(self, told: Told, period: Period) -> Evidence:
        """Everything up to now, for the verdict."""
        markets, store = self._now()
        self.follow()
        return Evidence(self.books, markets, store, self._truths, told, period)

    def _now(self) -> tuple[list[MarketTruth], StoreTruth]:
        return [control.truth() for control in self._markets], self._store.truth()
