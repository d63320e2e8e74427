"""Who asks, in which language they are answered, and what every answer may look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Schema
from ninja.security import HttpBearer
from pydantic import Field, StringConstraints

from storefront_sync.core.clock import SystemClock
from storefront_sync.core.sentences import LANGUAGES, sentence
from storefront_sync.settings.env import settings
from storefront_sync.tenants.api_keys import by, owner
from storefront_sync.tenants.models import Cooperative

BIGGEST_ID = 2**63 - 1
RowId = Annotated[int, Path(ge=1, le=BIGGEST_ID)]
Id = Annotated[int, Field(ge=1, le=BIGGEST_ID)]
STORABLE = r"^[^\x00]*$"
"""What PostgreSQL can hold."""
LONGEST = 200
Text = Annotated[str, StringConstraints(max_length=LONGEST, pattern=STORABLE)]
Word = Annotated[str, Query(max_length=LONGEST, pattern=STORABLE)]
"""A text in an address."""


@dataclass(frozen=True)
class Caller:
    """The cooperative that the key opens, and the name under which its acts are kept."""

    cooperative: Cooperative
    by: str


class KeyHolder(HttpBearer):
    """Takes a key of the API."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Who it is; None is answered 401."""
        key = owner(token, SystemClock().now())
        return None if key is None else Caller(key.cooperative, by(key))


def caller(request: HttpRequest) -> Caller:
    """Who asks; the API lets nobody else in."""
    found = request.auth  # type: ignore[attr-defined]
    assert isinstance(found, Caller)
    return found


def language(request: HttpRequest) -> str:
    """The one that was asked for where we speak it, else the service's own."""
    wanted = request.headers.get("Accept-Language", "")[:2].lower()
    return wanted if wanted in LANGUAGES else settings().language


def text(request: HttpRequest, key: str, values: Mapping[str, object] | None = None) -> str:
    """The sentence of a key."""
    return sentence(key, language(request), values or {})


class Refusal(Schema):
    """Why not: a key that stays the same, and a sentence for people."""

    key: str
    text: str


class Invalid(Refusal):
    """Which fields aren't as the description says; not what was in them."""

    fields: list[str]


def said(request: HttpRequest, key: str) -> dict[str, Any]:
    """A `Refusal` as it is sent."""
    return {"key": key, "text": text(request, key)}


READS: dict[Any, Any] = {400: Refusal, 401: Refusal, 422: Invalid}
"""What every operation may answer besides."""
FINDS: dict[Any, Any] = {**READS, 404: Refusal}
ACTS: dict[Any, Any] = {**READS, 404: Refusal, 409: Refusal}
