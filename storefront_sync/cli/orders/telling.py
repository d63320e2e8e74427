"""How it is told what was asked and what can't be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from storefront_sync.cli.orders.words import line
from storefront_sync.cli.texts import text

if TYPE_CHECKING:
    from storefront_sync.fulfilment.ask import Asked
    from storefront_sync.orders.models import Order

HINTS = ("fulfilment.no_usual_way",)
"""Reasons for which it is told once what to type."""


def tell_asked(orders: Sequence[Order], asked: Asked, key: str, *, as_json: bool) -> None:
    """How many are on their way, and which aren't and why; exit code 1 for one that isn't."""
    names = {order.pk: order.external_id for order in orders}
    taken = sorted({names.get(row.order_id, "") for row in asked.requests})
    refused = [(names.get(one.order_id, ""), one.key) for one in asked.refused]
    if as_json:
        told = [{"order": name, "key": why, "text": text(why)} for name, why in refused]
        typer.echo(line(asked=taken, refused=told))
    else:
        console = Console(highlight=False, soft_wrap=True)
        if taken:
            console.print(Text(text(key, count=len(taken), order=taken[0]), "green"))
        if not orders:
            console.print(text("cli.orders.none"))
        for name, why in refused:
            console.print(Text(f"✗ {name}: {text(why)}", "red"))
        for hint in HINTS:
            if first := next((name for name, why in refused if why == hint), None):
                console.print(text(f"cli.orders.hint.{hint}", order=first))
    if refused:
        raise typer.Exit(1)
