"""What apps tell staff: problems, shown in the Dashboard beside the app."""

from __future__ import annotations

from datetime import timedelta

from graphql import GraphQLError

from storefront_sync.saleor.simulator.arguments.apps import DismissArguments, Limit, ProblemArguments
from storefront_sync.saleor.simulator.binding import mutation, refuse, resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.state.apps import App, AppProblem
from storefront_sync.saleor.simulator.viewer import denied

MOST = 100
"""Of one app, dismissed ones among them: one more, and the one that was untouched for longest is deleted."""
SHORTEST = 3
LONGEST_KEY = 128
LONGEST_MESSAGE = 2048


@resolver("App", "problems", Limit)
def problems(source: App, call: Call, limit: Limit) -> list[AppProblem]:
    """The youngest first, dismissed ones too; for apps and for MANAGE_APPS."""
    if call.viewer.app is None:
        call.viewer.require("AUTHENTICATED_APP", "MANAGE_APPS")
    if limit.limit is not None and limit.limit > MOST:
        raise GraphQLError("Limit must be between 1 and 100.")
    return sorted(source.problems, key=lambda row: (row.created, row.pk), reverse=True)[: limit.limit]


@resolver("AppProblem", "createdAt")
def created(source: AppProblem, call: Call) -> object:
    """When it was first told."""
    return source.created


@resolver("AppProblem", "dismissed")
def dismissed(source: AppProblem, call: Call) -> dict[str, object] | None:
    """By whom it was taken away; nothing while it is open."""
    return {"by": source.dismissed_by} if source.dismissed_by else None


@mutation("appProblemCreate", ProblemArguments)
def create(call: Call, arguments: ProblemArguments) -> dict[str, object]:
    """Tell a problem; one that is open under its key and was told not long ago counts up and takes the new
    text."""
    app = call.viewer.app
    if app is None:
        raise denied("AUTHENTICATED_APP")
    given = arguments.input
    _check(given.key, given.message)
    found = max(
        (row for row in app.problems if row.key == given.key and not row.dismissed_by),
        key=lambda row: (row.updated_at, row.pk),
        default=None,
    )
    window = timedelta(minutes=given.aggregation_period)
    if found is None or not window or found.updated_at < call.now - window:
        while len(app.problems) >= MOST:
            app.problems.remove(min(app.problems, key=lambda row: (row.updated_at, row.pk)))
        found = AppProblem(*call.store.stamp("AppProblem"), key=given.key, message="", count=0)
        app.problems.append(found)
    found.count += 1
    found.message = _cut(given.message)
    found.is_critical = bool(given.critical_threshold and found.count >= given.critical_threshold)
    call.store.touch(found)
    return {"appProblem": found}


@mutation("appProblemDismiss", DismissArguments)
def dismiss(call: Call, arguments: DismissArguments) -> dict[str, object]:
    """Take an app's problems away by their keys: its own, or as staff those of any."""
    given, caller = arguments.input, call.viewer.app
    if caller is None:
        call.viewer.require("MANAGE_APPS", "AUTHENTICATED_APP")
    if given.by_app is not None and caller is not None:
        keys, app, who = given.by_app.keys, caller, "APP"
        if not keys:
            raise refuse("byApp", "REQUIRED", "Must provide either 'ids' or 'keys'.")
    elif given.by_staff_with_keys is not None and caller is None:
        found = call.store.find(App, given.by_staff_with_keys.app)
        if found is None:
            raise refuse("app", "NOT_FOUND", "Couldn't resolve to a node.")
        keys, app, who = given.by_staff_with_keys.keys, found, "USER"
    elif given.by_app is not None:
        raise refuse("byApp", "INVALID", "Only app callers can use 'byApp'.")
    else:
        message = "App callers cannot use this input. Use 'byApp' instead."
        raise refuse("byStaffWithKeys", "INVALID", message)
    if len(keys) > MOST:
        raise refuse("keys", "INVALID", f"Cannot specify more than {MOST} items.")
    for row in app.problems:
        if row.key in keys and not row.dismissed_by:
            row.dismissed_by = who
    return {}


def _check(key: str, message: str) -> None:
    for field, text in (("key", key), ("message", message)):
        if len(text) < SHORTEST:
            raise refuse(field, "INVALID", f"String should have at least {SHORTEST} characters")
    if len(key) > LONGEST_KEY:
        raise refuse("key", "INVALID", f"String should have at most {LONGEST_KEY} characters")


def _cut(message: str) -> str:
    return message if len(message) <= LONGEST_MESSAGE else f"{message[: LONGEST_MESSAGE - 3]}..."
