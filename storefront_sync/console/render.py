"""Makes pages from templates, in the language of the visit."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from storefront_sync.console.assets import address
from storefront_sync.console.token import VisitRefused
from storefront_sync.console.visit import Visit, spoken
from storefront_sync.core.clock import SystemClock

FRAGMENT = "/console/overview"
"""The address whose answers are parts of a page that is open already."""


def page(visit: Visit, template: str, **values: object) -> HttpResponse:
    """200 with the template; it also gets `visit`."""
    return _made(template, visit.language, {"visit": visit, "now": visit.now, **values})


def bare(template: str, language: str, request: HttpRequest | None = None, **values: object) -> HttpResponse:
    """200 with a template outside of any visit; one with a form needs the `request`."""
    return _made(template, language, values, request=request)


def refusal(request: HttpRequest, refused: VisitRefused) -> HttpResponse:
    """The reason in a sentence, as a whole page or as the fragment that was asked for."""
    base = "console/fragment.html" if request.path == FRAGMENT else "console/widget.html"
    language = spoken(request.GET.get("lang", ""))
    values = {"base": base, "key": refused.key, "values": refused.values}
    return _made("console/refused.html", language, values, refused.status)


def _made(
    template: str,
    language: str,
    values: Mapping[str, object],
    status: int = 200,
    request: HttpRequest | None = None,
) -> HttpResponse:
    context = {
        "now": SystemClock().now(),
        **values,
        "language": language,
        "style": address("console.css"),
        "script": address("console.js"),
        "resize": address("resize.js"),
    }
    return HttpResponse(
        render_to_string(template, context, request), status=status, headers={"Content-Language": language}
    )
