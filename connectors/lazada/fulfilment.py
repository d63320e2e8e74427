"""Lazada's orders handled: parcels, labels, cancelling, returns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from connectors.base.aftersale import CancelOption, ReturnView
from connectors.base.errors import Rejected
from connectors.base.shipment import (
    HandoverChoice,
    HandoverOptions,
    Labels,
    Parcel,
    ParcelOutcome,
    ParcelRef,
    Place,
)
from connectors.base.types import ExternalOrderId, Page
from connectors.lazada.cancelling import REFUSED, can_be_cancelled, cancel_options, units_left
from connectors.lazada.client import LazadaClient
from connectors.lazada.fulfilment_wire import ProvidersResultWire, ReverseOrdersWire, TipWire
from connectors.lazada.labels import LabelPrinter
from connectors.lazada.order_wire import UnitWire
from connectors.lazada.packing import Packing, item_ids, number_of
from connectors.lazada.parcels import parcels_of, units_in
from connectors.lazada.reading import units_of
from connectors.lazada.reversals import (
    PAGE_SIZE,
    asks_to_cancel,
    open_cancel,
    return_view,
    returns_window,
)


class LazadaFulfilment:
    """Speaks for one shop; see `connectors.base.fulfilment.Fulfilment`."""

    def __init__(self, client: LazadaClient, shop_id: str) -> None:
        self._client = client
        self._shop_id = shop_id
        self._packing = Packing(client, shop_id)
        self._printer = LabelPrinter(client, shop_id)

    def parcels(self, order_id: ExternalOrderId) -> tuple[Parcel, ...]:
        """The order's packages, or one parcel without an id before it is packed; one call."""
        return parcels_of(order_id, self._units(order_id), self._shop_id)

    def options(self, parcel: ParcelRef) -> HandoverOptions:
        """Two calls. Whether the courier comes is settled in Seller Center, so that there is nothing to
        choose; only sellers from abroad choose a transfer warehouse."""
        units = units_in(parcel, {parcel.order_id: self._units(parcel.order_id)})
        if not units:
            raise self._refused("lazada.order_missing")
        asked = {
            "orders": [
                {
                    "order_id": number_of(parcel.order_id, self._shop_id),
                    "order_item_ids": [number_of(unit.order_item_id, self._shop_id) for unit in units],
                }
            ]
        }
        found = self._client.result(
            "providers", ProvidersResultWire, [("getShipmentProvidersReq", json.dumps(asked))]
        ).data
        if found.platform_default:
            return HandoverOptions(dropoff=())
        return HandoverOptions(
            dropoff=tuple(Place(row.provider_code, row.name) for row in found.shipment_providers)
        )

    def arrange(self, parcels: Sequence[ParcelRef], choice: HandoverChoice) -> tuple[ParcelOutcome, ...]:
        """Pack and say "ready": one read and two writes for all."""
        return self._packing.arrange(parcels, choice)

    def labels(self, parcels: Sequence[ParcelRef]) -> Labels:
        """One read and one document."""
        return self._printer.print(parcels)

    def cancel_options(self, order_id: ExternalOrderId) -> tuple[CancelOption, ...]:
        """The reasons that Lazada offers for what is left of this order; two calls."""
        left = units_left(self._units(order_id), ()) or []
        return cancel_options(self._tip(order_id, left)) if can_be_cancelled(left) else ()

    def cancel(self, order_id: ExternalOrderId, option: CancelOption, line_keys: Sequence[str] = ()) -> None:
        """One read, then the call that cancels, unless it is done already. Of what is packed, Lazada
        cancels the whole package."""
        units = self._units(order_id)
        if not units:
            raise self._refused("lazada.order_missing")
        left = units_left(units, line_keys)
        if left is None:
            raise self._refused("lazada.line_missing")
        if not left:
            return
        if not can_be_cancelled(left):
            raise self._refused("lazada.cancel_refused")
        # A GET that writes: `do` says so, and nothing below repeats it.
        tip = self._client.do("cancel", TipWire, [*_named(order_id, left), ("reason_id", option.remote)])
        if tip.tip_type.lower() == REFUSED:
            raise self._refused("lazada.cancel_refused")

    def answer_cancellation(self, order_id: ExternalOrderId, accept: bool) -> None:
        """One call that finds the buyer's wish, and one that answers it; where nobody asks, one read tells
        whether it was accepted before."""
        found = self._client.get("reverse_orders", ReverseOrdersWire, asks_to_cancel(order_id))
        wish = open_cancel(found.items, order_id)
        if wish:
            self._client.done(
                "decide_cancel",
                [("reverse_order_id", wish), ("agree_cancel", "true" if accept else "false")],
            )
            return
        units = self._units(order_id)
        if not (accept and units and not units_left(units, ())):
            raise self._refused("lazada.nobody_asks")

    def returns(self, since: datetime, until: datetime, cursor: str = "") -> Page[ReturnView]:
        """One page, and one read of its orders for their lines. A return that can't be understood has no
        row."""
        page = int(cursor or "1")
        found = self._client.get("reverse_orders", ReverseOrdersWire, returns_window(since, until, page))
        units = units_of(self._client, [row.trade_order_id for row in found.items if row.trade_order_id])
        views = []
        for row in found.items:
            try:
                views.append(return_view(row, units, self._shop_id))
            except Rejected:
                continue
        return Page(tuple(views), str(page + 1) if page * PAGE_SIZE < found.total else "")

    def _tip(self, order_id: str, units: Sequence[UnitWire]) -> TipWire:
        return self._client.get("cancel_reasons", TipWire, _named(order_id, units))

    def _units(self, order_id: str) -> Sequence[UnitWire]:
        return units_of(self._client, [order_id]).get(order_id, ())

    def _refused(self, key: str) -> Rejected:
        return Rejected(key, shop_id=self._shop_id)


def _named(order_id: str, units: Sequence[UnitWire]) -> list[tuple[str, str]]:
    return [("order_id", order_id), ("order_item_id_list", item_ids(units))]
