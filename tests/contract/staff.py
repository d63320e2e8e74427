"""What a shop's staff do with orders, as the tests of fulfilment tell it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected
from connectors.base.fulfilment import Fulfilment
from connectors.base.protocol import Connector
from connectors.base.services import Timeouts
from connectors.base.shipment import (
    Handover,
    HandoverChoice,
    HandoverOptions,
    LabelFile,
    Labels,
    Parcel,
    ParcelOutcome,
    ParcelRef,
)
from connectors.base.simulator.shipping import Shipping
from connectors.base.texts import sentence
from connectors.base.types import Applied, ExternalOrderId, OrderView
from mappings.words import OrderState
from tests.conftest import HandSetClock
from tests.contract.world import BAG, PATIENT, SHIRT, SHOP, World

T = TypeVar("T")

PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
TRIES = 5


@dataclass
class Staff:
    """Staff of one shop."""

    world: World
    clock: HandSetClock
    shop: str = SHOP

    def connector(self, *, timeouts: Timeouts = PATIENT, host: str = "") -> Connector:
        """A connector for the shop."""
        return self.world.connect(self.shop, timeouts=timeouts, host=host)

    def fulfilment(self, *, timeouts: Timeouts = PATIENT, host: str = "") -> Fulfilment:
        """The shop's fulfilment."""
        fulfilment = self.connector(timeouts=timeouts, host=host).fulfilment
        assert fulfilment is not None
        return fulfilment

    def ships(self, **fields: object) -> None:
        """How the marketplace ships from now on."""
        self.world.sim.dispatch.shipping = Shipping.model_validate(fields)

    def sold(self, *, paid: bool = True, bags: int = 1, shirts: int = 0) -> ExternalOrderId:
        """A buyer orders."""
        lines = [(BAG, self.world.models(BAG)[0], bags)]
        if shirts:
            lines.append((SHIRT, self.world.models(SHIRT)[0], shirts))
        return ExternalOrderId(self.world.sim.place_order(SHOP, lines, paid=paid))

    def many_sold(self, count: int) -> list[ExternalOrderId]:
        """As many orders, with enough on show for them."""
        self.world.sim.edit(SHOP, BAG, self.world.models(BAG)[0], stock=count)
        return [self.sold() for _ in range(count)]

    def read(self, order_id: ExternalOrderId) -> OrderView:
        """The order as the marketplace shows it now."""
        (view,) = self.connector().read_orders([order_id])
        return view

    def state(self, order_id: ExternalOrderId) -> OrderState:
        """How far the marketplace itself has the order."""
        return self.world.sim.book.order(order_id).state

    def parcel(self, order_id: ExternalOrderId) -> Parcel:
        """The order's only parcel."""
        (parcel,) = self.fulfilment().parcels(order_id)
        return parcel

    def ref(self, order_id: ExternalOrderId) -> ParcelRef:
        """How the order's only parcel is named."""
        return self.parcel(order_id).ref

    def choice(self, parcel: ParcelRef) -> HandoverChoice:
        """The first way that is offered."""
        return next(choices(self.fulfilment().options(parcel)))

    def arrange(self, *order_ids: ExternalOrderId) -> tuple[ParcelOutcome, ...]:
        """Arrange orders of one parcel each, all in the first way that the first is offered."""
        refs = [self.ref(order_id) for order_id in order_ids]
        return self.fulfilment().arrange(refs, self.choice(refs[0]))

    def arranged(self, **sold: int) -> ExternalOrderId:
        """A new order whose shipment is arranged and whose tracking number is there."""
        order_id = self.sold(**sold)
        (outcome,) = self.arrange(order_id)
        assert outcome.applied is Applied.YES
        return order_id

    def printed(self, parcels: Sequence[ParcelRef]) -> Labels:
        """The labels, asked for again until none is in the making any more."""
        files: list[LabelFile] = []
        refused: list[tuple[ParcelRef, ConnectorError]] = []
        left = list(parcels)
        for _ in range(TRIES):
            labels = self.fulfilment().labels(left)
            files += labels.files
            refused += labels.refused
            left = list(labels.waiting)
            if not left:
                return Labels(tuple(files), (), tuple(refused))
            self.clock.forward(10)
        return Labels(tuple(files), tuple(left), tuple(refused))

    def told(self, error: ConnectorError | None) -> str:
        """The sentence that staff read; raises KeyError where there is none."""
        assert error is not None
        return sentence(self.world.key, error.key)

    def or_refused(self, call: Callable[[], T], nothing: T) -> T:
        """What a call answers; `nothing` where it is refused, in words."""
        try:
            return call()
        except Rejected as error:
            self.told(error)
            return nothing

    def unknown(self, outcome: tuple[ParcelOutcome, ...] | ConnectorError) -> bool:
        """Whether nobody knows what became of a shipment, raised or told of the parcel."""
        if isinstance(outcome, ConnectorError):
            return isinstance(outcome, OutcomeUnknown)
        return [one.applied for one in outcome] == [Applied.UNKNOWN]


def choices(options: HandoverOptions) -> Iterator[HandoverChoice]:
    """Every way that is offered, at each place and each time."""
    for handover, places in ((Handover.PICKUP, options.pickup), (Handover.DROPOFF, options.dropoff)):
        if places == ():
            yield HandoverChoice(handover)
        for place in places or ():
            if not place.slots:
                yield HandoverChoice(handover, place.place_id)
            for slot in place.slots:
                yield HandoverChoice(handover, place.place_id, slot.slot_id)
    if options.own:
        yield HandoverChoice(Handover.OWN, courier="Kurir desa", tracking_number="KD-0001")


def pages(file: LabelFile) -> int:
    """How many pages a PDF has."""
    return len(PAGE.findall(file.pdf))
