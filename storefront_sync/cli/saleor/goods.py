"""`saleor import`: a product list into the store, as often as it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.core.redaction import redact
from storefront_sync.saleor.goods.bring import bring
from storefront_sync.saleor.goods.outcome import RowOutcome, RowResult
from storefront_sync.saleor.sheet.headings import OPTION
from storefront_sync.saleor.sheet.results import results_path, write_results
from storefront_sync.saleor.sheet.rows import RowFault, VariantRow, parse_row
from storefront_sync.saleor.sheet.table import Table, read_table

SHOWN = 10
"""Faults on the screen; the result file has them all."""
BAD = (RowOutcome.FAULTY, RowOutcome.REFUSED, RowOutcome.UNKNOWN)


def import_goods(
    file: Annotated[Path, typer.Argument(help=text("cli.import.file"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=text("cli.import.dry_run"))] = False,
    stock: Annotated[bool, typer.Option("--stock", help=text("cli.import.stock"))] = False,
    cooperative: Annotated[str, typer.Option(help=text("cli.saleor.cooperative"))] = "",
    warehouse: Annotated[str, typer.Option(help=text("cli.import.warehouse"))] = "",
) -> None:
    """Create and change products; exit code 1 where a row wasn't taken."""
    start_django()
    from storefront_sync.jobs.new_cooperative import (  # noqa: PLC0415 – its models need Django started
        chosen,
        goods_target,
        read_again_soon,
    )

    console = Console(highlight=False, soft_wrap=True)
    table = read_table(file)
    for heading in table.unknown:
        console.print(escape(text("import.unknown_heading", heading=quoted(heading))))
    whose = chosen(cooperative)
    client, target = goods_target(whose, warehouse, stock=stock)
    rows, results = parsed(table, whose.sku_prefix)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task(text("import.progress"), total=len(table.rows), completed=len(results))

            def told(result: RowResult) -> None:
                results.append(result)
                progress.advance(task)

            bring(client, rows, target, told, dry=dry_run)
    except KeyboardInterrupt:
        console.print(text("import.interrupted"))
        raise typer.Exit(130) from None
    finally:
        if not dry_run:
            read_again_soon(whose)
    results.sort(key=lambda result: result.line)
    path = results_path(file, text("import.result_word"))
    write_results(path, _heading(), (_cells(result, dry_run) for result in results), table.delimiter)
    _sum_up(results, path, dry_run, console)
    if any(result.outcome in BAD for result in results):
        raise typer.Exit(1)


def parsed(table: Table, prefix: str) -> tuple[list[VariantRow], list[RowResult]]:
    """The rows that are fit, under SKUs with the cooperative's prefix, and the results of the others."""
    rows: list[VariantRow] = []
    results: list[RowResult] = []
    for row in table.rows:
        found = parse_row(row.line, row.cells, row.numbers)
        if isinstance(found, VariantRow):
            own = found.sku.startswith(prefix)
            rows.append(found if own else replace(found, sku=f"{prefix}{found.sku}"))
        else:
            sku = row.cells.get("sku", "")
            results.append(RowResult(row.line, sku, RowOutcome.FAULTY, faults=found))
    return rows, results


def quoted(value: str) -> str:
    """What stood in a cell, safe to show: short, on one line, without secrets or buyers' data."""
    plain = "".join(sign if sign.isprintable() else "·" for sign in redact(value))
    return f"“{plain[:40]}…”" if len(plain) > 40 else f"“{plain}”"


def sentence(fault: RowFault) -> str:
    """A fault in words."""
    said = text("import.fault", column=_column(fault.column), reason=text(fault.key))
    return f"{said} {quoted(fault.value)}" if fault.value else said


def _column(column: str) -> str:
    if column.startswith(OPTION):
        return column.removeprefix(OPTION)
    return text(f"import.column.{column}")


def _heading() -> tuple[str, ...]:
    return tuple(text(f"import.heading.{name}") for name in ("line", "sku", "outcome", "detail"))


def _cells(result: RowResult, dry_run: bool) -> tuple[str, ...]:
    return str(result.line), result.sku, _outcome(result.outcome, dry_run), _detail(result)


def _detail(result: RowResult) -> str:
    changes = (
        text("import.change", column=_column(row.column), before=row.before or "–", after=row.after)
        for row in result.changes
    )
    return "; ".join([*map(sentence, result.faults), *changes])


def _outcome(outcome: RowOutcome, dry_run: bool) -> str:
    tense = "would" if dry_run and outcome in (RowOutcome.CREATED, RowOutcome.CHANGED) else "was"
    return text(f"import.outcome.{tense}.{outcome.value}")


def _sum_up(results: Iterable[RowResult], path: Path, dry_run: bool, console: Console) -> None:
    rows = list(results)
    count = Counter(row.outcome for row in rows)
    for outcome in RowOutcome:
        if count[outcome]:
            console.print(escape(f"{count[outcome]:>6}  {_outcome(outcome, dry_run)}"))
    bad = [row for row in rows if row.outcome in BAD]
    changed = [row for row in rows if row.outcome is RowOutcome.CHANGED] if dry_run else []
    for row in (bad + changed)[:SHOWN]:
        style = "red" if row.outcome in BAD else "dim"
        line = text("import.row", line=row.line, sku=quoted(row.sku), detail=_detail(row))
        console.print(f"[{style}]{escape(line)}[/{style}]")
    if len(bad) + len(changed) > SHOWN:
        console.print(text("import.more", count=len(bad) + len(changed) - SHOWN))
    console.print(escape(text("import.results_in", path=path.name)))
    if dry_run:
        console.print(text("import.was_dry"))
