"""A widget of the Dashboard: it POSTs the user's token in a form, and shows the page that comes back."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.http import require_http_methods

from storefront_sync.console.frame import View, framed
from storefront_sync.console.render import bare
from storefront_sync.console.token import VisitRefused
from storefront_sync.console.visit import Visit, admit, spoken
from storefront_sync.core.clock import SystemClock
from storefront_sync.inbox.keys import KEYRING

LARGEST_FORM = 32_768
"""Bytes; the Dashboard's has a token and a few ids."""

Fields = dict[str, str]
Show = Callable[[Visit, Fields], HttpResponse]


def widget(permission: str) -> Callable[[Show], View[[]]]:
    """Make a view of `show(visit, fields)`, for staff with this Saleor permission.

    A GET, which has no token, says to open the page from the Dashboard.
    """

    def make(show: Show) -> View[[]]:
        @framed
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request: HttpRequest) -> HttpResponse:
            if request.method != "POST":
                return bare("console/outside.html", spoken(""))
            fields = _fields(request)
            visit = admit(fields.get("accessToken", ""), permission, SystemClock().now(), KEYRING)
            return show(visit, fields)

        return view

    return make


def _fields(request: HttpRequest) -> Fields:
    """The form, of the kind that the Dashboard sends only."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > LARGEST_FORM or request.content_type != "application/x-www-form-urlencoded":
        raise VisitRefused("console.refused.form", 400)
    try:
        return {name: value for name, value in request.POST.items() if isinstance(value, str)}
    except UnreadablePostError:
        raise VisitRefused("console.refused.form", 400) from None
