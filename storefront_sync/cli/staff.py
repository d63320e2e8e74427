"""`staff`: who may see a cooperative in the Dashboard, where several share a Saleor."""

from __future__ import annotations

from typing import Annotated

import typer

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text


def staff(
    cooperative: Annotated[str, typer.Option(help=text("cli.staff.cooperative"))],
    user: Annotated[str, typer.Option(help=text("cli.staff.user"))] = "",
    remove: Annotated[bool, typer.Option("--remove", help=text("cli.staff.remove"))] = False,
) -> None:
    """Give or take one user's role, or list those who have one; exit code 1 for an unknown cooperative."""
    start_django()
    from storefront_sync.tenants.models import Cooperative  # noqa: PLC0415 – its models need Django started
    from storefront_sync.tenants.roles import give, holders, take  # noqa: PLC0415

    row = Cooperative.objects.filter(slug=cooperative).first()
    if row is None:
        typer.echo(text("cli.staff.unknown", cooperative=cooperative))
        raise typer.Exit(1)
    if user and remove:
        key = "cli.staff.removed" if take(row, user) else "cli.staff.had_none"
        typer.echo(text(key, cooperative=row.slug, user=user))
    elif user:
        give(row, user)
        typer.echo(text("cli.staff.given", cooperative=row.slug, user=user))
    else:
        users = holders(row)
        typer.echo(text("cli.staff.listed", cooperative=row.slug, count=len(users)))
        for each in users:
            typer.echo(each)
