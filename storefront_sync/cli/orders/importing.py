"""`orders import-early`, `counted`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.orders.words import BY, AsJson, OrderName, OrderNames, Whose, line
from storefront_sync.cli.texts import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storefront_sync.orders.early import Early
    from storefront_sync.orders.models import Order


def import_early(orders: OrderNames = None, cooperative: Whose = "", as_json: AsJson = False) -> None:
    """Import orders now though nobody knows the goods of some line; exit code 1 where one isn't."""
    if not orders:
        raise typer.BadParameter(text("cli.orders.orders"))
    start_django()
    from storefront_sync.fulfilment import find  # noqa: PLC0415 – its models need Django started
    from storefront_sync.jobs import early_desk  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    owner = cooperative_of(cooperative)
    rows = find.orders_named(owner, orders)
    _tell(rows, early_desk.import_early(owner, [row.pk for row in rows], BY), as_json=as_json)


def counted(order: OrderName, cooperative: Whose = "") -> None:
    """Staff have counted the order's goods, as they were asked to."""
    start_django()
    from storefront_sync.fulfilment import find  # noqa: PLC0415 – its models need Django started
    from storefront_sync.jobs import early_desk  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    early_desk.counted(find.orders_named(cooperative_of(cooperative), [order])[0])
    typer.echo(text("cli.returns.counted_done"))


def _tell(orders: Sequence[Order], done: Early, *, as_json: bool) -> None:
    names = {order.pk: order.external_id for order in orders}
    taken = [names[pk] for pk in done.orders]
    refused = [(names[one.order_id], one.key) for one in done.refused]
    if as_json:
        told = [{"order": name, "key": key, "text": text(key)} for name, key in refused]
        typer.echo(line(early=taken, refused=told))
    else:
        console = Console(highlight=False, soft_wrap=True)
        if taken:
            console.print(Text(text("cli.orders.early_asked", count=len(taken)), "green"))
        for name, key in refused:
            console.print(Text(f"✗ {name}: {text(key)}", "red"))
    if refused:
        raise typer.Exit(1)
