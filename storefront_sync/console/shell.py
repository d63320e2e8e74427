"""GET /: the App's page in the Dashboard, without data: its script gets the token and asks for the rest."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storefront_sync.console.frame import framed
from storefront_sync.console.render import bare
from storefront_sync.console.visit import spoken
from storefront_sync.core.sentences import LANGUAGES


@framed
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """200, the same for everybody; `locale` and `theme` in the query only change how it begins."""
    theme = request.GET.get("theme", "")
    return bare(
        "console/shell.html",
        spoken(request.GET.get("locale", "")),
        languages=LANGUAGES,
        theme=theme if theme in {"light", "dark"} else "",
    )
