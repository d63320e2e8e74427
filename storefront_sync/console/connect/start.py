"""GET and POST /connect/WORD: says what connecting means, and begins the trip to the marketplace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from connectors.base.errors import ConnectorError
from connectors.base.protocol import Marketplace
from connectors.base.registry import marketplaces
from storefront_sync.console.connect import cookie
from storefront_sync.console.connect.page import language_of, plain
from storefront_sync.console.render import bare
from storefront_sync.core.clock import SystemClock
from storefront_sync.core.sentences import LANGUAGES
from storefront_sync.settings.env import settings
from storefront_sync.sync.granted import Office, office
from storefront_sync.tenants.consent_requests import ConsentRefused, Reason, begin, by_link
from storefront_sync.tenants.models import ConsentRequest


@plain
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def start(request: HttpRequest, word: str) -> HttpResponse:
    """200 with what is asked for and a button; posted, with the way to the marketplace's own page.

    A look at the page changes nothing: messengers fetch links to show a preview. The form proves that it was
    sent from this page, which names the cooperative: nobody gets here unasked.
    """
    asked = by_link(word, SystemClock().now())
    place, way = way_to(asked)
    language = language_of(request)
    if request.method == "POST":
        return _on_the_way(word, language, place, way)
    page = bare(
        "console/connect/start.html",
        language,
        request=request,
        cooperative=asked.cooperative.name,
        marketplace=place.manifest.name,
        other=next(each for each in LANGUAGES if each != language),
    )
    page["Referrer-Policy"] = "same-origin"
    return page


def way_to(asked: ConsentRequest) -> tuple[Marketplace, Office]:
    """The marketplace and its consent; raises ConsentRefused where our app isn't registered there."""
    place = marketplaces().get(asked.marketplace)
    consent = place.consent if place else None
    way = office(consent, asked.marketplace, settings().public_url, SystemClock().now) if consent else None
    if place is None or way is None:
        raise ConsentRefused(Reason.NO_APP)
    return place, way


def _on_the_way(word: str, language: str, place: Marketplace, way: Office) -> HttpResponse:
    """A page and not a redirect: a form's policy would bind all redirects of the marketplace that follow."""
    trip = begin(word, language, SystemClock().now())
    try:
        address = way.address(trip.state)
    except ConnectorError as error:
        raise ConsentRefused(Reason.APP_REFUSED, error.key) from None
    page = bare("console/connect/on_the_way.html", language, address=address, marketplace=place.manifest.name)
    page["Refresh"] = f"0; url={address}"
    cookie.put(page, trip)
    return page
