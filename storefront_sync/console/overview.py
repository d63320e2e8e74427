"""GET /console/overview: what the App's page shows, as a fragment of HTML, for the token in the header."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storefront_sync.console.frame import framed
from storefront_sync.console.health import health
from storefront_sync.console.render import page
from storefront_sync.console.visit import PRODUCTS, admit
from storefront_sync.core.clock import SystemClock
from storefront_sync.inbox.keys import KEYRING


@framed
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """200 with the shops and the open problems; 401 or 403 with the reason; `lang` chooses the language."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    visit = admit(
        token if scheme.lower() == "bearer" else "",
        PRODUCTS,
        SystemClock().now(),
        KEYRING,
        request.GET.get("lang", ""),
    )
    return page(visit, "console/overview.html", health=health(visit))
