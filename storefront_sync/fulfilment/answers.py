"""What an enquiry is answered with, as JSON: for labels which parcels were printed, else what the marketplace
offers for an order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from connectors.base.aftersale import CancelOption
from connectors.base.shipment import Place
from storefront_sync.core.errors import StorefrontError
from storefront_sync.fulfilment.labels import NotPrinted
from storefront_sync.fulfilment.offered import ParcelOptions
from storefront_sync.fulfilment.rows import Why
from storefront_sync.fulfilment.short import Lacking, Way
from storefront_sync.tenants.vault import seal, unseal

Answer = dict[str, Any]
MOST_LETTERS: Final = 200_000
"""Of one order's answer; a marketplace that tells more of a parcel is at fault."""


class TooLong(StorefrontError):
    """The marketplace offers more than an answer holds."""


def sealed(answer: Mapping[str, object]) -> str:
    """An answer as it is stored. Raises TooLong."""
    if len(json.dumps(answer)) > MOST_LETTERS:
        raise TooLong("enquiry.answer_too_long")
    return seal(answer)


def opened(stored: str) -> Answer:
    """What `sealed` was given; nothing for "". Raises Undecryptable."""
    return dict(unseal(stored))


@dataclass
class Printed:
    """How far the labels of an order are, by the ids of its parcels. `left` is None while it isn't known
    which parcels there are."""

    left: list[str] | None
    printed: list[str]
    missing: list[NotPrinted]

    def as_json(self) -> Answer:
        """As it is stored."""
        lacking = [
            {"parcel": one.parcel_id, "key": one.why.key, "said": one.why.said} for one in self.missing
        ]
        return {"left": self.left, "printed": self.printed, "missing": lacking}

    @classmethod
    def from_json(cls, stored: Answer, order_id: str) -> Printed:
        """What `as_json` gave of an order (its number at the marketplace)."""
        if not stored:
            return cls(None, [], [])
        lacking = [
            NotPrinted(order_id, one["parcel"], Why(one["key"], one["said"])) for one in stored["missing"]
        ]
        return cls(stored["left"], stored["printed"], lacking)


def handover(parcels: Sequence[ParcelOptions]) -> Answer:
    """How an order's parcels may be handed over; none waits where there is none."""
    return {
        "parcels": [
            {
                "parcel": one.parcel.ref.parcel_id,
                "courier": one.parcel.courier,
                "pickup": _places(one.options.pickup),
                "dropoff": _places(one.options.dropoff),
                "own": one.options.own,
            }
            for one in parcels
        ]
    }


def reasons(options: Sequence[CancelOption]) -> Answer:
    """The reasons that the seller may cancel with."""
    return {
        "reasons": [
            {"reason": one.remote, "means": one.reason.value, "empties_listing": one.zeroes_stock}
            for one in options
        ]
    }


def short(lacks: Sequence[Lacking], ways: Sequence[Way]) -> Answer:
    """What an order lacks, and what can be done, the cheapest first."""
    return {
        "lacks": [
            {
                "goods": one.goods,
                "sku": one.sku,
                "missing": one.missing,
                "ahead": one.ahead,
                "lines": list(one.line_keys),
            }
            for one in lacks
        ],
        "choices": [
            {"key": way.key, "cost": way.cost, "values": dict(way.values), "lines": list(way.line_keys)}
            for way in ways
        ],
    }


def _places(places: Sequence[Place] | None) -> list[Answer] | None:
    if places is None:
        return None
    return [
        {
            "place": place.place_id,
            "name": place.name,
            "slots": [
                {"slot": slot.slot_id, "starts_at": _iso(slot.starts_at), "ends_at": _iso(slot.ends_at)}
                for slot in place.slots
            ],
        }
        for place in places
    ]


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
