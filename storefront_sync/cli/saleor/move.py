"""`saleor move`: a Saleor has another address now."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.settings.env import settings


def move(
    old: Annotated[str, typer.Argument(help=text("cli.move.old"))],
    new: Annotated[str, typer.Argument(help=text("cli.move.new"))],
) -> None:
    """Carry the installation over once the new address has proved to be the same Saleor; else exit code 2."""
    start_django()
    from storefront_sync.saleor.client import SaleorClient  # noqa: PLC0415 – a command starts quickly
    from storefront_sync.tenants.moving import move_installation  # noqa: PLC0415 – its models need Django

    console = Console(highlight=False, soft_wrap=True)
    moved = move_installation(old, new, SaleorClient)
    console.print(text("cli.move.done", new=moved.api_url))
    if new not in {*settings().saleor_api_urls, settings().saleor_url}:
        console.print(text("cli.move.not_allowed"), style="yellow")
