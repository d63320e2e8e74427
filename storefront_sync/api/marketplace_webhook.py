"""POST /webhooks/<marketplace>: a marketplace tells that something changed."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from storefront_sync.api.arrival import answer
from storefront_sync.api.body import BodyRefused, read_body
from storefront_sync.api.outage import come_again
from storefront_sync.core.clock import SystemClock
from storefront_sync.inbox.receive import receive_marketplace


@csrf_exempt
@require_POST
@come_again
def marketplace_webhook(request: HttpRequest, marketplace: str) -> HttpResponse:
    """200 stored (or needn't be), 401 forged, 400 malformed, 404 unknown, 413 too large, 503 not stored."""
    try:
        body = read_body(request)
    except BodyRefused as refused:
        return HttpResponse(status=refused.status)
    return answer(receive_marketplace(marketplace, request.headers, body, SystemClock().now()))
