"""GET /connect/result/NUMBER: tells the browser that made the trip how it ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from connectors.base.registry import marketplaces
from storefront_sync.console.connect import cookie
from storefront_sync.console.connect.page import language_of, plain, refusal
from storefront_sync.console.render import bare
from storefront_sync.core.clock import SystemClock
from storefront_sync.core.sentences import LANGUAGES
from storefront_sync.tenants.consent_requests import (
    ANSWER_TAKES,
    CONNECTED,
    ConsentRefused,
    Reason,
    is_its_browser,
)
from storefront_sync.tenants.models import ConsentRequest

LOOK_AGAIN_SECONDS = 3


@plain
@require_safe
def result(request: HttpRequest, number: int) -> HttpResponse:
    """200 with the shops that are connected now, or with why none is; for its own browser only."""
    asked = ConsentRequest.objects.select_related("cooperative").filter(pk=number).first()
    if asked is None or not is_its_browser(asked, cookie.word(request, asked)):
        raise ConsentRefused(Reason.OTHER_BROWSER)
    language = language_of(request) if request.GET.get("lang") else asked.language
    if asked.answered_at is None:
        raise ConsentRefused(Reason.TRIP_UNKNOWN)
    if not asked.outcome and SystemClock().now() < asked.answered_at + ANSWER_TAKES:
        page = bare("console/connect/wait.html", language)
        page["Refresh"] = str(LOOK_AGAIN_SECONDS)
        return page
    if asked.outcome != CONNECTED and not asked.detail.get("elsewhere"):
        reason = Reason(asked.outcome) if asked.outcome else Reason.INTERRUPTED
        page = refusal(request, reason, str(asked.detail.get("key", "")), language)
        page.status_code = 200
        return page
    place = marketplaces().get(asked.marketplace)
    return bare(
        "console/connect/result.html",
        language,
        cooperative=asked.cooperative.name,
        marketplace=place.manifest.name if place else asked.marketplace,
        shops=asked.detail.get("shops", []),
        elsewhere=asked.detail.get("elsewhere", []),
        other=next(each for each in LANGUAGES if each != language),
    )
