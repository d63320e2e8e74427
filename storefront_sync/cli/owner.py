"""The cooperative that a command is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text

if TYPE_CHECKING:
    from storefront_sync.tenants.models import Cooperative


def owner(slug: str) -> Cooperative:
    """By its slug, "" = the only one; an unknown one is told, and the command ends with exit code 2. Raises
    UnknownCooperative where there are several to choose from."""
    start_django()
    from storefront_sync.tenants.models import Cooperative  # noqa: PLC0415 – its models need Django
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415

    if not slug:
        return cooperative_of("")
    row = Cooperative.objects.filter(slug=slug).first()
    if row is None:
        typer.echo(text("cli.shop.unknown_cooperative", cooperative=slug), err=True)
        raise typer.Exit(2)
    return row
