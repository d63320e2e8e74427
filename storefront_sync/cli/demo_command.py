"""`demo`: the options; the story itself is in the `demo` folder."""

from __future__ import annotations

from typing import Annotated

import typer

from storefront_sync.cli.texts import text


def demo(
    check: Annotated[bool, typer.Option("--check", help=text("cli.demo.check"))] = False,
    seconds: Annotated[int, typer.Option(min=1, help=text("cli.demo.seconds"))] = 45,
    seed: Annotated[int, typer.Option(help=text("cli.demo.seed"))] = 1,
    faults: Annotated[bool, typer.Option("--faults/--no-faults", help=text("cli.demo.faults"))] = True,
    saleor_url: Annotated[str, typer.Option("--saleor-url", help=text("cli.demo.saleor_url"))] = "",
) -> None:
    """Run the demonstration; with `--check` without a terminal, ending with one JSON line and an exit
    code; with `--saleor-url` in a live Saleor."""
    from storefront_sync.cli.demo.command import run  # noqa: PLC0415 – the other commands need not pay for it

    raise typer.Exit(run(check=check, seconds=seconds, seed=seed, faults=faults, saleor_url=saleor_url))
