"""`settlements import`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from mappings.money import written
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text

CLI = "cli"


def import_(
    file: Annotated[Path, typer.Argument(help=text("cli.settlements.file"))],
    shop: Annotated[str, typer.Option("--shop", help=text("cli.publish.shop"))],
    cooperative: Annotated[str, typer.Option("--cooperative", help=text("cli.status.only"))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False,
) -> None:
    """Import one file of one shop; again as often as one likes."""
    start_django()
    from storefront_sync.jobs import monies  # noqa: PLC0415 – its models need Django started

    done = monies.import_settlement(monies.shop_of(shop, cooperative), file, CLI)
    if as_json:
        typer.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(text("cli.settlements.imported", name=done.name, lines=done.lines, new=done.new))
    console.print(text("cli.settlements.total", amount=written(done.amount)))
    console.print(text("cli.settlements.matched", matched=done.matched, unknown=done.unknown))
    if done.waiting:
        console.print(text("cli.settlements.waiting", count=done.waiting))
    if done.repeated:
        console.print(text("cli.settlements.repeated", count=done.repeated))
