"""Variants with prices and stocks, read in pages or by id; prices and stocks written."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.errors import OutcomeUnknown
from mappings.money import Rupiah
from storefront_sync.saleor import adapter, wire
from storefront_sync.saleor.calls.base import Calls, page, refuse
from storefront_sync.saleor.errors import AnswerMalformed
from storefront_sync.saleor.types import Page, StockOutcome, StockWrite, VariantRead

PAGE_ROWS = 100
"""Saleor's largest page, and the size of a stock write that was fastest a row in proportion to its risk."""


class CatalogueCalls(Calls):
    """The catalogue."""

    def variants_page(self, channel_slug: str, after: str = "") -> Page[VariantRead]:
        """One page of ≤ 100 variants that are listed in the channel, with that channel's list price.

        A page with any error in it is discarded: SaleorTransient, TokenDead or PermissionMissing is raised.
        """
        answer = self._transport.query(
            "VariantsPage", wire.VariantsAnswer, {"channel": channel_slug, "after": after or None}
        )
        return page(answer.product_variants, lambda row: adapter.variant(row, channel_slug))

    def variants_by_ids(self, ids: Sequence[str], channel_slug: str) -> tuple[VariantRead, ...]:
        """≤ 100 variants, whatever channel they are listed in. One that is gone has no row in the answer."""
        if len(ids) > PAGE_ROWS:
            raise ValueError(f"{len(ids)} ids in one read")
        if not ids:
            return ()
        answer = self._transport.query("VariantsByIds", wire.VariantsAnswer, {"ids": list(ids)})
        rows = page(answer.product_variants, lambda row: adapter.variant(row, channel_slug)).rows
        wanted = set(ids)
        if any(row.variant_id not in wanted for row in rows):
            raise AnswerMalformed("saleor.graphql_refused", "a variant that wasn't asked for")
        return rows

    def stocks_write(self, writes: Sequence[StockWrite]) -> tuple[StockOutcome, ...]:
        """Set numbers on hand, 100 rows a call; one outcome a row, in order.

        After a call whose outcome is unknown, its rows and those behind it come back with the code
        OUTCOME_UNKNOWN or NOT_SENT; when the first call raises, that is raised.
        """
        outcomes: list[StockOutcome] = []
        for start in range(0, len(writes), PAGE_ROWS):
            chunk = writes[start : start + PAGE_ROWS]
            try:
                outcomes += self._write_stocks(chunk)
            except OutcomeUnknown:
                if not outcomes:
                    raise
                outcomes += [StockOutcome(write, code="OUTCOME_UNKNOWN") for write in chunk]
                outcomes += [StockOutcome(write, code="NOT_SENT") for write in writes[start + PAGE_ROWS :]]
                break
        return tuple(outcomes)

    def price_write(self, variant_id: str, channel_id: str, price: Rupiah) -> None:
        """Set a variant's list price in a channel. Raises MutationRefused."""
        answer = self._transport.mutate(
            "PriceWrite",
            wire.PriceWriteAnswer,
            {"variant": variant_id, "input": [{"channelId": channel_id, "price": str(price)}]},
        )
        refuse(answer.result.errors)

    def _write_stocks(self, chunk: Sequence[StockWrite]) -> list[StockOutcome]:
        # productVariantStocksUpdate would store a negative number; nobody may rely on Saleor to refuse one.
        bad = [write for write in chunk if write.quantity < 0]
        if bad:
            raise ValueError(f"{bad[0].quantity} pieces on hand")
        rows = [
            {"variantId": write.variant_id, "warehouseId": write.warehouse_id, "quantity": write.quantity}
            for write in chunk
        ]
        answer = self._transport.mutate("StocksWrite", wire.StocksWriteAnswer, {"stocks": rows})
        refuse(answer.result.errors)
        if len(answer.result.results) != len(chunk):
            raise AnswerMalformed("saleor.graphql_refused", "another number of stocks than were sent")
        return [_outcome(write, result) for write, result in zip(chunk, answer.result.results, strict=True)]


def _outcome(write: StockWrite, result: wire.StockRowResult) -> StockOutcome:
    if result.stock is not None and not result.errors:
        return StockOutcome(write, adapter.stock(result.stock))
    return StockOutcome(write, code=result.errors[0].code if result.errors else "NOT_APPLIED")
