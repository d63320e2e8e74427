"""What every step of set-up works with."""

from __future__ import annotations

from dataclasses import dataclass, field

from storefront_sync.core.errors import StorefrontError
from storefront_sync.saleor.setup.blueprint import Blueprint
from storefront_sync.saleor.setup.outcome import Difference, Outcome, Step, Tell
from storefront_sync.saleor.transport import Transport

PROGRESS_KEY = "storefront-sync.setup"
PRODUCT_TYPE_KEY = "storefront-sync.product-type"
UNFINISHED = "unfinished"
FINISHED = "finished"


class NotOurs(StorefrontError):
    """What the blueprint names belongs to another cooperative on this server; nothing was changed."""


@dataclass
class Work:
    """One run. `fresh`: no run has been finished yet, so what is at Saleor's own default is ours to set.

    With `force` differences are written over; without, they are only told.
    """

    transport: Transport
    blueprint: Blueprint
    force: bool
    tell: Tell
    fresh: bool = True
    steps: list[Step] = field(default_factory=list)

    def note(self, kind: str, name: str, outcome: Outcome, differences: tuple[Difference, ...] = ()) -> None:
        """Write a step down and tell it."""
        step = Step(kind, name, outcome, differences)
        self.steps.append(step)
        self.tell(step)

    def judge(
        self, kind: str, name: str, differences: tuple[Difference, ...], *, completed: bool = False
    ) -> bool:
        """Note a part that is there; returns whether its differences are to be written over."""
        if differences and self.force:
            self.note(kind, name, Outcome.CHANGED, differences)
            return True
        if differences:
            self.note(kind, name, Outcome.DIFFERS, differences)
        else:
            self.note(kind, name, Outcome.COMPLETED if completed else Outcome.SAME)
        return False
