"""How a product that was held against a shop is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from connectors.base.readiness import Missing
from storefront_sync.cli.texts import text

if TYPE_CHECKING:
    from storefront_sync.publishing.check import Checked

ShopName = Annotated[str, typer.Argument(help=text("cli.publish.shop"))]
ProductNames = Annotated[list[str], typer.Argument(help=text("cli.publish.products"))]
ProductName = Annotated[str, typer.Argument(help=text("cli.publish.product"))]
Whose = Annotated[str, typer.Option("--cooperative", help=text("cli.status.only"))]
AsJson = Annotated[bool, typer.Option("--json", help=text("cli.json"))]


def tell(looked: Sequence[Checked], ready_key: str, *, as_json: bool) -> None:
    """One product after the other, ready or with what it lacks; exit code 1 where one lacks something."""
    if as_json:
        typer.echo(as_line(looked))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for checked in looked:
            _tell(checked, ready_key, console)
    if any(checked.lacks for checked in looked):
        raise typer.Exit(1)


def as_line(looked: Sequence[Checked]) -> str:
    """One line: {"products": [{"product", "product_id", "ready", "category", "lacks": [{"where", "key",
    "text"}]}]}."""
    return json.dumps({"products": [_as_data(checked) for checked in looked]}, ensure_ascii=False)


def _as_data(checked: Checked) -> dict[str, object]:
    lacks = [{"where": row.where, "key": row.key, "text": in_words(row)} for row in checked.lacks]
    return {
        "product": checked.product.name,
        "product_id": checked.product.product_id,
        "ready": not lacks,
        "category": checked.chosen.category_id,
        "lacks": lacks,
    }


def in_words(row: Missing) -> str:
    """What is lacking, as a sentence."""
    return text(row.key, **row.values)


def _tell(checked: Checked, ready_key: str, console: Console) -> None:
    if not checked.lacks:
        console.print(Text(f"✓ {text(ready_key, product=checked.product.name)}", "green"))
        return
    console.print(Text(f"✗ {checked.product.name}", "red"))
    for row in checked.lacks:
        console.print(Text(f"    {in_words(row)}"))
