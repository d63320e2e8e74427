"""`settlements list` and `settlements differences`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mappings.money import written
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.tables import moment, narrow, place_name, places, whole
from storefront_sync.cli.texts import text

if TYPE_CHECKING:
    from storefront_sync.jobs.monies import Books
    from storefront_sync.settlements.differences import Difference

ShopName = Annotated[str, typer.Option("--shop", help=text("cli.settlements.shop"))]
Whose = Annotated[str, typer.Option("--cooperative", help=text("cli.status.only"))]
AsJson = Annotated[bool, typer.Option("--json", help=text("cli.json"))]
AMOUNTS = ("lines", "amount", "fees", "tax", "expected", "paid")
COLUMNS = ("kind", "shop", "order", "expected", "paid", "on")


def list_(shop: ShopName = "", cooperative: Whose = "", as_json: AsJson = False) -> None:
    """Tell what was imported, the newest first."""
    start_django()
    from storefront_sync.jobs import monies  # noqa: PLC0415 – its models need Django started

    found = monies.books(monies.shops_of(shop, cooperative))
    if as_json:
        typer.echo(books_json(found))
    elif not found.files:
        typer.echo(text("cli.settlements.none"))
    else:
        Console(highlight=False).print(_books_table(found))


def differences(
    shop: ShopName = "",
    cooperative: Whose = "",
    file: Annotated[Path | None, typer.Option("--file", help=text("cli.settlements.out"))] = None,
    as_json: AsJson = False,
) -> None:
    """List the differences, or write them into a file; exit code 1 where there are any."""
    start_django()
    from storefront_sync.jobs import monies  # noqa: PLC0415 – its models need Django started
    from storefront_sync.settlements.export import write  # noqa: PLC0415

    found = monies.differences_of(monies.shops_of(shop, cooperative))
    if file is not None:
        write(file, _heading(), [_cells(row) for row in found])
    if as_json:
        typer.echo(json.dumps({"differences": [asdict(row) for row in found]}, default=str))
    elif file is not None:
        typer.echo(text("cli.settlements.written", file=file.name, count=len(found)))
    elif not found:
        typer.echo(text("cli.settlements.all_well"))
    else:
        Console(highlight=False).print(_differences_table(found))
    if found:
        raise typer.Exit(1)


def books_json(found: Books) -> str:
    """One line: {"files": [...]}, the fields of FileBooks; withheld tax only where it is to be shown."""
    rows = [asdict(row) for row in found.files]
    for row in rows:
        if not found.tax:
            del row["tax"]
    return json.dumps({"files": rows}, ensure_ascii=False, default=str)


def _books_table(found: Books) -> Table:
    names = ["imported", "shop", "file", "lines", "amount", "fees", *(["tax"] if found.tax else [])]
    table = narrow()
    for name in names:
        heading = text(f"cli.settlements.column.{name}")
        if name in AMOUNTS:
            whole(table, heading, right=True)
        else:
            table.add_column(heading)
    names_of = places((row.marketplace, row.shop) for row in found.files)
    for row in found.files:
        place = names_of[row.marketplace, row.shop]
        cells = [moment(row.imported_at), place, row.name, str(row.lines), written(row.amount)]
        cells += [written(row.fees), *([written(row.tax)] if found.tax else [])]
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _differences_table(found: Sequence[Difference]) -> Table:
    table = narrow()
    for name, heading in zip(COLUMNS, _heading(), strict=True):
        if name in ("kind", "shop"):
            table.add_column(heading)
        else:
            whole(table, heading, right=name in AMOUNTS)
    names = places((row.marketplace, row.shop) for row in found)
    for row in found:
        kind, _, order, _, _, on = _cells(row)
        shop = names[row.marketplace, row.shop]
        amounts = (written(row.expected), written(row.paid))
        table.add_row(*(Text(str(cell)) for cell in (kind, shop, order, *amounts, on)))
    return table


def _heading() -> list[str]:
    return [text(f"cli.settlements.column.{name}") for name in COLUMNS]


def _cells(row: Difference) -> tuple[str, str, str, int | None, int | None, str]:
    kind = text(f"settlement.{row.kind.value}")
    return (
        kind,
        place_name(row.marketplace, row.shop),
        row.order_id,
        row.expected,
        row.paid,
        str(row.on or ""),
    )
