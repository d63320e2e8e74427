"""Our own App: who we are, what we are told of, and the problems that the Dashboard shows beside it."""

from __future__ import annotations

from collections.abc import Collection

from storefront_sync.saleor import app_state, app_wire
from storefront_sync.saleor.app_state import AppIdentity, AppRead, RemoteProblem
from storefront_sync.saleor.calls.base import Calls, present, refuse
from storefront_sync.saleor.errors import TokenDead
from storefront_sync.saleor.manifest import WebhookWanted

LONGEST_KEY = 128
LONGEST_MESSAGE = 2000
"""Saleor takes 2,048 characters and cuts what is longer."""
MOST_DISMISSED = 100
"""Keys in one call."""
TOGETHER_MINUTES = 365 * 24 * 60
"""A problem told again within this long is the same row with another text; later it would be a second row."""


class AppCalls(Calls):
    """Everything here needs the App's token and no permission."""

    def app_id(self) -> str:
        """Our App's id: the health check of the token. Raises TokenDead."""
        return self.identity().app_id

    def identity(self) -> AppIdentity:
        """Who the token is. Raises TokenDead."""
        app = self._transport.query("AppId", app_wire.IdentityAnswer).app
        if app is None:
            raise TokenDead("saleor.token_dead", "AppId: nobody")
        return AppIdentity(app.id, app.identifier or "")

    def app_state(self) -> AppRead:
        """Our App as this Saleor has it. Raises TokenDead."""
        answer = self._transport.query("AppState", app_wire.AppStateAnswer)
        return app_state.app_read(present(answer.app, "app"), answer.shop)

    def webhook_create(self, wanted: WebhookWanted) -> None:
        """Be told of more."""
        self._do("WebhookCreate", {"input": _webhook_input(wanted)})

    def webhook_update(self, webhook_id: str, wanted: WebhookWanted) -> None:
        """Have a webhook as it should be, switched on."""
        self._do("WebhookUpdate", {"id": webhook_id, "input": _webhook_input(wanted)})

    def webhook_delete(self, webhook_id: str) -> None:
        """Be told of less."""
        self._do("WebhookDelete", {"id": webhook_id})

    def app_problems(self) -> tuple[RemoteProblem, ...]:
        """The youngest hundred problems, dismissed ones too: Saleor keeps no more of an App."""
        answer = self._transport.query("AppProblems", app_wire.AppProblemsAnswer)
        return tuple(app_state.problem(row) for row in present(answer.app, "app").problems or ())

    def problem_create(self, key: str, message: str, *, critical: bool = False) -> None:
        """Show a problem, or give the one that is open under this key another text."""
        given: dict[str, object] = {
            "key": key,
            "message": message[:LONGEST_MESSAGE],
            "aggregationPeriod": TOGETHER_MINUTES,
        }
        if critical:
            given["criticalThreshold"] = 1
        self._do("AppProblemCreate", {"input": given})

    def problem_dismiss(self, keys: Collection[str]) -> None:
        """Take problems away, at most MOST_DISMISSED at once; keys that aren't open are let pass."""
        self._do("AppProblemDismiss", {"input": {"byApp": {"keys": sorted(keys)}}})

    def _do(self, name: str, variables: dict[str, object]) -> None:
        """Run a mutation; raises MutationRefused."""
        refuse(self._transport.mutate(name, app_wire.DoneAnswer, variables).result.errors)


def _webhook_input(wanted: WebhookWanted) -> dict[str, object]:
    return {
        "name": wanted.name,
        "targetUrl": wanted.target_url,
        "query": wanted.query,
        "asyncEvents": sorted(wanted.events),
        "isActive": True,
    }
