"""GET /health: this process answers. It asks nobody else, so that an outage elsewhere restarts nothing."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 "ok"."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
