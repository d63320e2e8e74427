"""Asks a Saleor, as a shopper or as staff. It shares nothing with the engine's client: it checks that one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import requests
from pydantic import BaseModel, ValidationError

from storefront_sync.cli.demo.control import ControlRefused
from storefront_sync.cli.demo.live.wire import PageWire, Refusal
from storefront_sync.saleor.errors import SaleorError

M = TypeVar("M", bound=BaseModel)
N = TypeVar("N", bound=BaseModel)

CONNECT_SECONDS, READ_SECONDS = 3.0, 30.0
LARGEST = 8 * 1024 * 1024
MOST_PAGES = 100
"""Of a hundred rows each: no demonstration has more."""
SOLD_OUT = "sold_out"
"""The word of all simulators for it."""
_WORDS = {"INSUFFICIENT_STOCK": SOLD_OUT}


class Api:
    """One Saleor, with the token that a function gives at each call; "" = anybody. For one thread."""

    def __init__(self, api_url: str, token: Callable[[], str]) -> None:
        self.api_url = api_url
        self._token = token
        self._session = requests.Session()
        self._session.trust_env = False

    def twin(self) -> Api:
        """Another one for another thread."""
        return Api(self.api_url, self._token)

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def ask(self, document: str, model: type[M], **variables: object) -> M:
        """The answer's `data`. Raises ControlRefused with Saleor's own word for what is wrong."""
        answer = self._answer(document, variables)
        if answer.get("errors"):
            raise ControlRefused(_code(answer["errors"]))
        try:
            return model.model_validate(answer.get("data"))
        except ValidationError as error:
            raise ControlRefused(f"answer of another shape: {error.errors()[0]['loc']}") from None

    def do(self, document: str, model: type[M], **variables: object) -> M:
        """The `result` of a mutation. Raises ControlRefused with the code of its first refusal."""
        data = self.ask(document, Refusal, **variables)
        if data.result is None:
            raise ControlRefused("no result")
        for error in data.result.get("errors") or ():
            code = str(error.get("code"))
            raise ControlRefused(_WORDS.get(code, code.lower()))
        try:
            return model.model_validate(data.result)
        except ValidationError as error:
            raise ControlRefused(f"answer of another shape: {error.errors()[0]['loc']}") from None

    def rows(self, document: str, row: type[N], **variables: object) -> Iterator[N]:
        """All rows of the connection `page`, a hundred at a time. Raises ControlRefused where it never
        ends."""
        after: str | None = None
        for _ in range(MOST_PAGES):
            page = self.ask(document, PageWire, after=after, **variables).page
            for edge in page.edges:
                yield row.model_validate(edge.node)
            if not page.page_info.has_next_page:
                return
            after = page.page_info.end_cursor
        raise ControlRefused(f"more than {MOST_PAGES} pages")

    def _answer(self, document: str, variables: Mapping[str, object]) -> dict[str, object]:
        try:
            token = self._token()
        except SaleorError as error:
            raise ControlRefused(error.key) from None
        try:
            with self._session.post(
                self.api_url,
                json={"query": document, "variables": variables},
                headers={"Authorization": f"Bearer {token}"} if token else {},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as reply:
                body = reply.raw.read(LARGEST + 1, decode_content=True)
        except requests.RequestException as error:
            raise ControlRefused(type(error).__name__) from None
        try:
            answer = json.loads(body) if len(body) <= LARGEST else None
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise ControlRefused(f"HTTP {reply.status_code}")
        return answer


def _code(errors: object) -> str:
    """The Python class that Saleor names, else the message."""
    first = errors[0] if isinstance(errors, list) and errors else {}
    if not isinstance(first, dict):
        return "error"
    extensions = first.get("extensions")
    exception = extensions.get("exception") if isinstance(extensions, dict) else None
    code = exception.get("code") if isinstance(exception, dict) else None
    return f"{code or 'error'}: {str(first.get('message', ''))[:200]}"
