"""`orders list`, `show`, `due`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mappings.money import written
from mappings.words import OrderState
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.orders.words import AsJson, OrderName, Where, Whose, asked_by, line, when
from storefront_sync.cli.tables import narrow, place_name, places, whole
from storefront_sync.cli.texts import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storefront_sync.fulfilment.due import ToGo
    from storefront_sync.fulfilment.seen import OrderSeen
    from storefront_sync.returns.stand_ins import GoodsSeen

MOST_DAYS = 60
WORTH_TELLING = ("short", "waiting_link")
"""Phases in which an order needs somebody."""
COLOURS = {"overdue": "bold red", "today": "yellow", "later": "", "unknown": "dim"}


def list_orders(
    shop: Where = "",
    state: Annotated[OrderState | None, typer.Option(help=text("cli.orders.state"))] = None,
    short: Annotated[bool, typer.Option("--short", help=text("cli.orders.short"))] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help=text("cli.orders.limit"))] = 50,
    cooperative: Whose = "",
    as_json: AsJson = False,
) -> None:
    """The newest orders first."""
    start_django()
    from storefront_sync.fulfilment import find, seen  # noqa: PLC0415 – its models need Django started
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    owner = cooperative_of(cooperative)
    phase = "short" if short else ""
    rows = seen.in_short(find.orders_in(owner, shop=shop, state=state or "", phase=phase, most=limit))
    if as_json:
        typer.echo(line(orders=[head(row) for row in rows]))
    elif rows:
        Console(highlight=False).print(as_table(rows))
    else:
        typer.echo(text("cli.orders.none"))


def show(order: OrderName, cooperative: Whose = "", as_json: AsJson = False) -> None:
    """One order with its lines, parcels, what was asked, and what is wrong."""
    start_django()
    from storefront_sync.fulfilment import find, seen  # noqa: PLC0415 – its models need Django started
    from storefront_sync.returns import stand_ins  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    row = find.orders_named(cooperative_of(cooperative), [order])[0]
    found, goods = seen.whole(row), stand_ins.shown(row)
    if as_json:
        told = asdict(found)
        told["goods"] = [asdict(one) for one in goods]
        told["problems"] = [{**one, "text": text(one["key"], **one["detail"])} for one in told["problems"]]
        typer.echo(line(**told))
        return
    console = Console(highlight=False, soft_wrap=True)
    for said in in_words(found, goods):
        console.print(said)


def due(
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help=text("cli.orders.days"))] = 1,
    shop: Where = "",
    cooperative: Whose = "",
    as_json: AsJson = False,
) -> None:
    """What must be handed over today, the most urgent first; exit code 1 where something is overdue."""
    start_django()
    from storefront_sync.fulfilment.due import Urgency, to_go  # noqa: PLC0415 – its models need Django started
    from storefront_sync.jobs import process  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    owner = cooperative_of(cooperative)
    rows = to_go(owner, process.now(), days, shop)
    if as_json:
        typer.echo(line(orders=[_due_data(row) for row in rows]))
    elif rows:
        Console(highlight=False).print(_due_table(rows))
    else:
        later = len(to_go(owner, process.now(), MOST_DAYS, shop))
        typer.echo(text("cli.orders.later_due" if later else "cli.orders.nothing_due", count=later))
    if any(row.urgency is Urgency.OVERDUE for row in rows):
        raise typer.Exit(1)


def head(row: OrderSeen) -> dict[str, object]:
    """The fields of a listed order."""
    inside = {"buyer", "lines", "parcels", "requests", "problems"}
    return {name: value for name, value in asdict(row).items() if name not in inside}


def as_table(rows: list[OrderSeen]) -> Table:
    """One row an order."""
    table = narrow(text("cli.orders.title"))
    whole(table, text("cli.orders.column.number"))
    table.add_column(text("cli.orders.column.where"))
    whole(table, text("cli.orders.column.placed"))
    table.add_column(text("cli.orders.column.status"))
    whole(table, text("cli.orders.column.must_go"))
    whole(table, text("cli.orders.column.total"), right=True)
    names = places((row.marketplace, row.shop) for row in rows)
    for row in rows:
        table.add_row(
            Text(row.order),
            Text(names[row.marketplace, row.shop]),
            when(row.placed_at),
            status(row.state, row.phase),
            when(row.ship_by),
            written(row.total),
        )
    return table


def status(state: str, phase: str) -> str:
    """How an order stands, and in Saleor where that isn't as it should be."""
    told = text(f"cli.orders.state.{state}")
    return f"{told}; {text(f'cli.orders.phase.{phase}')}" if phase in WORTH_TELLING else told


def in_words(row: OrderSeen, goods: Sequence[GoodsSeen] = ()) -> list[Text]:
    """An order, line by line."""
    in_saleor = f"{text('cli.orders.column.in_saleor')}: {text(f'cli.orders.phase.{row.phase}')}"
    said = [
        Text(f"{row.order} · {place_name(row.marketplace, row.shop)}", "bold"),
        Text(f"{text(f'cli.orders.state.{row.state}')}. {in_saleor}"),
        Text(f"{text('cli.orders.column.placed')}: {when(row.placed_at)} · {written(row.total)}"),
        Text(f"{text('cli.orders.column.must_go')}: {when(row.ship_by)}"),
        Text(f"{text('cli.orders.buyer')}: {row.buyer or '–'}"),
    ]
    said += [
        Text(
            f"  {one.quantity} × {one.title} · {one.sku or '–'} · {written(one.unit_price)} [{one.line_key}]"
            + (f" – {text('cli.orders.stand_in')}" if one.stand_in else "")
        )
        for one in row.lines
    ]
    for part in goods:
        key = "cli.orders.goods_taken" if part.taken == part.pieces else "cli.orders.goods_waiting"
        said.append(Text(text(key, goods=part.goods, pieces=part.pieces, taken=part.taken)))
    for parcel in row.parcels:
        number = parcel.tracking_number or "–"
        state = text(f"cli.orders.parcel.{parcel.state}")
        said.append(Text(f"{text('cli.orders.parcel_is')}: {state} · {parcel.courier or '–'} · {number}"))
    for one in row.requests:
        kind, state = text(f"cli.orders.kind.{one.kind}"), text(f"cli.orders.request.{one.state}")
        why = f" – {text(one.outcome)}" if one.outcome else ""
        said.append(Text(f"{when(one.asked_at)} {kind} ({asked_by(one.by)}): {state}{why}"))
    if row.packed_in_part:
        said.append(Text(text("cli.orders.packed_in_part"), "yellow"))
    said += [Text(f"! {text(one.key, **one.detail)}", "red") for one in row.problems]
    return said


def _due_data(row: ToGo) -> dict[str, object]:
    return {
        "order": row.order.external_id,
        "marketplace": row.order.shop.marketplace,
        "shop": row.order.shop.name,
        "state": row.order.state,
        "ship_by": row.ship_by,
        "urgency": row.urgency.value,
        "packed_in_part": row.packed_in_part,
    }


def _due_table(rows: list[ToGo]) -> Table:
    table = narrow(text("cli.orders.due_title"))
    for column in ("must_go", "urgency", "number"):
        whole(table, text(f"cli.orders.column.{column}"))
    for column in ("where", "status"):
        table.add_column(text(f"cli.orders.column.{column}"))
    names = places((row.order.shop.marketplace, row.order.shop.name) for row in rows)
    for row in rows:
        colour = COLOURS[row.urgency.value]
        states = [status(row.order.state, row.order.phase)]
        if row.packed_in_part:
            states.append(text("cli.orders.packed_in_part"))
        table.add_row(
            Text(when(row.ship_by), colour),
            Text(text(f"cli.orders.urgency.{row.urgency.value}"), colour),
            Text(row.order.external_id),
            Text(names[row.order.shop.marketplace, row.order.shop.name]),
            "; ".join(states),
        )
    return table
