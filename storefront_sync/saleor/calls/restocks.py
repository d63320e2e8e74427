"""One stock row, looked at and set, so that it can be told afterwards what the setting did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storefront_sync.saleor import adapter
from storefront_sync.saleor.calls.base import Calls, present, refuse
from storefront_sync.saleor.errors import TokenDead
from storefront_sync.saleor.restock_wire import (
    OrderWarehousesAnswer,
    RestockLookAnswer,
    RestockWriteAnswer,
)
from storefront_sync.saleor.types import StockRead
from storefront_sync.saleor.wire import Identified, StockWire

BEGUN, DONE = "begun", "done"


@dataclass(frozen=True)
class MarkedStock:
    """A variant's stock in one warehouse, and the mark of the last write to it ("" = none): its token and
    BEGUN or DONE, with a colon between."""

    stock: StockRead
    mark: str


class RestockCalls(Calls):
    """Stock rows by variant and warehouse. Saleor has no compare-and-set (facts of 3.23): a write says in its
    answer what stood there just before, and leaves a mark by which it is known when the answer is lost."""

    def stock_look(self, variant_id: str, warehouse_id: str) -> MarkedStock | None:
        """The row as it is, 0 pieces where the warehouse never had any; None where the variant is gone."""
        answer = self._transport.query(
            "RestockLook", RestockLookAnswer, {"variant": variant_id, "key": _key(warehouse_id)}
        )
        _known(answer.app, "RestockLook")
        if answer.product_variant is None:
            return None
        return MarkedStock(
            _row(answer.product_variant.stocks, warehouse_id), answer.product_variant.mark or ""
        )

    def stock_set(self, variant_id: str, warehouse_id: str, quantity: int, token: str) -> StockRead:
        """Set the number on hand, which may be below zero where it was before; returns the row as it stood
        just before.

        Three mutations in one request, which Saleor carries out one after the other: mark and read, write,
        mark. Raises MutationRefused where the write wasn't taken.
        """
        answer = self._transport.mutate(
            "RestockWrite",
            RestockWriteAnswer,
            {
                "variant": variant_id,
                "stock": {"warehouse": warehouse_id, "quantity": quantity},
                "begun": [{"key": _key(warehouse_id), "value": f"{token}:{BEGUN}"}],
                "done": [{"key": _key(warehouse_id), "value": f"{token}:{DONE}"}],
            },
        )
        refuse(answer.begun.errors)
        refuse(answer.written.errors)
        return _row(present(present(answer.begun.item, "item").stocks, "stocks"), warehouse_id)

    def order_warehouses(self, order_id: str) -> Mapping[str, Mapping[str, int]]:
        """Variant → warehouse → pieces that an order was sent from there or has set aside there; {} where the
        order is gone."""
        answer = self._transport.query("OrderWarehouses", OrderWarehousesAnswer, {"id": order_id})
        _known(answer.app, "OrderWarehouses")
        found: dict[str, dict[str, int]] = {}
        if answer.order is None:
            return found
        for line in answer.order.lines:
            for held in line.allocations:
                _add(found, line.variant, held.warehouse, held.quantity)
        for parcel in answer.order.fulfillments:
            for sent in parcel.lines or () if parcel.status != "CANCELED" else ():
                _add(
                    found,
                    sent.order_line.variant if sent.order_line else None,
                    parcel.warehouse,
                    sent.quantity,
                )
        return found


def _key(warehouse_id: str) -> str:
    return f"storefront_sync_restock:{warehouse_id}"


def _row(rows: list[StockWire], warehouse_id: str) -> StockRead:
    here = (adapter.stock(row) for row in rows if row.warehouse.id == warehouse_id)
    return next(here, StockRead(warehouse_id, 0, 0, 0))


def _add(
    found: dict[str, dict[str, int]], variant: Identified | None, place: Identified | None, pieces: int
) -> None:
    if variant is None or place is None:
        return
    of_variant = found.setdefault(variant.id, {})
    of_variant[place.id] = of_variant.get(place.id, 0) + pieces


def _known(app: Identified | None, name: str) -> None:
    """Saleor answers a dead token like a stranger's, with fewer rows."""
    if app is None:
        raise TokenDead("saleor.token_dead", f"{name}: nobody")
