"""Reading carts."""

from __future__ import annotations

from decimal import Decimal

from storefront_sync.saleor.simulator.arguments.base import ById
from storefront_sync.saleor.simulator.binding import resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.places import ShippingOption, options
from storefront_sync.saleor.simulator.state.allocation import free_pieces
from storefront_sync.saleor.simulator.state.checkouts import Checkout, CheckoutLine
from storefront_sync.saleor.simulator.state.ids import global_id, split_id
from storefront_sync.saleor.simulator.state.node import TaxedMoney
from storefront_sync.saleor.simulator.state.places import Warehouse

ZERO = Decimal(0)
PROBLEM = "CheckoutLineProblemInsufficientStock"


def delivery(option: ShippingOption) -> dict[str, object]:
    """A way of delivery as the newer API names it."""
    return {"id": global_id("CheckoutDelivery", split_id(option.id)[1]), "shippingMethod": option}


def chosen(checkout: Checkout) -> ShippingOption | None:
    """The method that the shopper chose."""
    return ShippingOption(checkout.shipping_method, checkout.channel) if checkout.shipping_method else None


@resolver("Query", "checkout", ById)
def checkout(source: object, call: Call, wanted: ById) -> Checkout | None:
    """A cart that isn't yet an order, public to whoever knows its id."""
    row = call.store.checkouts.get(wanted.id)
    return row if row and row.order is None else None


@resolver("Checkout", "shippingMethods")
def shipping_methods(source: Checkout, call: Call) -> list[ShippingOption]:
    """What the channel offers."""
    if source.shipping_address is None:
        return []
    return options(call, source.channel, source.shipping_address)


@resolver("Checkout", "availableCollectionPoints")
def collection_points(source: Checkout, call: Call) -> list[Warehouse]:
    """Warehouses that hold all that is in the cart and let shoppers fetch it."""
    now = call.now
    return [
        place
        for place in source.channel.warehouses
        if place.click_and_collect_option == "LOCAL"
        and all(
            place.pk in line.variant.stocks and line.variant.stocks[place.pk].free(now) >= line.quantity
            for line in source.lines
        )
    ]


@resolver("Checkout", "delivery")
def checkout_delivery(source: Checkout, call: Call) -> dict[str, object] | None:
    """The chosen way."""
    option = chosen(source)
    return delivery(option) if option else None


@resolver("Checkout", "quantity")
def quantity(source: Checkout, call: Call) -> int:
    """Pieces of all lines."""
    return sum(line.quantity for line in source.lines)


@resolver("Checkout", "stockReservationExpires")
def reservation_expires(source: Checkout, call: Call) -> object:
    """Until when the pieces are held, if they are."""
    return source.reserved_until


@resolver("Checkout", "subtotalPrice")
def subtotal_price(source: Checkout, call: Call) -> TaxedMoney:
    """Sum of the lines."""
    amount = sum((line.unit_price * line.quantity for line in source.lines), start=ZERO)
    return TaxedMoney.of(amount, source.channel.currency_code)


@resolver("Checkout", "shippingPrice")
def shipping_price(source: Checkout, call: Call) -> TaxedMoney:
    """Price of the chosen method."""
    option = chosen(source)
    return TaxedMoney.of(option.price.amount if option else ZERO, source.channel.currency_code)


@resolver("Checkout", "totalPrice")
def total_price(source: Checkout, call: Call) -> TaxedMoney:
    """Lines and shipping."""
    amount = subtotal_price(source, call).gross.amount + shipping_price(source, call).gross.amount
    return TaxedMoney.of(amount, source.channel.currency_code)


@resolver("Checkout", "problems")
def problems(source: Checkout, call: Call) -> list[dict[str, object]]:
    """Lines for which there isn't enough any more."""
    found: list[dict[str, object]] = []
    for line in source.lines:
        if not line.variant.track_inventory:
            continue
        free = free_pieces(call.store, source.channel, line.variant, own=source.token)
        if free < line.quantity:
            found.append({"__typename": PROBLEM, "availableQuantity": max(free, 0), "line": line})
    return found


@resolver("CheckoutLine", "unitPrice")
def unit_price(source: CheckoutLine, call: Call) -> TaxedMoney:
    """Price of one."""
    return TaxedMoney.of(source.unit_price, source.checkout.channel.currency_code)


@resolver("CheckoutLine", "totalPrice")
def line_total(source: CheckoutLine, call: Call) -> TaxedMoney:
    """Price of all."""
    return TaxedMoney.of(source.unit_price * source.quantity, source.checkout.channel.currency_code)
