"""What an order costs whom: get_escrow_detail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from connectors.base.errors import Transient
from connectors.base.narrowed import narrowed
from connectors.base.numbers import added, cost
from connectors.base.settlement import OrderMoney
from connectors.base.types import ExternalOrderId
from connectors.base.wire import AnObject, Text
from connectors.shopee.client import ShopeeClient
from connectors.shopee.errors import GONE
from connectors.shopee.wire import Envelope, Number, Wire


class OrderIncomeWire(Wire):
    """`order_income`. Fees are positive there; what a shop owes makes `escrow_amount` negative."""

    order_original_price: Number = None
    seller_discount: Number = None
    voucher_from_seller: Number = None
    seller_coin_cash_back: Number = None
    shopee_discount: Number = None
    voucher_from_shopee: Number = None
    coins: Number = None
    buyer_paid_shipping_fee: Number = None
    shopee_shipping_rebate: Number = None
    commission_fee: Number = None
    service_fee: Number = None
    seller_transaction_fee: Number = None
    seller_order_processing_fee: Number = None
    campaign_fee: Number = None
    order_ams_commission_fee: Number = None
    escrow_amount: Number = None
    escrow_amount_after_adjustment: Number = None


class EscrowWire(Wire):
    """The accounts of one order; estimates until its money is released."""

    order_sn: Text = ""
    order_income: Annotated[OrderIncomeWire, AnObject] = OrderIncomeWire()


ESCROW = Envelope[EscrowWire]


class ShopeeFinance:
    """Speaks for one shop."""

    def __init__(self, client: ShopeeClient, shop_id: str) -> None:
        self._client = client
        self._shop_id = shop_id

    def money(self, order_id: ExternalOrderId) -> OrderMoney | None:
        """One call."""

        def read(ids: Sequence[str]) -> Sequence[EscrowWire]:
            return [self._client.get("escrow_detail", ESCROW, [("order_sn", ids[0])])]

        for found in narrowed([order_id], read, {GONE}):
            if found.order_sn != order_id:
                raise Transient("connection.bad_answer", "escrow_detail", shop_id=self._shop_id)
            return order_money(found.order_income)
        return None


def order_money(income: OrderIncomeWire) -> OrderMoney:
    """Shopee's account of an order in our words."""
    adjusted = income.escrow_amount_after_adjustment
    return OrderMoney(
        goods=cost([income.order_original_price]),
        seller_discount=cost(
            [income.seller_discount, income.voucher_from_seller, income.seller_coin_cash_back]
        ),
        platform_discount=cost([income.shopee_discount, income.voucher_from_shopee, income.coins]),
        shipping_paid=cost([income.buyer_paid_shipping_fee]),
        shipping_subsidy=cost([income.shopee_shipping_rebate]),
        fees=added(
            [
                income.commission_fee,
                income.service_fee,
                income.seller_transaction_fee,
                income.seller_order_processing_fee,
                income.campaign_fee,
                income.order_ams_commission_fee,
            ]
        ),
        payout=added([income.escrow_amount if adjusted is None else adjusted]),
    )
