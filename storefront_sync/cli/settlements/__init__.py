"""`settlements …`: what marketplaces paid out, and whether it is what was to be expected."""

from __future__ import annotations

import typer

from storefront_sync.cli.settlements import importing, telling
from storefront_sync.cli.texts import text

settlements = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
settlements.command("import", help=text("cli.settlements.import"))(importing.import_)
settlements.command("list", help=text("cli.settlements.list"))(telling.list_)
settlements.command("differences", help=text("cli.settlements.differences"))(telling.differences)
