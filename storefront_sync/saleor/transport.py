"""One GraphQL request: time-outs always, no redirects, a size cap, and every failure under its name."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

import requests
from pydantic import BaseModel, ValidationError
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, NewConnectionError

from connectors.base.services import Timeouts
from storefront_sync.saleor.errors import (
    AnswerMalformed,
    GraphQLRefused,
    PermissionMissing,
    SaleorOutcomeUnknown,
    SaleorTransient,
    SaleorUnreachable,
    ServerError,
    TokenDead,
)
from storefront_sync.saleor.operations import operation

M = TypeVar("M", bound=BaseModel)

DEFAULT_TIMEOUTS = Timeouts()
ANSWER_LIMIT = 8 * 1024 * 1024
POOL = 8


class Transport:
    """Calls one Saleor with an app's token, or with what a function gives at each call: a staff member's
    lasts five minutes. Safe to share between threads as far as requests' sessions are."""

    def __init__(
        self,
        api_url: str,
        token: str | Callable[[], str],
        *,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        session: requests.Session | None = None,
    ) -> None:
        self.api_url = api_url
        self._timeouts = (timeouts.connect, timeouts.read)
        self._session = session or _session()
        self._headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        self._token: Callable[[], str] = token if callable(token) else lambda: token

    def query(self, name: str, model: type[M], variables: dict[str, object] | None = None) -> M:
        """Read; any error in the answer discards all of it. Raises SaleorTransient where it may pass
        later."""
        return self._call(name, model, variables or {}, write=False)

    def mutate(self, name: str, model: type[M], variables: dict[str, object]) -> M:
        """Write, once; a lost answer is SaleorOutcomeUnknown. The mutation's own `errors` are the
        caller's to read."""
        return self._call(name, model, variables, write=True)

    def _call(self, name: str, model: type[M], variables: dict[str, object], *, write: bool) -> M:
        answer = self._answer(name, variables, write=write)
        errors = answer.get("errors")
        if errors:
            self._raise(name, errors, write=write)
        try:
            return model.model_validate(answer.get("data"))
        except ValidationError as error:
            places = sorted({".".join(str(part) for part in problem["loc"]) for problem in error.errors()})
            raise AnswerMalformed("saleor.graphql_refused", f"{name}: {', '.join(places[:3])}") from None

    def _answer(self, name: str, variables: dict[str, object], *, write: bool) -> dict[str, object]:
        short = name.rpartition("/")[2]
        body = {"query": operation(name), "variables": variables, "operationName": short}
        status, payload = self._send(name, json.dumps(body).encode(), write=write)
        if status >= 500 or status in (408, 429):
            # 429 is a proxy's: nothing reached Saleor.
            if write and status != 429:
                raise SaleorOutcomeUnknown("saleor.outcome_unknown", f"{name}: HTTP {status}")
            raise SaleorTransient("saleor.server_error", f"{name}: HTTP {status}")
        try:
            answer = json.loads(payload, parse_float=Decimal)
        except ValueError:
            answer = None
        if status not in (200, 400) or not isinstance(answer, dict):
            raise GraphQLRefused("saleor.graphql_refused", f"{name}: HTTP {status}")
        return answer

    def _send(self, name: str, body: bytes, *, write: bool) -> tuple[int, bytes]:
        token = self._token()
        authorization = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            with self._session.post(
                self.api_url,
                data=body,
                headers={**self._headers, **authorization},
                timeout=self._timeouts,
                allow_redirects=False,
                stream=True,
            ) as response:
                payload = response.raw.read(ANSWER_LIMIT + 1, decode_content=True)
        except (requests.ConnectTimeout, requests.ConnectionError) as error:
            if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
                raise SaleorUnreachable("saleor.unreachable", f"{name}: no connection") from None
            raise self._lost(name, write) from None
        except (requests.RequestException, HTTPError):
            raise self._lost(name, write) from None
        if len(payload) > ANSWER_LIMIT:
            raise AnswerMalformed("saleor.graphql_refused", f"{name}: more than {ANSWER_LIMIT} bytes")
        return response.status_code, payload

    def _lost(self, name: str, write: bool) -> SaleorOutcomeUnknown | SaleorTransient:
        if write:
            return SaleorOutcomeUnknown("saleor.outcome_unknown", f"{name}: answer lost")
        return SaleorTransient("saleor.unreachable", f"{name}: answer lost")

    def _raise(self, name: str, errors: object, *, write: bool) -> None:
        codes = _codes(errors)
        code = codes[0] if codes else ""
        if write and _ran(errors):
            raise SaleorOutcomeUnknown("saleor.outcome_unknown", f"{name}: applied, its answer {code}")
        if "PermissionDenied" in codes:
            # A dead token makes an anonymous caller: only asking who we are tells the two apart.
            if name == "AppId" or not self._alive():
                raise TokenDead("saleor.token_dead", f"{name}: anonymous")
            raise PermissionMissing("saleor.permission_missing", name)
        if code in ("ExpiredSignatureError", "InvalidSignatureError", "InvalidTokenError"):
            raise TokenDead("saleor.token_dead", f"{name}: {code}")
        if code in ("GraphQLError", "QueryCostError", "ValidationError", ""):
            raise GraphQLRefused("saleor.graphql_refused", f"{name}: {code or 'no code'}")
        if write:
            raise ServerError("saleor.server_error", f"{name}: {code}", code=code)
        raise SaleorTransient("saleor.server_error", f"{name}: {code}")

    def _alive(self) -> bool:
        errors = self._answer("AppId", {}, write=False).get("errors")
        return not errors


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=POOL, max_retries=0))
    return session


def _never_connected(error: requests.ConnectionError) -> bool:
    reason = error.args[0] if error.args else None
    return isinstance(getattr(reason, "reason", reason), NewConnectionError)


def _ran(errors: object) -> bool:
    """Whether an error lies below a mutation's own field: then the mutation itself has run."""
    rows = errors if isinstance(errors, list) else []
    paths = [error.get("path") for error in rows if isinstance(error, dict)]
    return any(isinstance(path, list) and len(path) > 1 for path in paths)


def _codes(errors: object) -> list[str]:
    codes: list[str] = []
    for error in errors if isinstance(errors, list) else ():
        extensions = error.get("extensions") if isinstance(error, dict) else None
        exception = extensions.get("exception") if isinstance(extensions, dict) else None
        code = exception.get("code") if isinstance(exception, dict) else None
        codes.append(str(code or ""))
    return codes
