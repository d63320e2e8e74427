"""Payments: a transaction with amounts is charged again each time it is made, an event is not."""

from __future__ import annotations

from decimal import Decimal

from storefront_sync.saleor.simulator.arguments.orders import (
    EventReportArguments,
    PaidArguments,
    TransactionArguments,
)
from storefront_sync.saleor.simulator.binding import mutation, refuse
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.metadata import as_map
from storefront_sync.saleor.simulator.resolvers.orders import charge_status
from storefront_sync.saleor.simulator.state.orders import Order, Transaction, TransactionEvent

CHARGE = "CHARGE_SUCCESS"


@mutation("transactionCreate", TransactionArguments, needs=("HANDLE_PAYMENTS",))
def create_transaction(call: Call, arguments: TransactionArguments) -> dict[str, object]:
    """A payment of an order; the same reference again makes a second one."""
    order = call.store.find(Order, arguments.id)
    if order is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    given = arguments.transaction
    for money in (given.amount_charged, given.amount_authorized):
        if money is not None and money.currency != order.channel.currency_code:
            raise refuse("currency", "INCORRECT_CURRENCY", "Currency needs to be the same as for the order.")
    transaction = _new(call, order, given.name, given.psp_reference, given.message)
    transaction.actions = list(given.available_actions)
    transaction.metadata = as_map(given.metadata)
    if given.amount_authorized is not None:
        transaction.authorized = given.amount_authorized.amount
    if given.amount_charged is not None and given.amount_charged.amount:
        _charge(call, transaction, given.psp_reference, given.amount_charged.amount, "")
    return {"transaction": transaction}


@mutation("transactionEventReport", EventReportArguments, needs=("HANDLE_PAYMENTS",))
def report_event(call: Call, arguments: EventReportArguments) -> dict[str, object]:
    """One step of a payment; the same reference and kind again is answered as already processed."""
    transaction = call.store.find(Transaction, arguments.id)
    if transaction is None:
        raise refuse("id", "NOT_FOUND", "Transaction with provided ID doesn't exist.")
    amount = arguments.amount or Decimal(0)
    for event in transaction.events:
        if event.psp_reference == arguments.psp_reference and event.type == arguments.type:
            if event.amount != amount:
                message = "The transaction with provided `pspReference` and `type` has another amount."
                raise refuse("pspReference", "INCORRECT_DETAILS", message)
            return {"alreadyProcessed": True, "transaction": transaction, "transactionEvent": event}
    event = _charge(
        call, transaction, arguments.psp_reference, amount, arguments.message, kind=arguments.type
    )
    return {"alreadyProcessed": False, "transaction": transaction, "transactionEvent": event}


@mutation("orderMarkAsPaid", PaidArguments, needs=("MANAGE_ORDERS",))
def mark_as_paid(call: Call, arguments: PaidArguments) -> dict[str, object]:
    """Charge the whole of an order by hand."""
    order = call.store.find(Order, arguments.id)
    if order is None:
        raise refuse("id", "NOT_FOUND", "Couldn't resolve to a node.")
    if order.transactions:
        message = "Orders with transactions can not be manually marked as paid."
        raise refuse("transaction", "TRANSACTION_ERROR", message)
    transaction = _new(call, order, "Manual Payment", arguments.transaction_reference or "", "")
    _charge(call, transaction, transaction.psp_reference, order.total, "", by_hand=True)
    return {"order": order}


def _new(call: Call, order: Order, name: str, reference: str, message: str) -> Transaction:
    transaction = Transaction(
        *call.store.stamp("TransactionItem", long_key=True),
        order=order,
        token=str(call.store.new_uuid()),
        name=name,
        message=message,
        psp_reference=reference,
    )
    call.store.add(transaction)
    order.transactions.append(transaction)
    call.store.touch(order)
    return transaction


def _charge(
    call: Call,
    transaction: Transaction,
    reference: str,
    amount: Decimal,
    message: str,
    *,
    kind: str = CHARGE,
    by_hand: bool = False,
) -> TransactionEvent:
    order = transaction.order
    event = TransactionEvent(
        *call.store.stamp("TransactionEvent"),
        transaction=transaction,
        psp_reference=reference,
        type=kind,
        amount=amount,
        message=message,
    )
    transaction.events.append(event)
    call.store.touch(transaction)
    if kind != CHARGE:
        return event
    call.store.touch(order)
    full = charge_status(order) in ("FULL", "OVERCHARGED")
    if full and order.status == "UNCONFIRMED" and order.channel.automatically_confirm_all_new_orders:
        order.status = "UNFULFILLED"
    call.store.note_order(order)
    if not by_hand:
        call.emit("ORDER_PAID", order=order)
    if full:
        call.emit("ORDER_FULLY_PAID", order=order)
    call.emit("ORDER_UPDATED", order=order)
    return event
