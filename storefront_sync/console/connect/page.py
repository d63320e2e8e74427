"""What these pages have in common: headers, language, and a page that says what to do when it can't go on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

import structlog
from django.db import Error as DatabaseTrouble
from django.http import HttpRequest, HttpResponse

from storefront_sync.console.render import bare
from storefront_sync.console.visit import spoken
from storefront_sync.core.sentences import LANGUAGES
from storefront_sync.tenants.consent_requests import ConsentRefused, Reason

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

log = structlog.get_logger(__name__)

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_STATUS: Final = {
    Reason.LINK_UNKNOWN: 404,
    Reason.LINK_USED: 410,
    Reason.LINK_EXPIRED: 410,
    Reason.TOO_MANY: 410,
    Reason.OTHER_BROWSER: 403,
    Reason.FORM: 403,
    Reason.BUSY: 503,
    Reason.DATABASE: 503,
}
"""Others are 400."""


def plain(view: View[P]) -> View[P]:
    """Let nobody frame the page, load nothing but our style, keep nothing, and tell nobody its address.

    The page with the form tells it to ourselves: else browsers post it with an unknown origin.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            page = view(request, *args, **kwargs)
        except ConsentRefused as refused:
            log.warning("consent_refused", reason=refused.reason.value)
            page = refusal(request, refused.reason, refused.key)
        except DatabaseTrouble as error:
            # Only the class: a database error's text quotes the row.
            log.error("database_failed", error=type(error).__name__)
            page = refusal(request, Reason.DATABASE)
        return guarded(page)

    return answer


def guarded(page: HttpResponse) -> HttpResponse:
    """The page with the headers that all of these have."""
    page["Content-Security-Policy"] = _POLICY
    page["Cache-Control"] = "no-store"
    page["X-Robots-Tag"] = "noindex"
    page.setdefault("Referrer-Policy", "no-referrer")
    return page


def refusal(request: HttpRequest, reason: Reason, key: str = "", language: str = "") -> HttpResponse:
    """Why it doesn't go on, and what to do; `key` is a sentence of the marketplace's own."""
    own = key if "." in key and reason is Reason.APP_REFUSED else ""
    page = bare(
        "console/connect/refused.html", language or language_of(request), reason=reason.value, own=own
    )
    page.status_code = _STATUS.get(reason, 400)
    return page


def language_of(request: HttpRequest) -> str:
    """What was asked for in the address, else by the browser, else the service's own."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        if part.strip()[:2].lower() in LANGUAGES:
            return spoken(part.strip())
    return spoken("")


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the proof that our own page sent it: Django's view for that."""
    del reason
    log.warning("consent_refused", reason=Reason.FORM.value)
    return guarded(refusal(request, Reason.FORM))
