"""`returns inspect`, `counted`."""

from __future__ import annotations

from typing import Annotated

import typer

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.orders.words import BY, AsJson, Whose
from storefront_sync.cli.returns.looking import ReturnName, tell
from storefront_sync.cli.texts import text


def inspect(
    returned: ReturnName,
    good: Annotated[int, typer.Option(help=text("cli.returns.good"))] = 0,
    damaged: Annotated[int, typer.Option(help=text("cli.returns.damaged"))] = 0,
    lost: Annotated[int, typer.Option(help=text("cli.returns.lost"))] = 0,
    of_line: Annotated[str, typer.Option("--line", help=text("cli.returns.of_line"))] = "",
    all_good: Annotated[bool, typer.Option("--all-good", help=text("cli.returns.all_good"))] = False,
    warehouse: Annotated[str, typer.Option(help=text("cli.returns.warehouse"))] = "",
    cooperative: Whose = "",
    as_json: AsJson = False,
) -> None:
    """Enter what was found, then tell how the return stands."""
    start_django()
    from storefront_sync.jobs import returns_desk  # noqa: PLC0415 – models need Django
    from storefront_sync.returns import shown  # noqa: PLC0415
    from storefront_sync.returns.pieces import Looked  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    if all_good and (good or damaged or lost or of_line):
        raise typer.BadParameter(text("cli.returns.all_or_some"))
    owner = cooperative_of(cooperative)
    row = shown.named(owner, returned)
    if all_good:
        returns_desk.all_good(owner, row, BY, warehouse_id=warehouse)
    else:
        found = {returns_desk.line_of(row, of_line): Looked(good, damaged, lost)}
        returns_desk.enter(owner, row.pk, found, BY, warehouse_id=warehouse)
    tell(shown.whole(shown.named(owner, returned)), as_json=as_json)


def counted(returned: ReturnName, cooperative: Whose = "") -> None:
    """Staff have counted the goods, as they were asked to."""
    start_django()
    from storefront_sync.jobs import returns_desk  # noqa: PLC0415 – models need Django
    from storefront_sync.returns import shown  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    owner = cooperative_of(cooperative)
    returns_desk.counted(owner, shown.named(owner, returned))
    typer.echo(text("cli.returns.counted_done"))
