"""A shop of a simulated Lazada that makes listings, and what a test asks of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from connectors.base.draft import Draft, DraftModel, ImageId, PackageSize, Tier
from connectors.lazada.simulator import LazadaSimulator
from mappings.money import Rupiah
from tests.contract.stall import Stall

Change = Callable[[Draft], Draft]


def simulator(stall: Stall) -> LazadaSimulator:
    """The simulator as what it is."""
    return cast(LazadaSimulator, stall.world.sim)


def turn(stall: Stall, switch: str, position: str) -> None:
    """Let the simulator behave in another way."""
    stall.world.sim.switchboard.turn(switch, position)


def calls(stall: Stall, name: str) -> int:
    """How often a call was made so far."""
    return sum(event["name"] == name for event in stall.world.sim.events("call"))


def sold_in(stall: Stall, *tiers: Tier, image: ImageId | None = None) -> Draft:
    """A draft whose models differ in these dimensions, one model for each option of the first."""
    draft = stall.draft(variants=False)
    rest = tuple(tier.options[0] for tier in tiers[1:])
    models = tuple(
        DraftModel(f"{draft.models[0].sku}-{place}", Rupiah(10_000), 5, (option, *rest), image=image)
        for place, option in enumerate(tiers[0].options)
    )
    return replace(draft, tiers=tiers, models=models, size=PackageSize(30, 20, 10))
