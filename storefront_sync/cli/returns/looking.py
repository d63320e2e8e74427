"""`returns list`, `show`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mappings.money import written
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.orders.words import AsJson, Where, Whose, asked_by, line, when
from storefront_sync.cli.tables import narrow, places, whole
from storefront_sync.cli.texts import text

if TYPE_CHECKING:
    from storefront_sync.returns.shown import ReturnSeen

ReturnName = Annotated[str, typer.Argument(help=text("cli.returns.return"))]


def list_returns(
    shop: Where = "",
    waiting: Annotated[bool, typer.Option("--waiting", help=text("cli.returns.waiting"))] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help=text("cli.returns.limit"))] = 50,
    cooperative: Whose = "",
    as_json: AsJson = False,
) -> None:
    """The newest change first."""
    start_django()
    from storefront_sync.returns import shown  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    rows = shown.listed(cooperative_of(cooperative), shop=shop, waiting=waiting, most=limit)
    if as_json:
        typer.echo(line(returns=[_head(row) for row in rows]))
    elif rows:
        Console(highlight=False).print(as_table(rows))
    else:
        typer.echo(text("cli.returns.none"))


def show(returned: ReturnName, cooperative: Whose = "", as_json: AsJson = False) -> None:
    """One return with its lines, what was found, what goes into stock, and what is wrong."""
    start_django()
    from storefront_sync.returns import shown  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    tell(shown.whole(shown.named(cooperative_of(cooperative), returned)), as_json=as_json)


def tell(found: ReturnSeen, *, as_json: bool) -> None:
    """All that there is of it: one line of JSON, or in words."""
    if as_json:
        told = asdict(found)
        told["problems"] = [{**one, "text": text(one["key"], **one["detail"])} for one in told["problems"]]
        typer.echo(line(**told))
        return
    console = Console(highlight=False, soft_wrap=True)
    for row in in_words(found):
        console.print(row)


def _head(row: ReturnSeen) -> dict[str, object]:
    inside = {"lines", "entries", "into_stock", "problems"}
    return {name: value for name, value in asdict(row).items() if name not in inside}


def as_table(rows: list[ReturnSeen]) -> Table:
    """One row a return."""
    table = narrow(text("cli.returns.title"))
    whole(table, "\n".join(text(f"cli.returns.column.{name}") for name in ("number", "order")))
    table.add_column(text("cli.returns.column.where"))
    whole(table, text("cli.returns.column.changed"))
    table.add_column(text("cli.returns.column.status"))
    whole(table, text("cli.returns.column.inspected"))
    names = places((row.marketplace, row.shop) for row in rows)
    for row in rows:
        state = text(f"cli.returns.state.{row.state}")
        table.add_row(
            Text(f"{row.return_id}\n{row.order}"),
            Text(names[row.marketplace, row.shop]),
            when(row.updated_at),
            state if row.goods_back else f"{state}; {text('cli.returns.money_only')}",
            when(row.inspected_at),
        )
    return table


def in_words(found: ReturnSeen) -> Iterator[Text]:
    """The return in lines."""
    yield Text(text("cli.returns.heading", number=found.return_id, order=found.order), "bold")
    state = text(f"cli.returns.state.{found.state}")
    goods = text("cli.returns.goods" if found.goods_back else "cli.returns.money_only")
    refund = written(found.refund)
    yield Text(text("cli.returns.facts", state=state, goods=goods, refund=refund))
    for row in found.lines:
        yield Text(
            text(
                "cli.returns.line",
                name=row.title or row.sku or row.line_key,
                key=row.sku or row.line_key,
                pieces=row.pieces,
                good=row.good,
                damaged=row.damaged,
                lost=row.lost,
            )
        )
    for entry in found.entries:
        yield Text(
            text(
                "cli.returns.entry",
                at=when(entry.at),
                by=asked_by(entry.by),
                key=entry.line_key,
                good=entry.good,
                damaged=entry.damaged,
                lost=entry.lost,
            ),
            "dim",
        )
    for part in found.into_stock:
        key = "cli.returns.in_stock" if part.done_at else "cli.returns.on_the_way"
        yield Text(text(key, pieces=part.pieces, goods=part.goods), "green" if part.done_at else "yellow")
    for problem in found.problems:
        yield Text(text(problem.key, **problem.detail), "red")
