"""Reading orders, their lines, parcels and payments."""

from __future__ import annotations

from decimal import Decimal

from storefront_sync.saleor.simulator.arguments.base import ByIdOrReference
from storefront_sync.saleor.simulator.arguments.paging import DraftPageArguments, OrderPageArguments
from storefront_sync.saleor.simulator.binding import resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.paging import in_range, matches, paginate
from storefront_sync.saleor.simulator.resolvers.places import ShippingOption
from storefront_sync.saleor.simulator.state.node import Money, TaxedMoney
from storefront_sync.saleor.simulator.state.orders import (
    Allocation,
    Order,
    OrderLine,
    Transaction,
    TransactionEvent,
)

SEES_ORDERS = ("MANAGE_ORDERS",)
ZERO = Decimal(0)


@resolver("Query", "order", ByIdOrReference)
def order(source: object, call: Call, wanted: ByIdOrReference) -> Order | None:
    """One order by id (public, without its private parts) or by external reference (for MANAGE_ORDERS)."""
    if wanted.id:
        return call.store.find(Order, wanted.id)
    call.viewer.require(*SEES_ORDERS)
    return call.store.referred(Order, wanted.external_reference)


@resolver("Query", "orders", OrderPageArguments, needs=SEES_ORDERS)
def orders(source: object, call: Call, page: OrderPageArguments) -> dict[str, object]:
    """Orders without drafts."""
    rows = [row for row in call.store.orders if row.status != "DRAFT"]
    if page.channel is not None:
        rows = [row for row in rows if row.channel.slug == page.channel]
    if page.where is not None:
        where = page.where
        rows = [
            row
            for row in rows
            if (where.ids is None or row.id in where.ids)
            and in_range(row.updated_at, where.updated_at)
            and in_range(row.created, where.created_at)
            and (
                where.metadata is None
                or (
                    where.metadata.key in row.metadata
                    and matches(row.metadata[where.metadata.key], where.metadata.value)
                )
            )
        ]
    return paginate("orders", rows, page)


@resolver("Query", "draftOrders", DraftPageArguments, needs=SEES_ORDERS)
def draft_orders(source: object, call: Call, page: DraftPageArguments) -> dict[str, object]:
    """Drafts."""
    wanted = page.where.channel_id if page.where is not None else None
    drafts = (row for row in call.store.orders if row.status == "DRAFT")
    return paginate("draftOrders", [row for row in drafts if matches(row.channel.id, wanted)], page)


def charge_status(order: Order) -> str:
    """How the charged sum stands to the total."""
    charged = order.charged
    if charged > order.total:
        return "OVERCHARGED"
    if charged == order.total:
        return "FULL"
    return "PARTIAL" if charged > 0 else "NONE"


@resolver("Order", "chargeStatus")
def order_charge_status(source: Order, call: Call) -> str:
    """NONE, PARTIAL, FULL or OVERCHARGED."""
    return charge_status(source)


@resolver("Order", "isPaid")
def is_paid(source: Order, call: Call) -> bool:
    """Whether all of it, or more, is charged."""
    return charge_status(source) in ("FULL", "OVERCHARGED")


@resolver("Order", "paymentStatus")
def payment_status(source: Order, call: Call) -> str:
    """The older word for the same."""
    status = charge_status(source)
    if status in ("FULL", "OVERCHARGED"):
        return "FULLY_CHARGED"
    return "PARTIALLY_CHARGED" if status == "PARTIAL" else "NOT_CHARGED"


def _taxed(name: str, attribute: str) -> None:
    @resolver("Order", name)
    def amount(source: Order, call: Call) -> TaxedMoney:
        return TaxedMoney.of(getattr(source, attribute), source.channel.currency_code)


for _name, _attribute in (("total", "total"), ("subtotal", "subtotal"), ("shippingPrice", "shipping_price")):
    _taxed(_name, _attribute)


@resolver("Order", "totalCharged")
def total_charged(source: Order, call: Call) -> Money:
    """What was charged."""
    return Money(source.charged, source.channel.currency_code)


@resolver("Order", "totalBalance")
def total_balance(source: Order, call: Call) -> Money:
    """Charged less total: negative while money is owed."""
    return Money(source.charged - source.total, source.channel.currency_code)


@resolver("Order", "transactions", needs=("MANAGE_ORDERS", "HANDLE_PAYMENTS"))
def transactions(source: Order, call: Call) -> list[Transaction]:
    """Its payments in the order in which they were made."""
    return source.transactions


@resolver("Order", "collectionPointName")
def collection_point_name(source: Order, call: Call) -> str | None:
    """Where it is fetched."""
    return source.collection_point.name if source.collection_point else None


@resolver("Order", "shippingMethodName")
def shipping_method_name(source: Order, call: Call) -> str | None:
    """The method's name."""
    return source.shipping_method.name if source.shipping_method else None


@resolver("Order", "deliveryMethod")
def delivery_method(source: Order, call: Call) -> ShippingOption | None:
    """The method with the channel's price."""
    return ShippingOption(source.shipping_method, source.channel) if source.shipping_method else None


@resolver("Order", "errors")
def order_errors(source: Order, call: Call) -> list[object]:
    """None."""
    return []


@resolver("OrderLine", "unitPrice")
def unit_price(source: OrderLine, call: Call) -> TaxedMoney:
    """Price of one."""
    return TaxedMoney.of(source.unit_price, source.order.channel.currency_code)


@resolver("OrderLine", "totalPrice")
def total_price(source: OrderLine, call: Call) -> TaxedMoney:
    """Price of all."""
    return TaxedMoney.of(source.unit_price * source.quantity, source.order.channel.currency_code)


@resolver("OrderLine", "quantityToFulfill")
def quantity_to_fulfil(source: OrderLine, call: Call) -> int:
    """Pieces not yet sent."""
    return source.quantity - source.quantity_fulfilled


@resolver("OrderLine", "productVariantId")
def product_variant_id(source: OrderLine, call: Call) -> str | None:
    """The variant's id, while there is one."""
    return source.variant.id if source.variant else None


@resolver("OrderLine", "allocations", needs=("MANAGE_PRODUCTS", "MANAGE_ORDERS"))
def allocations(source: OrderLine, call: Call) -> list[Allocation]:
    """Pieces set aside."""
    return source.allocations


@resolver("TransactionItem", "chargedAmount")
def charged_amount(source: Transaction, call: Call) -> Money:
    """What it charged."""
    return Money(source.charged, source.order.channel.currency_code)


@resolver("TransactionItem", "authorizedAmount")
def authorized_amount(source: Transaction, call: Call) -> Money:
    """What it may charge."""
    return Money(source.authorized, source.order.channel.currency_code)


@resolver("TransactionItem", "createdAt")
def transaction_created(source: Transaction, call: Call) -> object:
    """When it was made."""
    return source.created


@resolver("TransactionItem", "modifiedAt")
def transaction_modified(source: Transaction, call: Call) -> object:
    """When it last changed."""
    return source.updated_at


@resolver("TransactionEvent", "createdAt")
def event_created(source: TransactionEvent, call: Call) -> object:
    """When it was reported."""
    return source.created


@resolver("TransactionEvent", "amount")
def event_amount(source: TransactionEvent, call: Call) -> Money:
    """Of how much."""
    return Money(source.amount, source.transaction.order.channel.currency_code)
