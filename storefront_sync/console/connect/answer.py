"""GET /connect/return/MARKETPLACE: the seller's browser comes back, and its answer is redeemed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from connectors.base.errors import ConnectorError, OutcomeUnknown, RateLimited, Transient
from connectors.base.registry import marketplaces
from storefront_sync.console.connect import cookie
from storefront_sync.console.connect.page import plain
from storefront_sync.console.connect.start import way_to
from storefront_sync.core.clock import SystemClock
from storefront_sync.core.ids import ShopId
from storefront_sync.core.wakeup import wake
from storefront_sync.sync.granted import Office, Taken, take
from storefront_sync.tenants.consent_requests import (
    CONNECTED,
    ConsentRefused,
    Reason,
    by_state,
    claim,
    connected,
    finish,
)
from storefront_sync.tenants.models import ConsentRequest

log = structlog.get_logger(__name__)

_SAID: Final = {"consent.declined": Reason.DECLINED, "consent.code_refused": Reason.CODE_REFUSED}


@plain
@require_GET
def answer(request: HttpRequest, marketplace: str) -> HttpResponse:
    """303 to the page that tells how it ended, whose address has no code in it.

    The code is redeemed here and not in a job: it lives for minutes, and is so never stored. Its state is
    spent, and that committed, before the marketplace is asked.
    """
    place = marketplaces().get(marketplace)
    if place is None or place.consent is None:
        raise ConsentRefused(Reason.TRIP_UNKNOWN)
    given = request.GET.dict()
    asked = by_state(place.consent.state_of(given))
    _, way = way_to(asked)
    if claim(asked, marketplace, cookie.word(request, asked), SystemClock().now()):
        redeem(asked, way, given, SystemClock().now())
    page = HttpResponseRedirect(f"/connect/result/{asked.pk}")
    page.status_code = 303
    return page


def redeem(asked: ConsentRequest, way: Office, given: Mapping[str, str], now: datetime) -> None:
    """Redeem the answer, store the tokens, write down how it ended. Raises no ConnectorError."""
    try:
        grants = way.redeem(given)
    except ConnectorError as error:
        reason = _reason(error)
        log.warning("consent_not_given", reason=reason.value, key=error.key, request=error.request_id)
        finish(asked, reason, {"key": error.key})
        return
    if not grants:
        finish(asked, Reason.NO_SHOP, {})
        return
    with transaction.atomic():
        taken = take(asked.cooperative, asked.marketplace, grants, f"consent-{asked.pk}", now)
        finish(asked, CONNECTED if taken.shops else Reason.NO_SHOP, _told(taken))
        connected(asked, now)
    for shop in taken.shops:
        if shop.back:
            wake().drain(ShopId(shop.shop_id), urgent=True)
        elif shop.new:
            wake().scan(ShopId(shop.shop_id))


def _reason(error: ConnectorError) -> Reason:
    if isinstance(error, OutcomeUnknown):
        return Reason.UNCLEAR
    if isinstance(error, RateLimited | Transient):
        return Reason.BUSY
    return _SAID.get(error.key, Reason.APP_REFUSED)


def _told(taken: Taken) -> dict[str, object]:
    return {
        "shops": [{"name": shop.name, "new": shop.new, "back": shop.back} for shop in taken.shops],
        "elsewhere": list(taken.elsewhere),
    }
