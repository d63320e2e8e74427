"""What not every marketplace has, known for certain: the contract suite asks less where it is missing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """Facts from a marketplace's documents. What is uncertain is a `Switch` instead.

    `one_shop_a_login`: a seller's login opens exactly one shop, so that a token names its shop.
    `tells_completion`: an order has a state after delivery. `tells_revocation`: a webhook tells that the
    seller took the consent back. `chooses_handover`: the way of handing over is chosen call by call; else the
    shop's settings count, whatever a call says. `tells_failed_pickups`: a pick-up that failed is told.
    `offers_ways`: the API tells which ways are open; else a call has nothing to choose.
    """

    one_shop_a_login: bool = False
    tells_completion: bool = True
    tells_revocation: bool = True
    chooses_handover: bool = True
    tells_failed_pickups: bool = True
    offers_ways: bool = True
