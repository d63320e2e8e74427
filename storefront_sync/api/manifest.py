"""GET /api/manifest: what Saleor reads when our App is installed."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from storefront_sync.saleor.manifest import manifest as app_manifest
from storefront_sync.settings.env import settings


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The manifest, its addresses made from the setting `public_url`: Saleor's Host has lost its port."""
    table = settings()
    return JsonResponse(app_manifest(table.public_url, table.language))
