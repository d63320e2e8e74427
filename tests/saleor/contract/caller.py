"""Asks a server anything, in plain GraphQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import requests

from tests.saleor.contract.server import Server
from tests.saleor.wire import Tree

SECONDS = 60
RENEW_AFTER = timedelta(minutes=4)
LOGIN = """mutation($email: String!, $password: String!) {
  tokenCreate(email: $email, password: $password) { token errors { field code } } }"""


class Caller:
    """Somebody who calls with a token, or with none at all."""

    def __init__(self, api_url: str, token: str | Callable[[], str] = "") -> None:
        self.api_url = api_url
        self._token: Callable[[], str] = token if callable(token) else lambda: token
        self._session = requests.Session()
        self._session.trust_env = False

    def post(self, query: str, **variables: object) -> requests.Response:
        """The bare answer."""
        return self.send({"query": query, "variables": variables})

    def send(self, body: object, headers: dict[str, str] | None = None) -> requests.Response:
        """The answer to any JSON, with other headers where they are given."""
        token = self._token()
        own = {"Authorization": f"Bearer {token}"} if token else {}
        return self._session.post(
            self.api_url, json=body, headers=own if headers is None else headers, timeout=SECONDS
        )

    def ask(self, query: str, **variables: object) -> Tree:
        """The JSON of an answer that must be HTTP 200."""
        answer = self.post(query, **variables)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def data(self, query: str, **variables: object) -> Tree:
        """The data of an answer that must be without errors."""
        answer = self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def do(self, query: str, **variables: object) -> Tree:
        """What a request with one mutation gives; the mutation's own errors may be in it."""
        (result,) = self.data(query, **variables).values()
        return result


def staff_caller(server: Server) -> Caller:
    """The server's member of staff, who logs in again before a token ends."""
    nobody = Caller(server.api_url)
    held: list[tuple[datetime, str]] = []

    def token() -> str:
        if not held or server.now() - held[-1][0] > RENEW_AFTER:
            made = nobody.do(LOGIN, email=server.email, password=server.password)
            assert made["errors"] == [], made["errors"]
            held.append((server.now(), made["token"]))
        return held[-1][1]

    return Caller(server.api_url, token)


def code(answer: Tree) -> str:
    """The code of the first error of a whole answer."""
    return str(answer["errors"][0]["extensions"]["exception"]["code"])
