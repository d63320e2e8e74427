"""The addresses that machines call."""

from django.urls import URLPattern, URLResolver, path

from storefront_sync.api.health import health
from storefront_sync.api.logo import logo
from storefront_sync.api.manifest import manifest
from storefront_sync.api.marketplace_webhook import marketplace_webhook
from storefront_sync.api.metrics import metrics
from storefront_sync.api.ready import ready
from storefront_sync.api.register import register
from storefront_sync.api.saleor_webhook import saleor_webhook
from storefront_sync.api.v1.service import v1
from storefront_sync.saleor.manifest import LOGO_PATH, MANIFEST_PATH, REGISTER_PATH, WEBHOOK_PATH

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", v1.urls),
    path(WEBHOOK_PATH.removeprefix("/"), saleor_webhook),
    path("webhooks/<slug:marketplace>", marketplace_webhook),
    path(MANIFEST_PATH.removeprefix("/"), manifest),
    path(REGISTER_PATH.removeprefix("/"), register),
    path(LOGO_PATH.removeprefix("/"), logo),
    path("health", health),
    path("ready", ready),
    path("metrics", metrics),
]
