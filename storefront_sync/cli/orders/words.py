"""Arguments that several commands on orders take, and how times and amounts are told."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer
from django.utils.timezone import localtime

from storefront_sync.cli.texts import text

BY = "cli"
"""Who asks, in the books."""
OrderName = Annotated[str, typer.Argument(help=text("cli.orders.order"))]
OrderNames = Annotated[list[str] | None, typer.Argument(help=text("cli.orders.orders"))]
Whose = Annotated[str, typer.Option("--cooperative", help=text("cli.orders.cooperative"))]
Where = Annotated[str, typer.Option("--shop", help=text("cli.orders.shop"))]
AsJson = Annotated[bool, typer.Option("--json", help=text("cli.json"))]
All = Annotated[bool, typer.Option("--all", help=text("cli.orders.all"))]


def asked_by(by: str) -> str:
    """Who asked, for people: somebody at a terminal, a program by its key's name, Saleor's Dashboard."""
    if by == BY:
        return text("cli.orders.by_command")
    if by.startswith("key:"):
        return text("cli.orders.by_program", name=by.removeprefix("key:"))
    return text("cli.orders.by_dashboard")


def when(moment: datetime | None) -> str:
    """A time here, as "24-11 17:00"; "–" for none."""
    return "–" if moment is None else localtime(moment).strftime("%d-%m %H:%M")


def line(**fields: object) -> str:
    """One line of JSON; times are written with their offset."""
    return json.dumps(fields, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
