"""`publish suggest`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.publish.telling import AsJson, ProductName, ShopName, Whose
from storefront_sync.cli.texts import text

if TYPE_CHECKING:
    from mappings.categories import CategorySuggestion

ABOVE = " › "


def suggest(shop: ShopName, product: ProductName, cooperative: Whose = "", as_json: AsJson = False) -> None:
    """Tell which categories may fit a product, best first; exit code 1 where none does."""
    start_django()
    from storefront_sync.jobs import publishing_desk as desk  # noqa: PLC0415 – its models need Django started

    found, rows = desk.suggestions(desk.shop_of(shop, cooperative), product)
    if as_json:
        typer.echo(as_line(found.name, rows))
    elif rows:
        Console(highlight=False).print(as_table(found.name, rows))
    else:
        typer.echo(text("cli.publish.no_suggestion", product=found.name))
    if not rows:
        raise typer.Exit(1)


def as_line(product: str, rows: tuple[CategorySuggestion, ...]) -> str:
    """One line: {"product", "categories": [{"category_id", "path", "score", "matched"}]}."""
    categories = [
        {"category_id": row.category_id, "path": row.path, "score": row.score, "matched": row.matched}
        for row in rows
    ]
    return json.dumps({"product": product, "categories": categories}, ensure_ascii=False)


def as_table(product: str, rows: tuple[CategorySuggestion, ...]) -> Table:
    """The number to choose by, the way to the category, and why."""
    table = Table(title=text("cli.publish.suggest_title", product=product), title_justify="left")
    for column in ("number", "path", "because"):
        table.add_column(text(f"cli.publish.{column}"))
    for row in rows:
        table.add_row(row.category_id, Text(ABOVE.join(row.path)), Text(", ".join(row.matched)))
    return table
