"""`saleor setup`: makes an empty Saleor a cooperative's shop, as often as one likes."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from connectors.base.services import Timeouts
from storefront_sync.cli.ask import ask
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.reading_bars import reading_bars
from storefront_sync.cli.texts import text
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.manifest import MANIFEST_PATH
from storefront_sync.saleor.setup.app_install import AppFound, install_app
from storefront_sync.saleor.setup.blueprint import Blueprint, walk
from storefront_sync.saleor.setup.blueprint_file import default_blueprint, read_blueprint
from storefront_sync.saleor.setup.marketplace_zone import apart
from storefront_sync.saleor.setup.outcome import Outcome, Step
from storefront_sync.saleor.setup.renaming import renamed
from storefront_sync.saleor.setup.run import SetUp, Shop, set_up
from storefront_sync.saleor.staff import NEEDED, find_server, login
from storefront_sync.settings.env import settings

MARKS = {
    Outcome.MADE: ("+", "green"),
    Outcome.COMPLETED: ("+", "green"),
    Outcome.CHANGED: ("~", "yellow"),
    Outcome.SAME: ("✓", "dim"),
    Outcome.DIFFERS: ("!", "yellow"),
}


def setup(
    url: Annotated[str, typer.Option(help=text("cli.setup.url"))] = "",
    email: Annotated[str, typer.Option(help=text("cli.setup.email"))] = "",
    password: Annotated[str, typer.Option(help=text("cli.setup.password"))] = "",
    blueprint: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help=text("cli.setup.blueprint"))
    ] = None,
    name: Annotated[str, typer.Option(help=text("cli.setup.name"))] = "",
    slug: Annotated[str, typer.Option(help=text("cli.setup.slug"))] = "",
    channel: Annotated[str, typer.Option(help=text("cli.setup.channel"))] = "",
    sku_prefix: Annotated[str, typer.Option(help=text("cli.setup.sku_prefix"))] = "",
    force: Annotated[bool, typer.Option("--force", help=text("cli.setup.force"))] = False,
    no_app: Annotated[bool, typer.Option("--no-app", help=text("cli.setup.no_app"))] = False,
) -> None:
    """Make what is missing, tell what differs, install the App, register the cooperative, read it once."""
    table = settings()
    given = default_blueprint() if blueprint is None else read_blueprint(blueprint.read_text("utf-8"))
    wanted = renamed(given, name=name, slug=slug, channel=channel, sku_prefix=sku_prefix)
    console = Console(highlight=False, soft_wrap=True)
    timeouts = Timeouts(table.connect_timeout_seconds, table.read_timeout_seconds)
    server = find_server(url or table.saleor_url, timeouts=timeouts)
    console.print(text("setup.server", url=server.api_url, version=server.version))
    client = login(
        url or table.saleor_url,
        email or table.saleor_email or ask(text("setup.ask_email")),
        password or table.saleor_password.get_secret_value() or ask(text("setup.ask_password"), hide=True),
        lambda: datetime.now(UTC),
        needed=NEEDED if no_app else (*NEEDED, "MANAGE_APPS"),
        timeouts=timeouts,
    )
    try:
        done = _shop(client, wanted, force, console)
        if not no_app:
            _connect(client, server.api_url, wanted, done.shop, console)
    except KeyboardInterrupt:
        console.print(text("setup.interrupted"))
        raise typer.Exit(130) from None
    _sum_up(done, console)
    console.print(text("setup.next_app" if no_app else "setup.next", slug=wanted.cooperative.slug))


def _shop(client: SaleorClient, blueprint: Blueprint, force: bool, console: Console) -> SetUp:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(text("setup.progress"), total=_parts(blueprint))

        def tell(step: Step) -> None:
            progress.advance(task)
            if step.outcome is not Outcome.SAME:
                progress.console.print(_line(step))

        return set_up(client, blueprint, force=force, tell=tell)


def _line(step: Step) -> str:
    sign, style = MARKS[step.outcome]
    kind = text(f"setup.kind.{step.kind}")
    outcome = text(f"setup.outcome.{step.outcome.value}")
    head = f"[{style}]{sign}[/{style}] {kind} “{escape(step.name)}”: {outcome}"
    rows = [
        "    "
        + text(
            "setup.difference",
            field=text(f"setup.field.{row.field}"),
            wanted=_value(row.wanted),
            found=_value(row.found),
        )
        for row in step.differences
    ]
    return "\n".join([head, *rows])


def _value(value: str) -> str:
    return text(f"setup.value.{value}") if value in ("yes", "no") else escape(value)


def _connect(client: SaleorClient, api_url: str, blueprint: Blueprint, shop: Shop, console: Console) -> None:
    start_django()
    from storefront_sync.jobs.new_cooperative import first_sweep, register  # noqa: PLC0415 – its models need Django started

    with console.status(text("setup.app.waiting")):
        found = install_app(client, f"{settings().public_url.rstrip('/')}{MANIFEST_PATH}", time.sleep)
    console.print(text(f"setup.app.{found.value}"))
    if found is AppFound.SWITCHED_OFF:
        return
    cooperative = register(api_url, blueprint, shop)
    with reading_bars(text("setup.reading"), console) as tell:
        first_sweep(cooperative, tell)
    console.print(text("setup.registered", slug=cooperative.slug))


def _sum_up(done: SetUp, console: Console) -> None:
    count = Counter(step.outcome for step in done.steps)
    made = count[Outcome.MADE] + count[Outcome.COMPLETED] + count[Outcome.CHANGED]
    console.print(text("setup.summary", made=made, same=count[Outcome.SAME], differs=count[Outcome.DIFFERS]))
    if count[Outcome.DIFFERS]:
        console.print(text("setup.decide"))


def _parts(blueprint: Blueprint) -> int:
    """How many steps a run tells."""
    shipping = sum(1 + len(zone.methods) for zone in apart(blueprint.shipping))
    kinds = (
        len(blueprint.attributes) + len(blueprint.product_types) + sum(1 for _ in walk(blueprint.categories))
    )
    return len(blueprint.warehouses) + 2 + shipping + kinds + 1
