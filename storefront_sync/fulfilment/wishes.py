"""What staff wish, as it is kept in a request's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.base.aftersale import CancelOption
from connectors.base.shipment import Handover, HandoverChoice
from mappings.words import CancelReason


@dataclass(frozen=True)
class ArrangeWish:
    """How parcels are to be handed over. `place_id` "" = the only place there is; `slot_id` "" = the next
    time that is offered. Courier and tracking number only for a courier of one's own."""

    handover: Handover
    place_id: str = ""
    slot_id: str = ""
    courier: str = ""
    tracking_number: str = ""

    def as_json(self) -> dict[str, object]:
        """As it is stored."""
        return {
            "handover": self.handover.value,
            "place_id": self.place_id,
            "slot_id": self.slot_id,
            "courier": self.courier,
            "tracking_number": self.tracking_number,
        }

    @classmethod
    def of(cls, choice: HandoverChoice) -> ArrangeWish:
        """A wish for exactly this."""
        return cls(choice.handover, choice.place_id, choice.slot_id, choice.courier, choice.tracking_number)

    def exactly(self) -> HandoverChoice:
        """What is sent for it, nothing being left open."""
        return HandoverChoice(self.handover, self.place_id, self.slot_id, self.courier, self.tracking_number)

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> ArrangeWish:
        """What `as_json` gave."""
        return cls(
            Handover(stored["handover"]),
            stored["place_id"],
            stored["slot_id"],
            stored["courier"],
            stored["tracking_number"],
        )


@dataclass(frozen=True)
class CancelWish:
    """The reason to cancel for, as the marketplace offered it."""

    option: CancelOption

    def as_json(self) -> dict[str, object]:
        """As it is stored."""
        return {
            "reason": self.option.reason.value,
            "remote": self.option.remote,
            "zeroes_stock": self.option.zeroes_stock,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> CancelWish:
        """What `as_json` gave."""
        reason, remote = CancelReason(str(stored["reason"])), str(stored["remote"])
        return cls(CancelOption(reason, remote, zeroes_stock=bool(stored["zeroes_stock"])))
