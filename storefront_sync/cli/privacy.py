"""`privacy export`, `erase`, `list`: one buyer's data, and the proof of what was erased."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from storefront_sync.cli.ask import sure
from storefront_sync.cli.owner import owner
from storefront_sync.cli.tables import marketplace_name, moment, narrow, whole
from storefront_sync.cli.texts import text

privacy = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
MOST_SHOWN = 200

Owner = Annotated[str, typer.Option("--cooperative", help=text("cli.privacy.cooperative"))]
OrderNumber = Annotated[str, typer.Option("--order", help=text("cli.privacy.order"))]
Phone = Annotated[str, typer.Option("--phone", help=text("cli.privacy.phone"))]


@privacy.command("export", help=text("cli.privacy.export"))
def export(
    output: Annotated[Path, typer.Option("--output", help=text("cli.privacy.output"))],
    cooperative: Owner = "",
    order: OrderNumber = "",
    phone: Phone = "",
) -> None:
    """Write all that we hold of a person into a new file that only its owner may read."""
    row = owner(cooperative)
    from storefront_sync.privacy.person import find, written_out  # noqa: PLC0415 – its models need Django

    found = find(row, order=order, phone=phone)
    if not found:
        _end("cli.privacy.nothing", 1)
    try:
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        _end("cli.privacy.not_written", 2, file=str(output), why=error.strerror or "")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(written_out(found), file, ensure_ascii=False, indent=2)
        file.write("\n")
    typer.echo(text("cli.privacy.exported", count=len(found), file=str(output)))


@privacy.command("erase", help=text("cli.privacy.erase"))
def erase(
    cooperative: Owner = "",
    order: OrderNumber = "",
    phone: Phone = "",
    yes: Annotated[bool, typer.Option("--yes", help=text("cli.privacy.yes"))] = False,
) -> None:
    """Erase a person here at once; Saleor follows by itself."""
    row = owner(cooperative)
    from storefront_sync.core.clock import SystemClock  # noqa: PLC0415 – a command starts quickly
    from storefront_sync.privacy.erase import erase as erase_orders  # noqa: PLC0415 – its models need Django
    from storefront_sync.privacy.models import Erasure  # noqa: PLC0415
    from storefront_sync.privacy.person import find  # noqa: PLC0415

    found = [each.order for each in find(row, order=order, phone=phone)]
    if not found:
        _end("cli.privacy.nothing", 1)
    typer.echo(text("cli.privacy.will_erase", count=len(found)))
    for each in found:
        typer.echo(f"  {marketplace_name(each.shop_front)} {each.external_id}")
    if not yes and not sure(text("cli.privacy.sure")):
        raise typer.Abort
    erased = erase_orders(row, [each.pk for each in found], Erasure.Why.PERSON, "cli", SystemClock().now())
    typer.echo(text("cli.privacy.erased", count=erased))


@privacy.command("list", help=text("cli.privacy.list"))
def list_erasures(
    cooperative: Owner = "",
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.privacy.json"))] = False,
) -> None:
    """The newest erasures first: the proof, which holds nothing of the buyer."""
    row = owner(cooperative)
    from storefront_sync.privacy.models import Erasure  # noqa: PLC0415 – its models need Django

    rows = Erasure.objects.filter(cooperative=row).order_by("-erased_at", "-pk")[:MOST_SHOWN]
    told = [
        {
            "order": each.reference,
            "why": each.why,
            "by": each.by,
            "erased_at": each.erased_at.isoformat(timespec="seconds"),
            "in_saleor_at": each.in_saleor_at and each.in_saleor_at.isoformat(timespec="seconds"),
            "was_in_saleor": each.was_in_saleor,
        }
        for each in rows
    ]
    if as_json:
        typer.echo(json.dumps(told))
        return
    table = narrow()
    whole(table, text("cli.privacy.column.order"))
    table.add_column(text("cli.privacy.column.why"))
    whole(table, text("cli.privacy.column.here"))
    table.add_column(text("cli.privacy.column.saleor"))
    for each in rows:
        saleor = moment(each.in_saleor_at) if each.was_in_saleor else text("cli.privacy.never_there")
        waits = text("cli.privacy.waits") if each.in_saleor_at is None else saleor
        place, _, number = each.reference.partition(":")
        order = f"{marketplace_name(place)}\n{number.rpartition(':')[2]}"
        table.add_row(order, text(f"cli.privacy.why.{each.why}"), moment(each.erased_at), waits)
    Console(highlight=False).print(table if told else text("cli.privacy.none_yet"))


def _end(key: str, code: int, **values: str) -> NoReturn:
    typer.echo(text(key, **values), err=True)
    raise typer.Exit(code)
