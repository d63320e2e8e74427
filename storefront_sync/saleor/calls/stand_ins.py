"""The stand-in: a variant that isn't counted, for lines of orders of which nobody knows the goods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from storefront_sync.saleor import stand_in_wire as wire
from storefront_sync.saleor.calls.base import Calls, known, present, refuse
from storefront_sync.saleor.errors import NoKindOfGoods
from storefront_sync.saleor.stand_in import DEAR, reference_of

MOST_PAGES = 10
"""Of fifty kinds of goods each."""
SHOWN = {"isPublished": True, "visibleInListings": False, "isAvailableForPurchase": True}
"""Saleor completes a draft only with goods that are published and for sale in its channel (3.23.28)."""
Change = tuple[str, Mapping[str, object]]
"""An operation, and what it is given."""


class StandInCalls(Calls):
    """The stand-in of a channel: found, made, put right."""

    def stand_in(self, channel_id: str, warehouse_ids: Sequence[str], name: str) -> str:
        """The variant's id, whatever has to be done for it: it is made under `name` where there is none, and
        put right where staff changed it. May be repeated.

        It has a row of no pieces in each of the warehouses: else staff can't send it from there in the
        Dashboard (3.23.28). Raises NoKindOfGoods where this Saleor has no kind of goods to make it of, and
        the client's errors.
        """
        answer = self._look(channel_id)
        if answer.product is None:
            self._make(channel_id, warehouse_ids, name)
            answer = self._look(channel_id)
        product = present(answer.product, "stand-in")
        variant = present(next((edge.node for edge in product.product_variants.edges), None), "stand-in")
        category = next((edge.node.id for edge in answer.categories.edges), "")
        for operation, given in _repairs(product, variant, channel_id, warehouse_ids, category):
            refuse(self._transport.mutate(operation, wire.ChangedAnswer, dict(given)).result.errors)
        return variant.id

    def _look(self, channel_id: str) -> wire.StandInAnswer:
        answer = self._transport.query("StandIn", wire.StandInAnswer, {"reference": reference_of(channel_id)})
        known(answer.app, "StandIn")
        return answer

    def _make(self, channel_id: str, warehouse_ids: Sequence[str], name: str) -> None:
        """Somebody else may make it at the same moment: its reference is unique, so that one of them is
        refused, and looking again finds it."""
        given: dict[str, object] = {
            "name": name,
            "externalReference": reference_of(channel_id),
            "productType": self._kind(),
            "attributes": [],
            "channelListings": [{"channelId": channel_id, **SHOWN}],
            "variants": [
                {
                    "name": name,
                    "attributes": [],
                    "trackInventory": False,
                    "stocks": _no_pieces(warehouse_ids),
                    "channelListings": [{"channelId": channel_id, "price": str(DEAR)}],
                }
            ],
        }
        made = self._transport.mutate("goods/CreateProducts", wire.MadeAnswer, {"products": [given]})
        errors = [error for row in made.result.results for error in row.errors or ()]
        refuse([error for error in errors if error.code != "UNIQUE"])

    def _kind(self) -> str:
        """A kind of goods of which nothing must be said; one that is sent by post before others, and one of
        which little can be said. Not a gift card's: sending one of those makes a card."""
        found: list[wire.Kind] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            answer = self._transport.query("StandInKinds", wire.KindsAnswer, {"after": after})
            known(answer.app, "StandInKinds")
            found += [edge.node for edge in answer.product_types.edges]
            if not answer.product_types.page_info.has_next_page:
                break
            after = answer.product_types.page_info.end_cursor
        fit = [row for row in found if row.kind == "NORMAL" and not any(_demands(row))]
        if not fit:
            raise NoKindOfGoods("saleor.no_kind_for_stand_in")
        return min(fit, key=lambda row: (not row.is_shipping_required, len(_demands(row)), row.id)).id


def _repairs(
    product: wire.StandInProduct,
    variant: wire.StandInVariant,
    channel_id: str,
    warehouse_ids: Sequence[str],
    category: str,
) -> Iterator[Change]:
    """What is to be changed so that it can be sold by nobody but us, dear, and isn't counted."""
    listings = [row for row in product.channel_listings or () if row.channel.id == channel_id]
    if [_shown(row) for row in listings] != [(True, False, True)]:
        if product.category is None and category:
            # Saleor publishes nothing without one, though it lets it be made so (3.23.28).
            yield "goods/UpdateProduct", {"id": product.id, "input": {"category": category}}
        given = {"updateChannels": [{"channelId": channel_id, **SHOWN}]}
        yield "StandInShow", {"id": product.id, "input": given}
    prices = [row.price for row in variant.channel_listings or () if row.channel.id == channel_id]
    if [price.amount if price else None for price in prices] != [int(DEAR)]:
        priced = [{"channelId": channel_id, "price": str(DEAR)}]
        yield "PriceWrite", {"variant": variant.id, "input": priced}
    if variant.track_inventory:
        yield "StandInUntrack", {"id": variant.id}
    there = {row.warehouse.id for row in variant.stocks or ()}
    missing = [place for place in warehouse_ids if place not in there]
    if missing:
        yield "StandInStocks", {"id": variant.id, "stocks": _no_pieces(missing)}


def _shown(row: wire.Publication) -> tuple[bool, bool, bool]:
    return row.is_published, row.visible_in_listings, bool(row.is_available_for_purchase)


def _no_pieces(warehouse_ids: Sequence[str]) -> list[dict[str, object]]:
    return [{"warehouse": place, "quantity": 0} for place in warehouse_ids]


def _demands(row: wire.Kind) -> list[bool]:
    """For each thing that can be said of such goods, whether it must be."""
    return [bool(one.value_required) for one in row.product_attributes or ()] + [
        bool(one.attribute.value_required) for one in row.assigned_variant_attributes or ()
    ]
