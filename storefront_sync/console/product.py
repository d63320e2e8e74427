"""POST /console/product: on a product's page, how each marketplace shows it."""

from django.http import HttpResponse

from storefront_sync.console.render import page
from storefront_sync.console.shelf import shelf
from storefront_sync.console.visit import PRODUCTS, Visit
from storefront_sync.console.widget import Fields, widget


@widget(PRODUCTS)
def product(visit: Visit, fields: Fields) -> HttpResponse:
    """200 with every variant of the field `productId` in every shop."""
    return page(visit, "console/product.html", shelf=shelf(visit, fields.get("productId", "")))
