"""`orders cancel`, `answer`, `choices`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from connectors.base.aftersale import CancelOption
from storefront_sync.cli.ask import sure
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.orders.telling import tell_asked
from storefront_sync.cli.orders.words import BY, AsJson, OrderName, OrderNames, Where, Whose, line
from storefront_sync.cli.tables import place_name
from storefront_sync.cli.texts import text

if TYPE_CHECKING:
    from storefront_sync.fulfilment.short import Lacking, Way
    from storefront_sync.orders.models import Order


def cancel(
    order: OrderName,
    reason: Annotated[str, typer.Option(help=text("cli.orders.reason"))] = "",
    lines: Annotated[list[str] | None, typer.Option("--line", help=text("cli.orders.line"))] = None,
    yes: Annotated[bool, typer.Option("--yes", help=text("cli.orders.yes"))] = False,
    cooperative: Whose = "",
    as_json: AsJson = False,
) -> None:
    """Cancel as the seller; without a reason, tell which there are (exit code 1)."""
    start_django()
    from storefront_sync.fulfilment import find  # noqa: PLC0415 – its models need Django started
    from storefront_sync.fulfilment.offered import reason_named  # noqa: PLC0415
    from storefront_sync.jobs import fulfilment_desk as desk  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    owner = cooperative_of(cooperative)
    row = find.orders_named(owner, [order])[0]
    offered = desk.cancel_options(row)
    chosen = reason_named(offered, reason)
    if chosen is None:
        _tell_reasons(row, offered, as_json=as_json)
        raise typer.Exit(1)
    if not yes:
        if chosen.zeroes_stock:
            typer.echo(text("cli.orders.zeroes"), err=True)
        if not sure(text("cli.orders.really_cancel", order=row.external_id)):
            raise typer.Abort
    tell_asked(
        [row],
        desk.cancel(owner, row, chosen, lines or [], BY),
        "cli.orders.asked_cancel",
        as_json=as_json,
    )


def answer(
    orders: OrderNames = None,
    accept: Annotated[bool | None, typer.Option("--accept/--refuse", help=text("cli.orders.accept"))] = None,
    cooperative: Whose = "",
    as_json: AsJson = False,
) -> None:
    """Answer buyers who asked to cancel; exit code 1 where one doesn't."""
    if accept is None:
        raise typer.BadParameter(text("cli.orders.accept_or_refuse"))
    start_django()
    from storefront_sync.fulfilment import find  # noqa: PLC0415 – its models need Django started
    from storefront_sync.jobs import fulfilment_desk as desk  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    owner = cooperative_of(cooperative)
    rows = find.orders_named(owner, orders or [])
    tell_asked(rows, desk.answer(owner, rows, accept, BY), "cli.orders.asked_answer", as_json=as_json)


def choices(
    orders: OrderNames = None, shop: Where = "", cooperative: Whose = "", as_json: AsJson = False
) -> None:
    """What can be done for orders that stock doesn't cover, and what each costs; exit code 1 where there is
    one."""
    start_django()
    from storefront_sync.fulfilment import find  # noqa: PLC0415 – its models need Django started
    from storefront_sync.jobs import fulfilment_desk as desk  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    owner = cooperative_of(cooperative)
    rows = find.orders_named(owner, orders) if orders else find.short(owner, shop)
    found = [(row, *desk.choices(row)) for row in rows]
    if as_json:
        typer.echo(line(orders=[_as_data(*each) for each in found]))
    else:
        console = Console(highlight=False, soft_wrap=True)
        if not found:
            console.print(text("cli.orders.none_short"))
        for row, lacks, ways in found:
            _tell(console, row, lacks, ways)
    if any(lacks for _, lacks, _ in found):
        raise typer.Exit(1)


def _tell_reasons(order: Order, offered: Sequence[CancelOption], *, as_json: bool) -> None:
    if as_json:
        reasons = [
            {"reason": one.remote, "means": one.reason.value, "zeroes_stock": one.zeroes_stock}
            for one in offered
        ]
        typer.echo(line(order=order.external_id, reasons=reasons))
        return
    console = Console(highlight=False, soft_wrap=True)
    told = "cli.orders.choose_reason" if offered else "cli.orders.no_reason"
    console.print(text(told, order=order.external_id))
    for one in offered:
        warning = f" – {text('cli.orders.zeroes')}" if one.zeroes_stock else ""
        meaning = text(f"cli.orders.reason.{one.reason.value}")
        console.print(Text(f"  --reason {_quoted(one.remote)}: {meaning}{warning}"))


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _as_data(row: Order, lacks: Sequence[Lacking], ways: Sequence[Way]) -> dict[str, object]:
    return {
        "order": row.external_id,
        "lacks": [
            {"goods": one.goods, "sku": one.sku, "missing": one.missing, "ahead": one.ahead} for one in lacks
        ],
        "choices": [
            {"key": way.key, "text": _said(way), "cost": text(way.cost), "command": way.command}
            for way in ways
        ],
    }


def _tell(console: Console, row: Order, lacks: Sequence[Lacking], ways: Sequence[Way]) -> None:
    console.print(Text(f"{row.external_id} · {place_name(row.shop.marketplace, row.shop.name)}", "bold"))
    for one in lacks:
        key = "cli.orders.lacks_after" if one.ahead else "cli.orders.lacks"
        console.print(Text(f"  {text(key, goods=one.goods, missing=one.missing, ahead=one.ahead)}", "red"))
    for number, way in enumerate(ways, start=1):
        console.print(Text(f"  {number}. {_said(way)} {text(way.cost)}"))
        if way.command:
            console.print(Text(f"     storefront-sync {way.command}", "dim"))


def _said(way: Way) -> str:
    from storefront_sync.fulfilment.short import in_words  # noqa: PLC0415 – after Django's start

    return text(way.key, **in_words(way.values, text))
