"""From Saleor's JSON to our own types; amounts become whole rupiah here."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from mappings.money import Rupiah, rupiah
from storefront_sync.saleor import wire
from storefront_sync.saleor.errors import AnswerMalformed
from storefront_sync.saleor.types import (
    AllocationRead,
    CatalogueChange,
    ChannelRead,
    FulfilmentRead,
    OrderChange,
    OrderLineRead,
    OrderOutline,
    OrderRead,
    OrderWithStocks,
    StockRead,
    TransactionRead,
    VariantRead,
)

CURRENCY = "IDR"


def channel(answer: wire.ChannelWire) -> ChannelRead:
    """A channel."""
    return ChannelRead(
        id=answer.id,
        slug=answer.slug,
        name=answer.name,
        active=answer.is_active,
        currency=answer.currency_code,
        country=answer.default_country.code,
        warehouse_ids=tuple(row.id for row in answer.warehouses),
        tax_inclusive=answer.tax_configuration.prices_entered_with_tax,
    )


def variant(answer: wire.VariantWire, channel_slug: str) -> VariantRead:
    """A variant with the list price of one channel."""
    prices = {row.channel.slug: row.price for row in answer.channel_listings}
    price = prices.get(channel_slug)
    return VariantRead(
        variant_id=answer.id,
        product_id=answer.product.id,
        product_name=answer.product.name,
        category=answer.product.category.name if answer.product.category else "",
        name=answer.name,
        sku=answer.sku or "",
        barcode=answer.barcode or "",
        track_inventory=answer.track_inventory,
        updated_at=utc(answer.updated_at),
        price=None if price is None else money(price),
        stocks=stocks(answer.stocks),
    )


def change(answer: wire.ChangedNode) -> CatalogueChange:
    """A variant or product of a list of changes."""
    return CatalogueChange(answer.id, utc(answer.updated_at))


def stocks(rows: list[wire.StockWire]) -> tuple[StockRead, ...]:
    """A variant's stocks."""
    return tuple(stock(row) for row in rows)


def stock(row: wire.StockWire) -> StockRead:
    """One stock."""
    return StockRead(row.warehouse.id, row.quantity, row.quantity_allocated, row.quantity_reserved)


def order(answer: wire.OrderWire) -> OrderRead:
    """An order."""
    return OrderRead(
        id=answer.id,
        number=answer.number,
        status=answer.status,
        external_reference=answer.external_reference or "",
        channel=answer.channel.slug,
        total=money(answer.total.gross),
        lines=tuple(_line(row) for row in answer.lines),
        transactions=tuple(transaction(row) for row in answer.transactions),
        fulfilments=tuple(_fulfilment(row) for row in answer.fulfillments),
    )


def order_with_stocks(answer: wire.OrderWire) -> OrderWithStocks:
    """An order with its variants' stocks; a variant whose stocks weren't told has no entry."""
    told = (line.variant for line in answer.lines if line.variant is not None)
    return OrderWithStocks(
        order(answer), {row.id: stocks(row.stocks) for row in told if row.stocks is not None}
    )


def order_change(answer: wire.ChangedOrderWire) -> OrderChange:
    """An order of the catch-up list."""
    ids = (line.variant.id for line in answer.lines if line.variant is not None)
    return OrderChange(
        answer.id,
        answer.status,
        answer.external_reference or "",
        utc(answer.updated_at),
        tuple(dict.fromkeys(ids)),
    )


def order_outline(answer: wire.OutlinedOrderWire) -> OrderOutline:
    """An order in outline."""
    parcels = {row.id: (row.status, row.tracking_number) for row in answer.fulfillments}
    return OrderOutline(answer.id, answer.status, utc(answer.updated_at), parcels)


def transaction(answer: wire.TransactionWire) -> TransactionRead:
    """A payment record."""
    return TransactionRead(
        answer.id, answer.name, answer.psp_reference, utc(answer.created_at), money(answer.charged_amount)
    )


def money(answer: wire.MoneyWire) -> Rupiah:
    """Whole rupiah; raises AnswerMalformed for another currency."""
    if answer.currency != CURRENCY:
        raise AnswerMalformed("saleor.graphql_refused", f"amount in {answer.currency}")
    return rupiah(Decimal(answer.amount))


def utc(moment: datetime) -> datetime:
    """The moment in UTC; raises AnswerMalformed where it has no zone."""
    if moment.tzinfo is None:
        raise AnswerMalformed("saleor.graphql_refused", "time without a zone")
    return moment.astimezone(UTC)


def _line(row: wire.OrderLineWire) -> OrderLineRead:
    return OrderLineRead(
        id=row.id,
        variant_id=row.variant.id if row.variant else "",
        quantity=row.quantity,
        fulfilled=row.quantity_fulfilled,
        unit_price=money(row.unit_price.gross),
        allocations=tuple(AllocationRead(held.warehouse.id, held.quantity) for held in row.allocations),
    )


def _fulfilment(row: wire.FulfilmentWire) -> FulfilmentRead:
    pieces: dict[str, int] = {}
    for line in row.lines or ():
        if line.order_line is not None:
            pieces[line.order_line.id] = pieces.get(line.order_line.id, 0) + line.quantity
    return FulfilmentRead(
        row.id, row.status, row.tracking_number, row.warehouse.id if row.warehouse else "", pieces
    )
