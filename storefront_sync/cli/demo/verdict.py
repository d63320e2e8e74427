"""The reasons behind bad figures, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.cli.demo.oracle import Verdict
from storefront_sync.cli.texts import text

MOST_LINES = 20


def explain(verdict: Verdict, names: Mapping[ListingKey, str]) -> Iterator[str]:
    """One sentence for each thing that is wrong, 20 of a kind; then how often each API call was made."""
    for one in list(verdict.oversold)[:MOST_LINES]:
        yield text(
            "demo.verdict.oversold",
            order=one.order_id,
            channel=one.channel,
            units=one.units,
            sku=one.sku,
            seconds=f"{one.seconds:.2f}",
            earlier=one.taken_by or "–",
        )
    for apart in list(verdict.disagreements)[:MOST_LINES]:
        yield text(
            "demo.verdict.apart",
            channel=apart.key.marketplace,
            goods=names.get(apart.key, apart.key.model_id),
            aspect=text(f"demo.aspect.{apart.aspect}"),
            shown=apart.shown,
            wanted=apart.wanted,
        )
    for key in list(verdict.wrong_links)[:MOST_LINES]:
        yield text("demo.verdict.wrong_link", channel=key.marketplace, goods=names.get(key, key.model_id))
    for order in list(verdict.lost)[:MOST_LINES]:
        yield text("demo.verdict.lost", order=order)
    for order in list(verdict.duplicates)[:MOST_LINES]:
        yield text("demo.verdict.duplicate", order=order)
    for leak in list(verdict.leaks)[:MOST_LINES]:
        yield text("demo.verdict.leak", what=leak.what, place=leak.place)
    for call, count in sorted(verdict.calls.items()):
        yield text("demo.verdict.calls", call=call, count=count)
