"""Every address that the service answers to: those of machines, and the pages of staff."""

from django.urls import URLPattern, URLResolver

from storefront_sync.api.urls import urlpatterns as machines
from storefront_sync.console.urls import urlpatterns as pages

urlpatterns: list[URLPattern | URLResolver] = [*machines, *pages]

handler400 = "storefront_sync.api.failure.bad_request"
handler403 = "storefront_sync.api.failure.forbidden"
handler404 = "storefront_sync.api.failure.not_found"
handler500 = "storefront_sync.api.failure.broken"
