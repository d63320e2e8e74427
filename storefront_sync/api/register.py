"""POST /api/register: Saleor installed our App and gives it a token."""

from __future__ import annotations

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from storefront_sync.api.body import BodyRefused, read_body
from storefront_sync.api.install import InstallRefused, install
from storefront_sync.api.outage import come_again
from storefront_sync.api.prove import prove
from storefront_sync.api.texts import text
from storefront_sync.api.wire import RegisterWire
from storefront_sync.core.clock import SystemClock
from storefront_sync.saleor.manifest import APP_ID
from storefront_sync.settings.env import settings

log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
@come_again
def register(request: HttpRequest) -> HttpResponse:
    """200 once the token is stored; 400 or 403 with a sentence for the Dashboard; 503 not stored."""
    try:
        wire = RegisterWire.model_validate_json(read_body(request))
    except BodyRefused as refused:
        return HttpResponse(status=refused.status)
    except ValidationError:
        return _refusal(400, "register.malformed")
    table = settings()
    try:
        installation = install(
            request.headers.get("Saleor-Api-Url", ""),
            wire.auth_token.get_secret_value(),
            allowed={*table.saleor_api_urls, table.saleor_url} - {""},
            identifier=APP_ID,
            prove=prove,
            now=SystemClock().now(),
        )
    except InstallRefused as refusal:
        return _refusal(403, refusal.key)
    log.info("app_installed", installation=installation.pk)
    return JsonResponse({"success": True})


def _refusal(status: int, key: str) -> HttpResponse:
    log.warning("install_refused", reason=key)
    return JsonResponse({"error": {"message": text(key)}}, status=status)
