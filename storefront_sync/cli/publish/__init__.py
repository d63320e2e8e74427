"""`publish …`: products of the store as listings of a shop."""

from __future__ import annotations

import typer

from storefront_sync.cli.publish import choosing, sending, suggesting
from storefront_sync.cli.texts import text

publish = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
publish.command("check", help=text("cli.publish.check"))(sending.check)
publish.command("suggest", help=text("cli.publish.suggest"))(suggesting.suggest)
publish.command("choose", help=text("cli.publish.choose"))(choosing.choose)
publish.command("send", help=text("cli.publish.send"))(sending.send)
publish.command("withdraw", help=text("cli.publish.withdraw"))(sending.withdraw)
publish.command("keep", help=text("cli.publish.keep"))(sending.keep)
