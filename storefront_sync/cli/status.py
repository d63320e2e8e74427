"""`status`: each shop at a glance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.core.status import ShopStatus, Unlinked


def status(
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
    list_unlinked: Annotated[bool, typer.Option("--unlinked", help=text("cli.status.unlinked_help"))] = False,
    cooperative: Annotated[str, typer.Option(help=text("cli.status.only"))] = "",
) -> None:
    """Print one row a shop, or every listing without a link; as a table or one JSON object."""
    start_django()
    from storefront_sync.jobs.report import shop_status, unlinked  # noqa: PLC0415 – its models need Django started

    console = Console(highlight=False)
    if list_unlinked:
        rows = unlinked(cooperative)
        if as_json:
            typer.echo(unlinked_json(rows))
        else:
            console.print(unlinked_table(rows))
        return
    shops = shop_status(cooperative)
    if as_json:
        typer.echo(status_json(shops))
    elif not shops:
        console.print(text("cli.status.no_shop"))
    else:
        console.print(status_table(shops))


def status_json(shops: Sequence[ShopStatus]) -> str:
    """One line: {"shops": [...]}, the fields of ShopStatus; a problem also has its sentence as `text`."""
    rows = []
    for shop in shops:
        row = asdict(shop)
        row["problems"] = [{**asdict(problem), "text": text(problem.key)} for problem in shop.problems]
        rows.append(row)
    return json.dumps({"shops": rows}, ensure_ascii=False)


def status_table(shops: Sequence[ShopStatus]) -> Table:
    """The table for people: numbers right, trouble in red, problems in words."""
    table = Table(title=text("cli.status.title"), title_justify="left")
    table.add_column(text("cli.status.cooperative"))
    table.add_column(text("cli.status.shop"))
    for column in ("in_sync", "behind", "blocked", "unlinked", "oldest", "imported", "waiting", "short"):
        table.add_column(text(f"cli.status.{column}"), justify="right")
    table.add_column(text("cli.status.problems"))
    for shop in shops:
        table.add_row(
            shop.cooperative,
            f"{shop.marketplace} · {shop.shop}",
            Text(str(shop.in_sync), "green"),
            _counted(shop.behind, "yellow"),
            _counted(shop.blocked, "red"),
            _counted(shop.unlinked, "yellow"),
            age(shop.oldest_seconds),
            str(shop.orders_imported),
            _counted(shop.orders_waiting, "yellow"),
            _counted(shop.orders_short, "red"),
            "\n".join(f"{problem.count} × {text(problem.key)}" for problem in shop.problems),
        )
    return table


def unlinked_json(rows: Sequence[Unlinked]) -> str:
    """One line: {"unlinked": [...]}, the fields of Unlinked and the reason's sentence as `text`."""
    return json.dumps(
        {"unlinked": [{**asdict(row), "text": text(row.reason)} for row in rows]}, ensure_ascii=False
    )


def unlinked_table(rows: Sequence[Unlinked]) -> Table:
    """The listings without a link, and why, in words."""
    table = Table(title=text("cli.status.unlinked_title", count=len(rows)), title_justify="left")
    for column in ("cooperative", "shop", "listing", "code", "reason"):
        table.add_column(text(f"cli.status.{column}"))
    for row in rows:
        table.add_row(
            row.cooperative,
            row.marketplace,
            Text(row.title),
            Text(row.sku),
            Text(text(row.reason), "yellow" if row.suggested else ""),
        )
    return table


def age(seconds: float | None) -> str:
    """A duration for people: "–", "8 s", "3 m", "2 h", "5 d" in the language's own letters."""
    if seconds is None:
        return "–"
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= size:
            return text(f"cli.age.{unit}", count=int(seconds // size))
    return text("cli.age.seconds", count=int(seconds))


def _counted(count: int, style: str) -> Text:
    return Text(str(count), style if count else "dim")
