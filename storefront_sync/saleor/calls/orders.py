"""Orders: found by our reference, made as drafts, completed, cancelled, and followed by their last change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from storefront_sync.saleor import adapter, wire
from storefront_sync.saleor.buyer_address import ASIDE_NAMES, NEUTRAL_ADDRESS
from storefront_sync.saleor.calls.base import PAGE_ROWS, Calls, known, page, present, refuse
from storefront_sync.saleor.postcode_mark import marked
from storefront_sync.saleor.types import (
    AddressWrite,
    DraftOrder,
    FollowedOrders,
    OrderChange,
    OrderRead,
    OrderWithStocks,
    Page,
)


class OrderCalls(Calls):
    """Orders and drafts."""

    def order_by_reference(self, external_reference: str) -> OrderRead | None:
        """The order or draft with that reference, if there is one."""
        answer = self._transport.query(
            "OrderByReference", wire.OrderAnswer, {"reference": external_reference}
        )
        return adapter.order(answer.order) if answer.order else None

    def order(self, order_id: str) -> OrderRead | None:
        """One order or draft, None once it is deleted."""
        answer = self._transport.query("OrderById", wire.OrderAnswer, {"id": order_id})
        return adapter.order(answer.order) if answer.order else None

    def draft_order_create(self, draft: DraftOrder) -> OrderRead:
        """Make a draft, each line on its own. Raises DuplicateReference where it exists, AddressRefused or
        MutationRefused else."""
        address = _address(draft.address or NEUTRAL_ADDRESS)
        given: dict[str, object] = {
            "channelId": draft.channel_id,
            "externalReference": draft.external_reference,
            "billingAddress": address,
            "shippingAddress": _for_marketplace(address, draft.postcode_mark),
            "saveBillingAddress": False,
            "saveShippingAddress": False,
            # Two lines of one variant would be merged at one price otherwise.
            "lines": [
                {
                    "variantId": line.variant_id,
                    "quantity": line.quantity,
                    "price": str(line.unit_price),
                    "forceNewLine": True,
                }
                for line in draft.lines
            ],
            "metadata": _metadata(draft.metadata),
            "privateMetadata": _metadata(draft.private_metadata),
        }
        optional = {
            "shippingMethod": draft.shipping_method_id,
            "customerNote": draft.customer_note,
            "userEmail": draft.email,
        }
        given.update({name: value for name, value in optional.items() if value})
        answer = self._transport.mutate("DraftOrderCreate", wire.DraftCreateAnswer, {"input": given})
        refuse(answer.result.errors)
        return adapter.order(present(answer.result.order, "order"))

    def draft_order_complete(self, order_id: str) -> OrderWithStocks:
        """Allocate and make it an order; its lines' stocks already show the allocation.

        Raises ShortOfStock (nothing allocated, still a draft) or MutationRefused with field "id" and code
        INVALID where it is no draft any more.
        """
        answer = self._transport.mutate("DraftOrderComplete", wire.DraftCompleteAnswer, {"id": order_id})
        refuse(answer.result.errors)
        return adapter.order_with_stocks(present(answer.result.order, "order"))

    def draft_order_delete(self, order_id: str) -> None:
        """Delete a draft. Raises MutationRefused where it is an order by now or gone."""
        answer = self._transport.mutate("DraftOrderDelete", wire.DraftDeleteAnswer, {"id": order_id})
        refuse(answer.result.errors)

    def order_cancel(self, order_id: str) -> OrderWithStocks:
        """Cancel an order and free its pieces. Raises MutationRefused (CANNOT_CANCEL_ORDER once it is
        sent)."""
        answer = self._transport.mutate("OrderCancel", wire.CancelAnswer, {"id": order_id})
        refuse(answer.result.errors)
        return adapter.order_with_stocks(present(answer.result.order, "order"))

    def erase_buyer(self, order_id: str, postcode_mark: str, *, draft: bool) -> None:
        """Put the neutral address in the place of the buyer's, and delete what was kept aside of them. Saleor
        overwrites the rows of both addresses (3.23.28). Raises MutationRefused."""
        address = _address(NEUTRAL_ADDRESS)
        given = {"billingAddress": address, "shippingAddress": _for_marketplace(address, postcode_mark)}
        name = "DraftOrderErase" if draft else "OrderErase"
        answer = self._transport.mutate(name, wire.EraseAnswer, {"id": order_id, "input": given})
        refuse(answer.result.errors)
        aside: dict[str, object] = {"id": order_id, "keys": [f"buyer_{name}" for name in ASIDE_NAMES]}
        refuse(
            self._transport.mutate("PrivateMetadataDelete", wire.MetadataDeleteAnswer, aside).result.errors
        )

    def orders_changed_since(
        self, since: datetime, after: str = "", channel_slug: str = ""
    ) -> Page[OrderChange]:
        """One page of ≤ 100 orders (no drafts) changed at or after an aware time, oldest change first."""
        answer = self._transport.query(
            "OrdersChanged",
            wire.ChangedOrdersAnswer,
            {"since": since.isoformat(), "after": after or None, "channel": channel_slug or None},
        )
        return page(answer.orders, adapter.order_change)

    def orders_followed(
        self, since: datetime, channel_slug: str, after: str = "", ids: Sequence[str] = ()
    ) -> FollowedOrders:
        """One page of ≤ 100 orders (no drafts) of the channel changed at or after an aware time, oldest
        change first, and those of ≤ 100 orders that are named.

        On 3.23.28 an order's time moves with its status: not with the second of three parcels, one of two
        taken back, or a tracking number. Those are seen by name only.
        """
        if len(ids) > PAGE_ROWS:
            raise ValueError(f"{len(ids)} ids in one read")
        asked: dict[str, object] = {"since": since.isoformat(), "channel": channel_slug}
        asked |= {"after": after or None, "ids": list(ids), "named": bool(ids)}
        answer = self._transport.query("OrdersFollowed", wire.FollowedOrdersAnswer, asked)
        known(answer.app, "OrdersFollowed")
        named = page(answer.named, adapter.order_outline).rows if answer.named else ()
        return FollowedOrders(page(answer.changed, adapter.order_outline), named)


def _metadata(items: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in items.items()]


def _for_marketplace(address: dict[str, object], mark: str) -> dict[str, object]:
    """The address with the mark in front of its postcode by which Saleor knows an imported order: their
    shipping method is kept from shoppers by it (ADR 15)."""
    return {**address, "postalCode": marked(mark, str(address.get("postalCode", "")))}


def _address(address: AddressWrite) -> dict[str, object]:
    given: dict[str, object] = {
        "firstName": address.name,
        "lastName": address.last_name,
        "streetAddress1": address.street,
        "streetAddress2": address.street2,
        "city": address.city,
        "countryArea": address.province,
        "country": address.country,
        "postalCode": address.postal_code,
        "phone": address.phone,
    }
    filled = {name: value for name, value in given.items() if value}
    # The forms of provinces and postcodes aren't checked: "-" stands for a province that nobody knows.
    return {**filled, "skipValidation": True}
