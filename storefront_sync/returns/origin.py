"""What a change of stock comes of, and how staff are told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from storefront_sync.ledger.holds import Owing
from storefront_sync.orders.models import Order
from storefront_sync.returns.intake import subject
from storefront_sync.returns.models import Restock
from storefront_sync.tenants.problems import close_problem, open_problem

COUNT: Final = "return.count_again"
_OF_RETURN: Final = {
    "failing": "return.restock_failing",
    "count": COUNT,
    "gone": "return.goods_gone",
    "no_place": "return.no_warehouse",
}
_OF_ORDER: Final = {
    "failing": "order.goods_failing",
    "count": "order.goods_count_again",
    "gone": "order.goods_failing",
    "no_place": "order.goods_no_warehouse",
    "short": "order.goods_short",
}


@dataclass(frozen=True)
class Origin:
    """A return or an order: its row id, its shop and cooperative, the marketplace's number of the order, and
    the keys under which is told what may be wrong."""

    returned_id: int | None
    order_id: int | None
    cooperative_id: int
    shop_id: int
    number: str
    subject: str
    keys: Mapping[str, str]

    def tell(self, row: Restock, why: str, detail: Mapping[str, object], now: datetime) -> None:
        """Tell staff why a row of it isn't carried on."""
        goods = " ".join(part for part in (row.variant.product_name, row.variant.options) if part)
        told = {"order": self.number, "goods": goods, "pieces": abs(row.pieces), **detail}
        open_problem(self.cooperative_id, self.keys[why], self.subject, told, shop_id=self.shop_id, now=now)

    def close_once_done(self, now: datetime) -> None:
        """What hindered it is over once none of its rows is open. Staff who are asked to count still are."""
        rows = Restock.objects.filter(done_at=None)
        rows = (
            rows.filter(order=self.order_id)
            if self.order_id
            else rows.filter(inspection__returned=self.returned_id)
        )
        if rows.exists():
            return
        for key in sorted(set(self.keys.values()) - {self.keys["count"]}):
            close_problem(self.cooperative_id, key, self.subject, shop_id=self.shop_id, now=now)


def origin_of(row: Restock) -> Origin:
    """Of a row whose inspection or order was read with it."""
    if row.order is not None:
        return of_order(row.order)
    assert row.inspection is not None
    returned = row.inspection.returned
    return Origin(
        returned.pk,
        None,
        returned.cooperative_id,
        returned.shop_id,
        returned.external_order_id,
        subject(returned),
        _OF_RETURN,
    )


def of_order(order: Order) -> Origin:
    """Of an order that was imported with a stand-in. Its subject is its own, so that a settled order doesn't
    end these problems."""
    return Origin(
        None, order.pk, order.cooperative_id, order.shop_id, order.external_id, goods_of(order.pk), _OF_ORDER
    )


def goods_of(order_id: int) -> str:
    """What problems with an order's goods are about."""
    return f"order:{order_id}:goods"


def owing_of(order: Order) -> Owing:
    """For whom its goods are held."""
    return Owing(order.cooperative_id, order.shop_id, order.pk)
