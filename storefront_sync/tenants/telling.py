"""Keeps what a Saleor's Dashboard shows of our problems the same as our own list.

Every step may be repeated: a row is written before Saleor is called, and says afterwards what it surely has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storefront_sync.saleor.app_state import RemoteProblem
from storefront_sync.saleor.calls.app import LONGEST_MESSAGE, MOST_DISMISSED
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.tenants.models import Installation, ToldProblem
from storefront_sync.tenants.wanted_problems import WantedProblem, wanted_problems

MOST_CALLS = 20
"""Problems told in one run; the rest follows in the next."""
RETOLD_AFTER = timedelta(minutes=10)
"""A number that grows by the minute is told again no sooner than this."""


@dataclass
class Told:
    """What one run did; `more`: there was more to tell than one run may."""

    shown: int = 0
    dismissed: int = 0
    more: bool = False


def tell(
    installation: Installation, client: SaleorClient, language: str, now: Callable[[], datetime]
) -> Told:
    """Show what is open, take away what is closed. Raises SaleorError; what was done until then is kept."""
    ToldProblem.objects.filter(installation=installation).exclude(app_id=installation.app_id).delete()
    wanted = {row.key: row for row in wanted_problems(installation, language)}
    told = {row.key: row for row in ToldProblem.objects.filter(installation=installation)}
    done = Told()
    if not wanted and not told:
        return done
    gone = sorted(set(told) - set(wanted))
    for start in range(0, len(gone), MOST_DISMISSED):
        keys = gone[start : start + MOST_DISMISSED]
        client.problem_dismiss(keys)
        ToldProblem.objects.filter(installation=installation, key__in=keys).delete()
        done.dismissed += len(keys)
    due = _due(wanted, told, client.app_problems() if wanted else (), now())
    for problem in due[:MOST_CALLS]:
        _show(installation, problem, client, now)
        done.shown += 1
    done.more = len(due) > MOST_CALLS
    return done


def _due(
    wanted: dict[str, WantedProblem],
    told: dict[str, ToldProblem],
    remote: tuple[RemoteProblem, ...],
    now: datetime,
) -> list[WantedProblem]:
    """What isn't shown, or shows another text. One that staff took away stays away until its text changes."""
    shown = {row.key for row in remote if not row.dismissed_by}
    refused = {row.key for row in remote if row.dismissed_by == "USER"} - shown
    due = []
    for key, problem in wanted.items():
        row = told.get(key)
        if row is None or not row.message:
            due.append(problem)
        elif row.message == _message(problem):
            due += [] if key in shown or key in refused else [problem]
        elif now - row.told_at >= RETOLD_AFTER:
            due.append(problem)
    return due


def _show(
    installation: Installation, problem: WantedProblem, client: SaleorClient, now: Callable[[], datetime]
) -> None:
    row, _ = ToldProblem.objects.update_or_create(
        installation=installation,
        key=problem.key,
        defaults={
            "cooperative_id": problem.cooperative_id,
            "app_id": installation.app_id,
            "message": "",
            "told_at": now(),
        },
    )
    client.problem_create(problem.key, _message(problem), critical=problem.critical)
    ToldProblem.objects.filter(pk=row.pk).update(message=_message(problem))


def _message(problem: WantedProblem) -> str:
    return problem.message[:LONGEST_MESSAGE]
