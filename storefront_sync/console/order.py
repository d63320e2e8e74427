"""POST /console/order: on an order's page, where it came from and how far it is."""

from django.http import HttpResponse

from storefront_sync.console.journey import journey
from storefront_sync.console.render import page
from storefront_sync.console.visit import ORDERS, Visit
from storefront_sync.console.widget import Fields, widget


@widget(ORDERS)
def order(visit: Visit, fields: Fields) -> HttpResponse:
    """200 with the order of the field `orderId`, or that it isn't a marketplace's."""
    return page(visit, "console/order.html", journey=journey(visit, fields.get("orderId", "")))
