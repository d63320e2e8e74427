"""Variants with prices and stocks, read in pages or by id; prices and stocks written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from connectors.base.errors import OutcomeUnknown
from mappings.money import Rupiah
from storefront_sync.saleor import adapter, wire
from storefront_sync.saleor.calls.base import PAGE_ROWS, Calls, known, page, refuse
from storefront_sync.saleor.errors import AnswerMalformed
from storefront_sync.saleor.stand_in import is_stand_in
from storefront_sync.saleor.types import (
    CatalogueChange,
    LastChanges,
    Page,
    StockOutcome,
    StockWrite,
    VariantRead,
)


class CatalogueCalls(Calls):
    """The catalogue."""

    def variants_page(self, channel_slug: str, after: str = "") -> Page[VariantRead]:
        """One page of ≤ 100 variants that are listed in the channel, with that channel's list price; without
        stand-ins, which are no goods.

        A page with any error in it is discarded: SaleorTransient, TokenDead or PermissionMissing is raised.
        """
        answer = self._transport.query(
            "VariantsPage", wire.VariantsAnswer, {"channel": channel_slug, "after": after or None}
        )
        return page(_goods(answer.product_variants), lambda row: adapter.variant(row, channel_slug))

    def variants_by_ids(self, ids: Sequence[str], channel_slug: str) -> tuple[VariantRead, ...]:
        """≤ 100 variants, whatever channel they are listed in. One that is gone, or a stand-in, has no row in
        the answer."""
        if len(ids) > PAGE_ROWS:
            raise ValueError(f"{len(ids)} ids in one read")
        if not ids:
            return ()
        answer = self._transport.query("VariantsByIds", wire.VariantsAnswer, {"ids": list(ids)})
        rows = page(_goods(answer.product_variants), lambda row: adapter.variant(row, channel_slug)).rows
        wanted = set(ids)
        if any(row.variant_id not in wanted for row in rows):
            raise AnswerMalformed("saleor.graphql_refused", "a variant that wasn't asked for")
        return rows

    def variants_total(self, channel_slug: str) -> int:
        """How many variants are listed in the channel."""
        answer = self._transport.query("VariantsTotal", wire.VariantsTotalAnswer, {"channel": channel_slug})
        return answer.product_variants.total_count

    def variants_changed_since(
        self, since: datetime, channel_slug: str, after: str = ""
    ) -> Page[CatalogueChange]:
        """One page of ≤ 100 variants of the channel whose `updatedAt` is at or after an aware time, oldest
        change first.

        Seen on 3.23.28: it moves when a variant is made, renamed, tracked otherwise or given metadata; not
        with price, stock, or a bulk update.
        """
        answer = self._transport.query(
            "VariantsChanged",
            wire.VariantsChangedAnswer,
            {"channel": channel_slug, "since": since.isoformat(), "after": after or None},
        )
        known(answer.app, "VariantsChanged")
        return page(answer.product_variants, adapter.change)

    def products_changed_since(
        self, since: datetime, channel_slug: str, after: str = ""
    ) -> Page[CatalogueChange]:
        """The same of products: made, renamed, put into another category, given metadata; not published or
        withdrawn."""
        answer = self._transport.query(
            "ProductsChanged",
            wire.ProductsChangedAnswer,
            {"channel": channel_slug, "since": since.isoformat(), "after": after or None},
        )
        known(answer.app, "ProductsChanged")
        return page(answer.products, adapter.change)

    def last_changes(self, channel_slug: str) -> LastChanges:
        """The newest `updatedAt` there is among the channel's variants and among its products."""
        answer = self._transport.query("LastChanges", wire.LastChangesAnswer, {"channel": channel_slug})
        known(answer.app, "LastChanges")
        return LastChanges(_newest(answer.product_variants), _newest(answer.products))

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


def _goods(connection: wire.Connection[wire.VariantWire]) -> wire.Connection[wire.VariantWire]:
    """Without stand-ins: no part of the service may take one for goods."""
    edges = [edge for edge in connection.edges if not is_stand_in(edge.node.product.external_reference)]
    return connection.model_copy(update={"edges": edges})


def _newest(connection: wire.Connection[wire.ChangedNode]) -> datetime | None:
    rows = page(connection, adapter.change).rows
    return rows[0].updated_at if rows else None


def _outcome(write: StockWrite, result: wire.StockRowResult) -> StockOutcome:
    if result.stock is not None and not result.errors:
        return StockOutcome(write, adapter.stock(result.stock))
    return StockOutcome(write, code=result.errors[0].code if result.errors else "NOT_APPLIED")
