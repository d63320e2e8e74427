"""Finds the marketplaces: every package in `connectors/` that has a `MARKETPLACE`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import cast

import connectors
from connectors.base.protocol import Marketplace


@cache
def marketplaces() -> dict[str, Marketplace]:
    """All marketplaces by key, in alphabetical order."""
    found: dict[str, Marketplace] = {}
    for module in sorted(pkgutil.iter_modules(connectors.__path__), key=lambda info: info.name):
        if not module.ispkg or module.name == "base":
            continue
        package = importlib.import_module(f"connectors.{module.name}")
        marketplace = cast(Marketplace, package.MARKETPLACE)
        if marketplace.manifest.key != module.name:
            raise ValueError(f"connectors/{module.name}: manifest key is {marketplace.manifest.key!r}")
        found[module.name] = marketplace
    return found


def marketplace(key: str) -> Marketplace:
    """One marketplace; raises KeyError for an unknown key."""
    return marketplaces()[key]
