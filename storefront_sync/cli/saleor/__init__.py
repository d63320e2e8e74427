"""`saleor setup`, `saleor import`, `saleor blueprint`: a cooperative from nothing. `saleor move`: a new
address."""

from __future__ import annotations

import typer

from storefront_sync.cli.saleor import blueprint, goods, setup
from storefront_sync.cli.saleor.move import move
from storefront_sync.cli.texts import text

saleor = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
saleor.command("setup", help=text("cli.setup.help"))(setup.setup)
saleor.command("import", help=text("cli.import.help"))(goods.import_goods)
_blueprint = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_blueprint.command("export", help=text("cli.blueprint.export"))(blueprint.export)
saleor.add_typer(_blueprint, name="blueprint", help=text("cli.blueprint.help"))
saleor.command("move", help=text("cli.move.help"))(move)
