"""The checker's verdict: three simulators' books against each other, truth.csv and what we say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from storefront_sync.cli.demo.adapter import STORE
from storefront_sync.cli.demo.agreement import Disagreement, disagreements
from storefront_sync.cli.demo.books import Books, ListingKey, MarketTruth, StoreTruth
from storefront_sync.cli.demo.calls_minimum import by_listing, calls_minimum, writes
from storefront_sync.cli.demo.delay import quantile, seconds_by_order
from storefront_sync.cli.demo.ideal import (
    Change,
    Components,
    changes,
    sellable,
    store_prices,
    wanted_price,
    wanted_stock,
)
from storefront_sync.cli.demo.import_check import Imports, check_imports
from storefront_sync.cli.demo.leaks import Leak
from storefront_sync.cli.demo.oversell import Oversold, oversold
from storefront_sync.cli.demo.steps import Steps
from storefront_sync.cli.demo.told import Told

Truths = Mapping[ListingKey, Components]
"""truth.csv: what one piece of each listing really is."""


@dataclass(frozen=True)
class Period:
    """Epoch seconds: `start` = syncing began; `shopping` = the first shopper came; `end` = all was quiet."""

    start: float
    shopping: float
    end: float


@dataclass(frozen=True)
class Verdict:
    """The figures, and the reasons behind the bad ones."""

    figures: Mapping[str, int | float]
    oversold: Sequence[Oversold] = ()
    disagreements: Sequence[Disagreement] = ()
    wrong_links: Sequence[ListingKey] = ()
    lost: Sequence[str] = ()
    duplicates: Sequence[str] = ()
    calls: Mapping[str, int] = field(default_factory=dict)
    """How often each API call was made, by "channel name fault"."""
    leaks: Sequence[Leak] = ()

    @property
    def passed(self) -> bool:
        """Nothing lost, nothing twice, no wrong link, every linked listing agrees, no secret in clear."""
        return not (self.lost or self.duplicates or self.wrong_links or self.disagreements or self.leaks)

    def with_leaks(self, leaks: Sequence[Leak]) -> Verdict:
        """The same verdict with what was found in clear."""
        return replace(self, leaks=leaks, figures={**self.figures, "leaks": len(leaks)})


@dataclass(frozen=True)
class Evidence:
    """Everything that the checker looks at. `markets` and `store` are the books at the end."""

    books: Books
    markets: Sequence[MarketTruth]
    store: StoreTruth
    truths: Truths
    told: Told
    period: Period


def judge(evidence: Evidence) -> Verdict:
    """Hold the books against each other."""
    live = {listing.key for market in evidence.markets for listing in market.listings if listing.live}
    everything = {listing.key for market in evidence.markets for listing in market.listings}
    wrong = [key for key, parts in evidence.told.links.items() if evidence.truths.get(key) != parts]
    linked = {key: evidence.truths[key] for key in evidence.told.links if evidence.truths.get(key)}
    judged = {key: parts for key, parts in linked.items() if key in live}

    apart = disagreements(evidence.markets, evidence.store, linked)
    imports = check_imports(evidence.markets, evidence.store, evidence.truths, evidence.told)
    numbers = _numbers(evidence, linked, judged)
    beyond = oversold(numbers.changes, evidence.period.start)
    waited = list(
        seconds_by_order(
            numbers.changes,
            judged,
            numbers.shown_stock,
            numbers.wanted["stock"],
            start=evidence.period.shopping,
            until=evidence.period.end,
        ).values()
    )
    figures: dict[str, int | float] = {
        "listings": len(judged),
        "unlinked": len(everything - set(evidence.told.links)),
        "wrong_links": len(wrong),
        "listings_in_sync": len(judged) - len({one.key for one in apart}),
        **_order_figures(imports),
        "oversold_units": sum(one.units for one in beyond),
        "p50_seconds": round(quantile(waited, 0.5), 3),
        "p99_seconds": round(quantile(waited, 0.99), 3),
        "calls": len(writes(evidence.books)),
        "calls_minimum": calls_minimum(
            evidence.books,
            numbers.wanted,
            evidence.period.start,
            {market.marketplace: market.rows_of_a_write for market in evidence.markets},
        ),
        "reads": _reads(evidence),
    }
    made = Counter(" ".join([one.channel, one.name, one.fault]).strip() for one in evidence.books.calls)
    return Verdict(figures, beyond, apart, wrong, imports.lost, imports.duplicates, made)


@dataclass(frozen=True)
class _Numbers:
    changes: Sequence[Change]
    wanted: Mapping[str, Mapping[ListingKey, Steps]]
    shown_stock: Mapping[ListingKey, Steps]


def _numbers(evidence: Evidence, linked: Truths, judged: Truths) -> _Numbers:
    found = changes(evidence.books, linked)
    free = sellable(found)
    prices = store_prices(evidence.books)
    shown = by_listing(evidence.books.shown)
    return _Numbers(
        changes=found,
        wanted={
            "stock": {key: wanted_stock(parts, free) for key, parts in judged.items()},
            "price": {key: wanted_price(parts, prices) for key, parts in judged.items()},
        },
        shown_stock={key: Steps((one.at, one.value) for one in shown["stock", key]) for key in judged},
    )


def _order_figures(imports: Imports) -> dict[str, int | float]:
    return {
        "orders_placed": imports.placed,
        "orders_imported": imports.imported,
        "orders_waiting": imports.waiting,
        "orders_short": imports.short,
        "duplicates": len(imports.duplicates),
        "lost": len(imports.lost),
    }


def _reads(evidence: Evidence) -> int:
    """Calls that write no stock or price; the store's only from the start, since loading it is no sync."""
    counted = set(map(id, writes(evidence.books)))
    return sum(
        1
        for call in evidence.books.calls
        if id(call) not in counted and (call.channel != STORE or call.at >= evidence.period.start)
    )
