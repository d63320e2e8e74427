"""`status`: each shop at a glance."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.tables import marketplace_name, narrow, place_name
from storefront_sync.cli.texts import text
from storefront_sync.core.status import InstallationStatus, Problem, ShopStatus, Unlinked


def status(
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
    list_unlinked: Annotated[bool, typer.Option("--unlinked", help=text("cli.status.unlinked_help"))] = False,
    cooperative: Annotated[str, typer.Option(help=text("cli.status.only"))] = "",
) -> None:
    """Print how each shop stands, or every listing without a link; in words or as one JSON object."""
    start_django()
    from storefront_sync.jobs import report  # noqa: PLC0415 – its models need Django started

    console = Console(highlight=False)
    if list_unlinked:
        rows = report.unlinked(cooperative)
        if as_json:
            typer.echo(unlinked_json(rows))
        else:
            console.print(unlinked_table(rows))
        return
    shops = report.shop_status(cooperative)
    servers = report.installation_status(cooperative)
    if as_json:
        typer.echo(status_json(shops, servers))
        return
    for line in status_lines(shops) if shops else [Text(text("cli.status.no_shop"))]:
        console.print(line)
    for server in servers:
        for line in server_lines(server):
            console.print(line)


def status_json(shops: Sequence[ShopStatus], servers: Sequence[InstallationStatus] = ()) -> str:
    """One line: {"shops": [...], "servers": [...]}, the fields of ShopStatus and of InstallationStatus; a
    problem also has its sentence as `text`."""
    told = {"shops": [_as_data(shop) for shop in shops], "servers": [_as_data(server) for server in servers]}
    return json.dumps(told, ensure_ascii=False, default=str)


def _as_data(row: ShopStatus | InstallationStatus) -> dict[str, object]:
    problems = [{**asdict(problem), "text": told(problem)} for problem in row.problems]
    return {**asdict(row), "problems": problems}


def told(problem: Problem) -> str:
    """The problem's sentence, with what it names."""
    return text(problem.key, **problem.detail)


def server_lines(server: InstallationStatus) -> Iterator[Text]:
    """What is wrong with our App in a Saleor; nothing where all is well."""
    if server.problems or not server.cooperatives:
        yield Text(text("cli.status.installation", address=server.api_url), "bold")
    for problem in server.problems:
        yield Text(f"  {told(problem)}", "red")
    if not server.cooperatives:
        yield Text(f"  {text('installation.unused', address=server.api_url)}", "yellow")


def status_lines(shops: Sequence[ShopStatus]) -> Iterator[Text]:
    """A few lines a shop: what its listings show, its orders, and in red what is wrong, in words."""
    yield Text(text("cli.status.title"), "italic")
    for shop in shops:
        heading = f"{place_name(shop.marketplace, shop.shop)} ({shop.cooperative})"
        yield Text(f"\n{heading}", "bold")
        yield _counts(
            "listings",
            ("in_sync", shop.in_sync, "green"),
            ("behind", shop.behind, "yellow"),
            ("blocked", shop.blocked, "red"),
            ("unlinked", shop.unlinked, "yellow"),
            ("publishing", shop.publishing, "yellow"),
        )
        if shop.oldest_seconds is not None:
            yield Text(f"  {text('cli.status.oldest')}: {age(shop.oldest_seconds)}")
        yield _counts(
            "orders",
            ("imported", shop.orders_imported, ""),
            ("waiting", shop.orders_waiting, "yellow"),
            ("short", shop.orders_short, "red"),
        )
        for problem in shop.problems:
            yield Text(f"  ! {problem.count} × {told(problem)}", "red")


def unlinked_json(rows: Sequence[Unlinked]) -> str:
    """One line: {"unlinked": [...]}, the fields of Unlinked and the reason's sentence as `text`."""
    return json.dumps(
        {"unlinked": [{**asdict(row), "text": text(row.reason)} for row in rows]}, ensure_ascii=False
    )


def unlinked_table(rows: Sequence[Unlinked]) -> Table:
    """The listings without a link, and why, in words."""
    table = narrow(text("cli.status.unlinked_title", count=len(rows)))
    for column in ("shop", "listing", "code", "reason"):
        table.add_column(text(f"cli.status.{column}"))
    several = len({row.cooperative for row in rows}) > 1
    for row in rows:
        place = marketplace_name(row.marketplace)
        table.add_row(
            Text(f"{place} ({row.cooperative})" if several else place),
            Text(row.title),
            Text(row.sku or "–"),
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


def _counts(what: str, *numbers: tuple[str, int, str]) -> Text:
    line = Text(f"  {text(f'cli.status.{what}')}: ")
    for at, (name, count, style) in enumerate(numbers):
        line.append(", " if at else "")
        line.append(f"{count} {text(f'cli.status.{name}')}", style if count else "dim")
    return line
