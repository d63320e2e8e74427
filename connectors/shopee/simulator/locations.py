"""Where a simulated shop keeps its pieces: at one location, or at several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.base.simulator.shelf import Model
from connectors.shopee.simulator.envelope import Refused

LOCATION = "IDZ"
NOT_NAMED = "Lack of location_id, please double check."
NOT_THESE = "The location_id input is not matched the shop's location_id(more/wrong). Please double check."


class StockLocations:
    """`of_shop` names the locations of shops that have several, to be set by tests."""

    def __init__(self) -> None:
        self.of_shop: dict[str, Sequence[str]] = {}
        self._held: dict[tuple[str, str, str], dict[str, int]] = {}

    def names(self, shop_id: str) -> Sequence[str]:
        """A shop's locations."""
        return self.of_shop.get(shop_id, (LOCATION,))

    def held(self, shop_id: str, model: Model) -> Mapping[str, int]:
        """What each location holds of a model. Sales are taken from the last that has some; what comes back
        goes to the first."""
        names = self.names(shop_id)
        before = self._held.get((shop_id, model.item_id, model.model_id), {})
        held = {name: before.get(name, 0) for name in names}
        gone = sum(held.values()) - model.stock
        for name in reversed(names):
            taken = min(held[name], max(gone, 0))
            held[name] -= taken
            gone -= taken
        held[names[0]] -= gone
        self._held[(shop_id, model.item_id, model.model_id)] = held
        return held

    def total(self, shop_id: str, given: Sequence[tuple[str, int]]) -> int:
        """The pieces of a row of update_stock; raises Refused where its locations aren't the shop's."""
        names = self.names(shop_id)
        named = [location for location, _ in given if location]
        if not named and len(given) == len(names) == 1:
            return given[0][1]
        if not named:
            raise Refused("error_auth", NOT_NAMED)
        if sorted(named) != sorted(names):
            raise Refused("error_auth", NOT_THESE)
        return sum(pieces for _, pieces in given)

    def put(self, shop_id: str, model: Model, given: Sequence[tuple[str, int]]) -> None:
        """Keep how a row was spread."""
        if any(location for location, _ in given):
            self._held[(shop_id, model.item_id, model.model_id)] = dict(given)
