"""Finds a marketplace's simulator: `SIMULATOR` in `connectors.<key>.simulator`."""

from __future__ import annotations

import importlib
from typing import cast

from connectors.base.registry import marketplaces
from connectors.base.simulator.protocol import Simulator


def simulator_class(key: str) -> type[Simulator]:
    """The simulator class of one marketplace; raises KeyError for an unknown key."""
    marketplaces()[key]
    module = importlib.import_module(f"connectors.{key}.simulator")
    return cast(type[Simulator], module.SIMULATOR)
