"""POST /console/home: the card on the Dashboard's first page."""

from django.http import HttpResponse

from storefront_sync.console.health import health
from storefront_sync.console.render import page
from storefront_sync.console.visit import PRODUCTS, Visit
from storefront_sync.console.widget import Fields, widget


@widget(PRODUCTS)
def home(visit: Visit, fields: Fields) -> HttpResponse:
    """200 with one line a shop and the open problems."""
    del fields
    return page(visit, "console/home.html", health=health(visit))
