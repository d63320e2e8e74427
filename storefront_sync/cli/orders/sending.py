"""`orders options`, `arrange`, `labels`."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from connectors.base.shipment import Handover, HandoverOptions, Place
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.orders.telling import tell_asked
from storefront_sync.cli.orders.words import BY, All, AsJson, OrderName, OrderNames, Where, Whose, line, when
from storefront_sync.cli.texts import text

if TYPE_CHECKING:
    from storefront_sync.fulfilment.labels import NotPrinted
    from storefront_sync.fulfilment.wishes import ArrangeWish

NOBODY_ELSE = 0o600
Way = Annotated[Handover | None, typer.Option("--by", help=text("cli.orders.by"))]


def options(order: OrderName, cooperative: Whose = "", as_json: AsJson = False) -> None:
    """How an order's parcels may be handed over: places and times with their ids."""
    start_django()
    from storefront_sync.fulfilment import find  # noqa: PLC0415 – its models need Django started
    from storefront_sync.jobs import fulfilment_desk as desk  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    row = find.orders_named(cooperative_of(cooperative), [order])[0]
    found = desk.options(row)
    if as_json:
        parcels = [{"parcel_id": one.parcel.ref.parcel_id, **asdict(one.options)} for one in found]
        typer.echo(line(order=row.external_id, parcels=parcels))
        return
    console = Console(highlight=False, soft_wrap=True)
    if not found:
        console.print(text("cli.orders.nothing_waits"))
    for one in found:
        courier = one.parcel.courier or "–"
        console.print(Text(text("cli.orders.parcel_of", order=row.external_id, courier=courier), "bold"))
        for told in _ways(one.options):
            console.print(Text(told))


def arrange(
    orders: OrderNames = None,
    every: All = False,
    by: Way = None,
    place: Annotated[str, typer.Option(help=text("cli.orders.place"))] = "",
    slot: Annotated[str, typer.Option(help=text("cli.orders.slot"))] = "",
    courier: Annotated[str, typer.Option(help=text("cli.orders.courier"))] = "",
    number: Annotated[str, typer.Option(help=text("cli.orders.tracking"))] = "",
    usual: Annotated[bool, typer.Option("--usual", help=text("cli.orders.usual"))] = False,
    shop: Where = "",
    cooperative: Whose = "",
    as_json: AsJson = False,
) -> None:
    """Have orders sent off, or all that are ready; exit code 1 where one can't be."""
    start_django()
    from storefront_sync.fulfilment import find  # noqa: PLC0415 – its models need Django started
    from storefront_sync.jobs import fulfilment_desk as desk  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    owner = cooperative_of(cooperative)
    wish = _wish(by, place, slot, courier, number)
    rows = find.to_send(owner, shop) if every else find.orders_named(owner, orders or [])
    asked = desk.arrange(owner, rows, wish, BY, keep=usual)
    tell_asked(rows, asked, "cli.orders.asked_arrange", as_json=as_json)


def labels(
    orders: OrderNames = None,
    every: All = False,
    to: Annotated[Path, typer.Option("--to", help=text("cli.orders.to"))] = Path("label.pdf"),
    shop: Where = "",
    cooperative: Whose = "",
    as_json: AsJson = False,
) -> None:
    """Print labels into one PDF that only its owner may read; exit code 1 where one is lacking."""
    start_django()
    from storefront_sync.fulfilment import find  # noqa: PLC0415 – its models need Django started
    from storefront_sync.jobs import fulfilment_desk as desk  # noqa: PLC0415
    from storefront_sync.tenants.named import cooperative_of  # noqa: PLC0415 – its models need Django started

    if os.path.lexists(to):
        raise typer.BadParameter(text("cli.orders.file_exists", file=to))
    if not os.access(to.parent, os.W_OK | os.X_OK):
        raise typer.BadParameter(text("cli.orders.no_folder", folder=to.parent))
    owner = cooperative_of(cooperative)
    rows = find.to_label(owner, shop) if every else find.orders_named(owner, orders or [])
    sheet = desk.labels(rows)
    documents = ([sheet.documents.together] if sheet.documents.together else []) + [*sheet.documents.apart]
    files = [write(pdf, _numbered(to, at)) for at, pdf in enumerate(documents)]
    if as_json:
        missing = [_lacking(one) for one in sheet.missing]
        typer.echo(line(files=[str(file) for file in files], parcels=sheet.parcels, missing=missing))
    else:
        _tell_printed(files, sheet.parcels, sheet.missing)
    if sheet.missing:
        raise typer.Exit(1)


def write(pdf: bytes, to: Path) -> Path:
    """A new file that nobody else may read: a label shows where somebody lives."""
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, NOBODY_ELSE), "wb") as file:
        file.write(pdf)
    return to


def _numbered(to: Path, at: int) -> Path:
    return to if at == 0 else to.with_stem(f"{to.stem}-{at + 1}")


def _wish(way: Handover | None, place: str, slot: str, courier: str, number: str) -> ArrangeWish | None:
    from storefront_sync.fulfilment.wishes import ArrangeWish  # noqa: PLC0415 – after Django's start

    if way is None:
        if place or slot or courier or number:
            raise typer.BadParameter(text("cli.orders.by_wanted"))
        return None
    return ArrangeWish(way, place, slot, courier, number)


def _ways(offered: HandoverOptions) -> list[str]:
    told = []
    for name, places in (("pickup", offered.pickup), ("dropoff", offered.dropoff)):
        if places is None:
            continue
        told.append(f"  --by {name}: {text(f'cli.orders.way.{name}')}")
        for place in places:
            told.append(f"    --place {place.place_id}: {place.name or '–'}")
            told += _slots(place)
    if offered.own:
        told.append(f"  --by own: {text('cli.orders.way.own')}")
    return told


def _slots(place: Place) -> list[str]:
    return [f"      --slot {slot.slot_id}: {when(slot.starts_at)}" for slot in place.slots]


def _lacking(one: NotPrinted) -> dict[str, object]:
    told = {"order": one.order_id, "parcel_id": one.parcel_id, "key": one.why.key}
    return {**told, "text": text(one.why.key)}


def _tell_printed(files: list[Path], parcels: int, missing: tuple[NotPrinted, ...]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for file in files:
        console.print(Text(text("cli.orders.printed", count=parcels, file=file), "green"))
    if not files and not missing:
        console.print(text("cli.orders.nothing_to_print"))
    for one in missing:
        console.print(Text(f"✗ {one.order_id}: {text(one.why.key)}", "red"))
    if missing:
        orders = " ".join(dict.fromkeys(one.order_id for one in missing))
        console.print(text("cli.orders.print_again", orders=orders))
