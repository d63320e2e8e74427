"""Tables that can be read on 80 columns, and what several of them say in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.timezone import localtime
from rich import box
from rich.table import Table

from connectors.base.registry import marketplaces

Place = tuple[str, str]
"""A marketplace's key and the name of a shop there."""


def narrow(title: str | None = None) -> Table:
    """An empty table without upright lines: they cost a third of a small screen."""
    return Table(
        title=title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )


def whole(table: Table, heading: str, *, right: bool = False) -> None:
    """A column for what is useless in part: numbers, amounts, times."""
    table.add_column(heading, no_wrap=True, overflow="fold", justify="right" if right else "left")


def marketplace_name(key: str) -> str:
    """As people call it; the key itself of one that isn't installed any more."""
    known = marketplaces().get(key)
    return known.manifest.name if known else key


def place_name(key: str, shop: str) -> str:
    """A shop with its marketplace, as "Shopee · Koperasi SMB"."""
    return f"{marketplace_name(key)} · {shop}"


def places(found: Iterable[Place]) -> Mapping[Place, str]:
    """How the shops of a table are told apart: by the marketplace alone where each has one."""
    shops: dict[str, set[str]] = {}
    pairs = list(found)
    for key, shop in pairs:
        shops.setdefault(key, set()).add(shop)
    return {
        (key, shop): marketplace_name(key) if len(shops[key]) == 1 else place_name(key, shop)
        for key, shop in pairs
    }


def moment(at: datetime | None) -> str:
    """A time here with its year, as "24-11-2026 17:00"; "–" for none."""
    return "–" if at is None else localtime(at).strftime("%d-%m-%Y %H:%M")
