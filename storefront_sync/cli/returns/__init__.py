"""`returns …`: what buyers give back to one cooperative."""

from __future__ import annotations

import typer

from storefront_sync.cli.returns import inspecting, looking
from storefront_sync.cli.texts import text

returns = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
returns.command("list", help=text("cli.returns.list"))(looking.list_returns)
returns.command("show", help=text("cli.returns.show"))(looking.show)
returns.command("inspect", help=text("cli.returns.inspect"))(inspecting.inspect)
returns.command("counted", help=text("cli.returns.counted"))(inspecting.counted)
