"""What every page of the console has in common as an HTTP answer: headers, and a sentence when we are ill."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

import structlog
from django.db import Error as DatabaseTrouble
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from storefront_sync.console.render import refusal
from storefront_sync.console.token import VisitRefused
from storefront_sync.settings.env import settings

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

log = structlog.get_logger(__name__)

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors {ancestors}"
)


def framed(view: View[P]) -> View[P]:
    """Let the Dashboard frame the page, load nothing but our own files, keep nothing in a cache.

    Exempt from CSRF protection, since no request has any right but by the token in its body or header.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            page = view(request, *args, **kwargs)
        except VisitRefused as refused:
            log.warning("visit_refused", path=request.path, reason=refused.key)
            page = refusal(request, refused)
        except DatabaseTrouble as error:
            # Only the class: a database error's text quotes the row.
            log.error("database_failed", path=request.path, error=type(error).__name__)
            page = refusal(request, VisitRefused("console.refused.database", 503))
        page["Content-Security-Policy"] = _POLICY.format(
            ancestors=" ".join(settings().dashboard_origins) or "*"
        )
        page["Cache-Control"] = "no-store"
        page["Referrer-Policy"] = "no-referrer"
        return page

    return csrf_exempt(xframe_options_exempt(answer))
