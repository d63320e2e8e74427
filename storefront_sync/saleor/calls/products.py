"""One product with all that a listing is made of."""

from __future__ import annotations

from storefront_sync.saleor import product_wire as wire
from storefront_sync.saleor.calls.base import Calls
from storefront_sync.saleor.errors import AnswerMalformed, TokenDead
from storefront_sync.saleor.product import ProductRead, product

MOST_PAGES = 5
"""Of a hundred variants each; no marketplace takes as many in one listing."""


class ProductCalls(Calls):
    """Products, one at a time."""

    def product(self, product_id: str, channel_slug: str) -> ProductRead | None:
        """A product of the channel, unpublished ones too; None where the channel doesn't list it.

        Raises AnswerMalformed where it changed between two pages or has more than 500 variants.
        """
        first: wire.ProductWire | None = None
        variants: list[wire.VariantWire] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            answer = self._transport.query(
                "ProductForListing",
                wire.ProductAnswer,
                {"id": product_id, "channel": channel_slug, "after": after},
            )
            if answer.app is None:
                raise TokenDead("saleor.token_dead", "ProductForListing: nobody")
            found = answer.product
            if found is None or all(row.channel.slug != channel_slug for row in found.channel_listings or ()):
                return None
            if first is not None and found.updated_at != first.updated_at:
                raise AnswerMalformed("saleor.graphql_refused", "the product changed while it was read")
            first = first or found
            variants += [edge.node for edge in found.product_variants.edges]
            if not found.product_variants.page_info.has_next_page:
                return product(first, variants, channel_slug)
            after = found.product_variants.page_info.end_cursor
        raise AnswerMalformed("saleor.graphql_refused", f"more than {MOST_PAGES * 100} variants")
