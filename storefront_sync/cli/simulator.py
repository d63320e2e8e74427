"""`simulator`: one simulated marketplace, or a simulated Saleor, as a process of its own."""

from __future__ import annotations

import json
import random
import signal
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from connectors.base.simulator.faults import Faults
from storefront_sync.cli.texts import text
from storefront_sync.core.errors import StorefrontError

if TYPE_CHECKING:
    from storefront_sync.cli.simulated import RunningSimulator


class UnusableFaults(StorefrontError):
    """The file of faults is not JSON, or names a fault that there is not."""


def simulator(
    name: Annotated[str, typer.Argument(help=text("cli.simulator.name"))],
    port: Annotated[int, typer.Option(min=0, max=65535, help=text("cli.simulator.port"))] = 0,
    catalog: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help=text("cli.simulator.catalog"))
    ] = None,
    faults: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help=text("cli.simulator.faults"))
    ] = None,
    seed: Annotated[int, typer.Option(help=text("cli.simulator.seed"))] = 0,
    public_url: Annotated[str, typer.Option(help=text("cli.simulator.public_url"))] = "",
    webhooks: Annotated[str, typer.Option(help=text("cli.simulator.webhooks"))] = "",
    control_key: Annotated[str, typer.Option(help=text("cli.simulator.control_key"))] = "simulator",
) -> None:
    """Print the address and test credentials as one JSON line, then serve until SIGTERM or Ctrl-C."""
    from storefront_sync.cli.simulated import Wanted, build  # noqa: PLC0415 – the other commands need no GraphQL server

    wanted = Wanted(
        catalog=catalog,
        faults=read_faults(faults),
        rng=random.Random(seed),  # noqa: S311 – seeded on purpose
        port=port,
        control_key=control_key,
        webhooks=webhooks,
    )
    serve(build(name, wanted), public_url)


def read_faults(file: Path | None) -> Faults:
    """The faults in a JSON file, none without one; raises UnusableFaults."""
    if file is None:
        return Faults()
    try:
        return Faults.model_validate_json(file.read_bytes())
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise UnusableFaults("cli.simulator.bad_faults", wrong) from error


def serve(running: RunningSimulator, public_url: str) -> None:
    """Print what a connector needs and wait for the signal to end."""
    # Not an Event: its lock may be held by this very thread at the moment the signal comes.
    stopping: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopping.put(received))
    try:
        line = {
            "url": public_url or running.url,
            "control_key": running.control_key,
            "credentials": running.credentials,
        }
        typer.echo(json.dumps(line))
        stopping.get()
    finally:
        running.stop()
