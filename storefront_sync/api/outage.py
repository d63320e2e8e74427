"""What a sender is told while our database is away."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

import structlog
from django.db import Error as DatabaseTrouble
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

log = structlog.get_logger(__name__)


def come_again(view: View[P]) -> View[P]:
    """503 for anything the database couldn't do: Saleor repeats a delivery on 5xx only, never on 4xx."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DatabaseTrouble as error:
            # Only the class: a database error's text quotes the row.
            log.error("database_failed", path=request.path, error=type(error).__name__)
            return HttpResponse(status=503)

    return answer
