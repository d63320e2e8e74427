"""`saleor blueprint export`: one cooperative's shop as a file for the next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.saleor.setup.blueprint_file import write_blueprint
from storefront_sync.saleor.staff import login
from storefront_sync.settings.env import settings


def export(
    cooperative: Annotated[str, typer.Option(help=text("cli.saleor.cooperative"))] = "",
) -> None:
    """Print the blueprint as YAML; with the server's own settings only as staff."""
    start_django()
    from storefront_sync.jobs.new_cooperative import chosen, exported  # noqa: PLC0415 – its models need Django started

    table = settings()
    found = chosen(cooperative)
    staff = None
    if table.saleor_email and table.saleor_password.get_secret_value():
        password = table.saleor_password.get_secret_value()
        staff = login(found.installation.api_url, table.saleor_email, password, lambda: datetime.now(UTC))
    else:
        typer.echo(f"# {text('setup.export_without_server')}")
    typer.echo(write_blueprint(exported(found, staff)), nl=False)
