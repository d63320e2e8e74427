"""The live picture: one row a channel, the last happenings, and where to look further."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from storefront_sync.cli.demo.shoppers import Tally
from storefront_sync.cli.status import age
from storefront_sync.cli.tables import narrow, places
from storefront_sync.cli.texts import text
from storefront_sync.core.status import ShopStatus


@dataclass(frozen=True)
class Moment:
    """Everything that the picture shows. `seconds_left` is 0 once shoppers have stopped; `height` are the
    screen's lines."""

    shops: Sequence[ShopStatus]
    tally: Tally
    happenings: Sequence[tuple[float, str]]
    addresses: Mapping[str, str]
    seconds_left: float
    state_dir: Path = Path()
    height: int = 50


AROUND = 24
"""Lines that everything but the shops and the happenings takes on 80 columns."""
FEWEST = 1
TRY = (
    "orders due --days 3",
    "orders arrange --all --by dropoff --shop tokopedia",
    "orders labels --all --to label.pdf",
    "returns list --waiting",
)
"""What is worth trying in a second terminal."""


def picture(moment: Moment) -> Group:
    """The whole screen."""
    room = min(max(moment.height - AROUND - len(moment.shops), FEWEST), len(moment.happenings))
    return Group(_channels(moment), _last(moment.happenings[-room:] if room else ()), _footer(moment))


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
    table = narrow(text("demo.picture.title"))
    table.expand = True
    table.add_column(text("demo.picture.channel"), min_width=9)
    for column in ("in_sync", "behind", "blocked", "oldest", "orders", "imported", "waiting", "short"):
        table.add_column(text(f"demo.picture.{column}"), justify="right")
    store = text("demo.picture.own")
    table.add_row(store, "–", "–", "–", "–", str(moment.tally.store_orders), "–", "–", "–")
    names = places((shop.marketplace, shop.shop) for shop in moment.shops)
    for shop in moment.shops:
        table.add_row(
            names[shop.marketplace, shop.shop],
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
    footer.append(f"{tally_line(moment.tally)}\n")
    footer.append(f"{text('demo.picture.try')}\n", "bold").append(
        f"  export STOREFRONT_STATE_DIR={moment.state_dir}\n"
    )
    for words in TRY:
        footer.append(f"  {_command()} {words}\n")
    key = "demo.picture.shopping" if moment.seconds_left > 0 else "demo.picture.closed"
    footer.append(text(key, seconds=round(moment.seconds_left)), "bold")
    return footer


def _command() -> str:
    """The command as it was called."""
    return sys.argv[0] if sys.argv[0].endswith("storefront-sync") else "storefront-sync"
