"""`reconcile`: read everything back now, and mark what differs."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.core.status import Reconciled, ReconcileStep


def reconcile(
    cooperative: Annotated[str, typer.Option(help=text("cli.reconcile.cooperative"))] = "",
    accept_zero: Annotated[
        bool, typer.Option("--accept-zero", help=text("cli.reconcile.accept_zero"))
    ] = False,
) -> None:
    """Run all steps of one cooperative, or of all; exit code 1 where one of them failed."""
    start_django()
    from storefront_sync.jobs.reconcile import steps  # noqa: PLC0415 – its models need Django started

    if not walk(steps(cooperative, accept_zero=accept_zero), Console(highlight=False)):
        raise typer.Exit(1)


def walk(steps: list[ReconcileStep], console: Console) -> bool:
    """Run the steps under a progress bar and tell what each found; returns whether all went well."""
    results: list[tuple[ReconcileStep, Reconciled]] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(text("cli.reconcile.progress"), total=len(steps))
        for step in steps:
            rows = progress.add_task(step.subject, total=None)
            results.append((step, step.run(partial(_update, progress, rows))))
            progress.remove_task(rows)
            progress.advance(task)
    for step, result in results:
        if result.key:
            console.print(f"[red]✗[/red] {step.subject}: {text(result.key)}")
        else:
            found = text("cli.reconcile.result", read=result.read, marked=result.marked)
            console.print(f"[green]✓[/green] {step.subject}: {found}")
    if not results:
        console.print(text("cli.status.no_shop"))
    return not any(result.key for _, result in results)


def _update(progress: Progress, task: TaskID, rows: int, total: int | None) -> None:
    progress.update(task, completed=rows, total=total)
