"""The addresses of the pages for staff."""

from django.urls import URLPattern, path

from storefront_sync.console.assets import asset
from storefront_sync.console.connect.answer import answer
from storefront_sync.console.connect.result import result
from storefront_sync.console.connect.start import start
from storefront_sync.console.home import home
from storefront_sync.console.order import order
from storefront_sync.console.overview import overview
from storefront_sync.console.product import product
from storefront_sync.console.shell import shell

urlpatterns: list[URLPattern] = [
    path("", shell),
    path("console/overview", overview),
    path("console/home", home),
    path("console/product", product),
    path("console/order", order),
    path("console/assets/<str:name>", asset),
    path("connect/<str:word>", start),
    path("connect/return/<slug:marketplace>", answer),
    path("connect/result/<int:number>", result),
]
