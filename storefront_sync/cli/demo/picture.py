"""The live picture: one row a channel, the last happenings, and where to look further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from connectors.base.registry import marketplace
from storefront_sync.cli.demo.shoppers import Tally
from storefront_sync.cli.status import age
from storefront_sync.cli.texts import text
from storefront_sync.core.status import ShopStatus


@dataclass(frozen=True)
class Moment:
    """Everything that the picture shows. `seconds_left` is 0 once shoppers have stopped."""

    shops: Sequence[ShopStatus]
    tally: Tally
    happenings: Sequence[tuple[float, str]]
    addresses: Mapping[str, str]
    seconds_left: float


def picture(moment: Moment) -> Group:
    """The whole screen."""
    return Group(_channels(moment), _last(moment.happenings), _footer(moment))


def tally_line(tally: Tally) -> str:
    """What shoppers and staff did so far."""
    return text(
        "demo.picture.tally",
        orders=tally.market_orders,
        store=tally.store_orders,
        cancelled=tally.cancelled,
        edits=tally.edits,
    )


def _channels(moment: Moment) -> Table:
    table = Table(title=text("demo.picture.title"), title_justify="left", expand=True)
    table.add_column(text("demo.picture.channel"))
    for column in ("in_sync", "behind", "blocked", "oldest", "orders", "imported", "waiting", "short"):
        table.add_column(text(f"demo.picture.{column}"), justify="right")
    store = text("demo.picture.store")
    table.add_row(store, "–", "–", "–", "–", str(moment.tally.store_orders), "–", "–", "–")
    for shop in moment.shops:
        table.add_row(
            f"{marketplace(shop.marketplace).manifest.name} · {shop.shop}",
            Text(str(shop.in_sync), "green"),
            Text(str(shop.behind), "yellow" if shop.behind else "dim"),
            Text(str(shop.blocked), "red" if shop.blocked else "dim"),
            age(shop.oldest_seconds),
            str(shop.orders_imported + shop.orders_waiting + shop.orders_short),
            str(shop.orders_imported),
            Text(str(shop.orders_waiting), "yellow" if shop.orders_waiting else "dim"),
            Text(str(shop.orders_short), "red" if shop.orders_short else "dim"),
        )
    return table


def _last(happenings: Sequence[tuple[float, str]]) -> Panel:
    lines = [f"{datetime.fromtimestamp(at).astimezone():%H:%M:%S}  {sentence}" for at, sentence in happenings]
    body = Text("\n".join(lines) or "…", no_wrap=True, overflow="ellipsis")
    return Panel(body, title=text("demo.picture.last"), title_align="left")


def _footer(moment: Moment) -> Text:
    footer = Text()
    for name, address in moment.addresses.items():
        footer.append(f"{name}: ", "dim").append(f"{address}\n")
    footer.append(tally_line(moment.tally))
    key = "demo.picture.shopping" if moment.seconds_left > 0 else "demo.picture.closed"
    footer.append("\n" + text(key, seconds=round(moment.seconds_left)), "bold")
    return footer
