"""GET /api/logo.png: the picture in Saleor's list of Apps (256 × 256, the least that it takes)."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_FILE = Path(__file__).parent / "static" / "logo.png"


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """200 with the picture, good for a day."""
    return HttpResponse(
        _picture(), content_type="image/png", headers={"Cache-Control": "public, max-age=86400"}
    )


@cache
def _picture() -> bytes:
    return _FILE.read_bytes()
