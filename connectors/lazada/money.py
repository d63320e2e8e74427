"""What an order costs whom: prices and vouchers of its units, and the shop's account of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from connectors.base.errors import Transient
from connectors.base.numbers import added, cost, taken
from connectors.base.settlement import OrderMoney
from connectors.base.types import ExternalOrderId
from connectors.lazada.client import LazadaClient
from connectors.lazada.config import WIB
from connectors.lazada.moments import moment
from connectors.lazada.order_wire import TransactionsWire, TransactionWire, UnitWire
from connectors.lazada.orders import cancelled
from connectors.lazada.reading import units_of
from connectors.lazada.words import NO_FEE

WINDOW = timedelta(days=29)
"""Of one query: a page of Lazada's allows 180 days, what others met is 30."""
MOST_WINDOWS = 4
PAGE = 500
MOST_PAGES = 4
"""Of one order's account in one window; each unit has some ten rows."""


class LazadaFinance:
    """Speaks for one shop."""

    def __init__(self, client: LazadaClient, shop_id: str, now: Callable[[], datetime]) -> None:
        self._client = client
        self._shop_id = shop_id
        self._now = now

    def money(self, order_id: ExternalOrderId) -> OrderMoney | None:
        """One call for the units, and one for each 29 days since the order, at most four."""
        units = units_of(self._client, [order_id]).get(order_id, ())
        if not units:
            return None
        standing = [unit for unit in units if not cancelled(unit)] or units
        account = self._account(order_id, units)
        return OrderMoney(
            goods=cost([unit.item_price for unit in standing]),
            seller_discount=cost([unit.voucher_seller for unit in standing]),
            platform_discount=cost([unit.voucher_platform for unit in standing]),
            shipping_paid=cost([unit.shipping_amount for unit in standing]),
            shipping_subsidy=cost([unit.shipping_fee_discount_platform for unit in standing]),
            fees=taken([row.amount for row in account if row.fee_name.strip().lower() not in NO_FEE]),
            payout=added([row.amount for row in account]),
        )

    def _account(self, order_id: str, units: Sequence[UnitWire]) -> list[TransactionWire]:
        """The rows of the order's account so far; none before Lazada has written any."""
        made = min((at for at in (moment(unit.created_at) for unit in units) if at), default=None)
        if made is None:
            return []
        rows: list[TransactionWire] = []
        since, today = _day(made), _day(self._now())
        for _ in range(MOST_WINDOWS):
            if since > today:
                break
            until = min(since + WINDOW, today)
            rows += self._window(order_id, since, until)
            since = until + timedelta(days=1)  # both days are inside
        return rows

    def _window(self, order_id: str, since: date, until: date) -> list[TransactionWire]:
        rows: list[TransactionWire] = []
        for _ in range(MOST_PAGES):
            page = self._client.get(
                "transactions",
                TransactionsWire,
                [
                    ("trade_order_id", order_id),
                    ("start_time", since.isoformat()),
                    ("end_time", until.isoformat()),
                    ("offset", str(len(rows))),
                    ("limit", str(PAGE)),
                ],
            ).root
            rows += page
            if len(page) < PAGE:
                return [row for row in rows if row.order_no == order_id]
        raise Transient("connection.bad_answer", "transactions without end", shop_id=self._shop_id)


def _day(at: datetime) -> date:
    """The day in Jakarta."""
    return at.astimezone(WIB).date()
