"""Payment once: a transaction without amounts, then an event that Saleor knows by its reference."""

from __future__ import annotations

from mappings.money import Rupiah
from storefront_sync.saleor import adapter, wire
from storefront_sync.saleor.calls.base import Calls, present, refuse
from storefront_sync.saleor.types import TransactionRead


class PaymentCalls(Calls):
    """Payments of orders."""

    def transaction_create(self, order_id: str, name: str, psp_reference: str) -> TransactionRead:
        """A payment record that charges nothing. The same reference again makes a second one: list them
        after."""
        answer = self._transport.mutate(
            "TransactionCreate",
            wire.TransactionCreateAnswer,
            {"order": order_id, "transaction": {"name": name, "pspReference": psp_reference}},
        )
        refuse(answer.result.errors)
        return adapter.transaction(present(answer.result.transaction, "transaction"))

    def transactions(self, order_id: str) -> tuple[TransactionRead, ...]:
        """An order's payment records, oldest first."""
        answer = self._transport.query("Transactions", wire.TransactionsAnswer, {"order": order_id})
        rows = [adapter.transaction(row) for row in present(answer.order, "order").transactions]
        return tuple(sorted(rows, key=lambda row: (row.created_at, row.id)))

    def transaction_event_report(
        self, transaction_id: str, amount: Rupiah, psp_reference: str
    ) -> TransactionRead:
        """Report a successful charge; the same reference again on that transaction charges nothing."""
        answer = self._transport.mutate(
            "TransactionEventReport",
            wire.EventReportAnswer,
            {
                "id": transaction_id,
                "type": "CHARGE_SUCCESS",
                "amount": str(amount),
                "reference": psp_reference,
            },
        )
        refuse(answer.result.errors)
        return adapter.transaction(present(answer.result.transaction, "transaction"))
