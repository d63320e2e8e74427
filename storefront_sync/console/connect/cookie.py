"""The cookie that ties a trip to the browser that began it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from storefront_sync.settings.env import settings
from storefront_sync.tenants.consent_requests import TRIP_LASTS, Trip
from storefront_sync.tenants.models import ConsentRequest


def put(page: HttpResponse, trip: Trip) -> None:
    """Lax, since the browser comes back from another site; one a trip, so that two never meet."""
    secure = _secure()
    page.set_cookie(
        _name(trip.request),
        trip.browser,
        max_age=int(TRIP_LASTS.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def word(request: HttpRequest, trip: ConsentRequest) -> str:
    """The word of this browser for the trip, "" where it has none."""
    return request.COOKIES.get(_name(trip), "")


def _name(trip: ConsentRequest) -> str:
    # The prefix keeps other hosts of the domain from setting it; browsers take it over HTTPS only.
    return f"{'__Host-' if _secure() else ''}connect-{trip.pk}"


def _secure() -> bool:
    return settings().public_url.startswith("https://")
