"""`orders …`: the marketplaces' orders of one cooperative, looked at and sent off."""

from __future__ import annotations

import typer

from storefront_sync.cli.orders import calling_off, importing, looking, sending
from storefront_sync.cli.texts import text

orders = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
orders.command("list", help=text("cli.orders.list"))(looking.list_orders)
orders.command("show", help=text("cli.orders.show"))(looking.show)
orders.command("due", help=text("cli.orders.due"))(looking.due)
orders.command("import-early", help=text("cli.orders.import_early"))(importing.import_early)
orders.command("counted", help=text("cli.orders.counted"))(importing.counted)
orders.command("options", help=text("cli.orders.options"))(sending.options)
orders.command("arrange", help=text("cli.orders.arrange"))(sending.arrange)
orders.command("labels", help=text("cli.orders.labels"))(sending.labels)
orders.command("cancel", help=text("cli.orders.cancel"))(calling_off.cancel)
orders.command("answer", help=text("cli.orders.answer"))(calling_off.answer)
orders.command("choices", help=text("cli.orders.choices"))(calling_off.choices)
