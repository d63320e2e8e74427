"""POST /webhooks/saleor: Saleor tells that something changed."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from storefront_sync.api.arrival import answer
from storefront_sync.api.body import BodyRefused, read_body
from storefront_sync.api.outage import come_again
from storefront_sync.core.clock import SystemClock
from storefront_sync.inbox.receive import receive_saleor


@csrf_exempt
@require_POST
@come_again
def saleor_webhook(request: HttpRequest) -> HttpResponse:
    """As a marketplace's; 503 also while the sender's keys can't be had, so that Saleor sends it again."""
    try:
        body = read_body(request)
    except BodyRefused as refused:
        return HttpResponse(status=refused.status)
    return answer(receive_saleor(request.headers, body, SystemClock().now()))
