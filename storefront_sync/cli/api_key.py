"""`api-key make`, `list`, `revoke`: keys with which another program speaks for one cooperative."""

from __future__ import annotations

from typing import Annotated

import typer

from storefront_sync.cli.owner import owner
from storefront_sync.cli.tables import moment
from storefront_sync.cli.texts import text

api_key = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

Owner = Annotated[str, typer.Option("--cooperative", help=text("cli.api_key.cooperative"))]
Name = Annotated[str, typer.Argument(help=text("cli.api_key.name"))]


@api_key.command("make", help=text("cli.api_key.make"))
def make(name: Name, cooperative: Owner = "") -> None:
    """Print a new key, this once."""
    row = owner(cooperative)
    from storefront_sync.core.clock import SystemClock  # noqa: PLC0415 – a command starts quickly
    from storefront_sync.tenants import api_keys  # noqa: PLC0415 – its models need Django

    key = api_keys.make(row, name, SystemClock().now())
    typer.echo(text("cli.api_key.made", cooperative=row.slug), err=True)
    typer.echo(key)


@api_key.command("list", help=text("cli.api_key.list"))
def list_keys(cooperative: Owner = "") -> None:
    """Names of the keys, when they were made and last used."""
    row = owner(cooperative)
    typer.echo(text("cli.api_key.listed", cooperative=row.slug, count=row.api_keys.count()))
    for key in row.api_keys.order_by("name"):
        used = moment(key.used_at) if key.used_at else text("cli.api_key.never")
        typer.echo(text("cli.api_key.one", name=key.name, made=moment(key.made_at), used=used))


@api_key.command("revoke", help=text("cli.api_key.revoke"))
def revoke(name: Name, cooperative: Owner = "") -> None:
    """The key opens nothing from now on."""
    row = owner(cooperative)
    from storefront_sync.tenants import api_keys  # noqa: PLC0415 – its models need Django

    api_keys.revoke(row, name)
    typer.echo(text("cli.api_key.revoked", name=name))
