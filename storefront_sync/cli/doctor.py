"""`doctor`: looks at everything that the service depends on, and says in plain words what to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from storefront_sync.cli.checks.database import check_database, check_tables
from storefront_sync.cli.checks.finding import Finding
from storefront_sync.cli.checks.installation import check_installation
from storefront_sync.cli.checks.remote import check_address, check_clock, check_token
from storefront_sync.cli.checks.valkey import check_valkey
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.core.clock import Clock, SystemClock
from storefront_sync.core.status import TokenCheck
from storefront_sync.settings.addresses import database_url, redis_url
from storefront_sync.settings.env import Settings, settings


def doctor(as_json: Annotated[bool, typer.Option("--json", help=text("cli.json"))] = False) -> None:
    """Print one line for each thing looked at; exit code 1 where one of them isn't well."""
    console = Console(highlight=False)
    found = []
    for finding in examine(settings(), SystemClock()):
        found.append(finding)
        if not as_json:
            console.print(finding_line(finding))
    if as_json:
        typer.echo(json.dumps({"findings": [_as_data(finding) for finding in found]}, ensure_ascii=False))
    if not all(finding.well for finding in found):
        raise typer.Exit(1)


def examine(table: Settings, clock: Clock) -> Iterator[Finding]:
    """All findings, in the order in which to mend them; what can't be asked without the database is left
    out."""
    database = check_database(database_url(table), embedded=not table.database_url)
    yield database
    usable = False
    if database.well:
        start_django()
        tables = check_tables()
        yield tables
        usable = tables.well
    yield check_valkey(redis_url(table), embedded=not table.redis_url)
    answers: list[TokenCheck] = []
    timeout = (table.connect_timeout_seconds, table.read_timeout_seconds)
    if table.saleor_url:
        finding, answer = check_address("Saleor", table.saleor_url, clock, timeout=timeout)
        yield finding
        answers.append(answer)
    if usable:
        from storefront_sync.jobs.health import saleor_tokens, shop_tokens  # noqa: PLC0415 – needs Django started
        from storefront_sync.jobs.report import installation_status  # noqa: PLC0415

        for server in installation_status():
            yield from check_installation(server)
        for ask in (saleor_tokens, shop_tokens):
            for answer in ask():
                yield check_token(answer)
                answers.append(answer)
    yield check_clock(clocks(answers, clock, timeout=timeout))


def clocks(
    answers: Iterable[TokenCheck], clock: Clock, *, timeout: tuple[float, float]
) -> Iterator[TokenCheck]:
    """The answers that tell the time, and for each other address one that does."""
    seen: set[str] = set()
    for answer in answers:
        if answer.server_time is not None:
            seen.add(answer.url)
            yield answer
    for answer in answers:
        if answer.url and answer.url not in seen:
            seen.add(answer.url)
            yield check_address(answer.subject, answer.url, clock, timeout=timeout)[1]


def finding_line(finding: Finding) -> str:
    """A line of rich markup: mark, subject, sentence and, where it isn't well, the technical text."""
    mark = "[green]✓[/green]" if finding.well else "[red]✗[/red]"
    line = f"{mark} [bold]{escape(_subject(finding))}[/bold]  {escape(text(finding.key, **finding.values))}"
    if finding.technical and not finding.well:
        line += f"\n    [dim]{escape(finding.technical.strip())}[/dim]"
    return line


def _subject(finding: Finding) -> str:
    return text("doctor.clock") if finding.subject == "clock" else finding.subject


def _as_data(finding: Finding) -> dict[str, object]:
    return {**asdict(finding), "text": text(finding.key, **finding.values)}
