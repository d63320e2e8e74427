"""Builds a simulator by name and starts it."""

from __future__ import annotations

import csv
import importlib
import random
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from connectors.base.registry import marketplaces
from connectors.base.simulator.base import MarketplaceSimulator
from connectors.base.simulator.faults import Faults
from storefront_sync.core.errors import StorefrontError
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.sample.loader import COOPERATIVES, catalog_directory

SALEOR = "saleor"
_PRODUCTS = "products.csv"


class UnknownSimulator(StorefrontError):
    """No marketplace of that name is installed."""


class UnusableCatalogue(StorefrontError):
    """The folder lacks the file that this simulator reads."""


@dataclass(frozen=True)
class Wanted:
    """What a simulator is started with. `catalog` None: the sample for a marketplace, an empty shop for
    Saleor.

    `webhooks` is where a marketplace sends signed ones; Saleor sends to the Apps that are installed in it.
    """

    catalog: Path | None
    faults: Faults
    rng: random.Random
    port: int
    control_key: str
    webhooks: str = ""


@dataclass(frozen=True)
class RunningSimulator:
    """A simulator that serves."""

    url: str
    control_key: str
    credentials: dict[str, object]
    stop: Callable[[], None]


def build(name: str, wanted: Wanted) -> RunningSimulator:
    """Start the simulator of a marketplace, or `saleor`; raises UnknownSimulator or UnusableCatalogue."""
    if name == SALEOR:
        return _saleor(wanted)
    if name not in marketplaces():
        raise UnknownSimulator("cli.simulator.unknown", f"{name}: {', '.join([*marketplaces(), SALEOR])}")
    return _marketplace(name, wanted)


def simulator_class(name: str) -> type[MarketplaceSimulator]:
    """The simulator of a marketplace: the class in its `simulator` that carries its key; raises
    UnknownSimulator."""
    module = importlib.import_module(f"connectors.{name}.simulator")
    for value in vars(module).values():
        if (
            isinstance(value, type)
            and issubclass(value, MarketplaceSimulator)
            and vars(value).get("key") == name
        ):
            return value
    raise UnknownSimulator("cli.simulator.unknown", name)


def _marketplace(name: str, wanted: Wanted) -> RunningSimulator:
    kind = simulator_class(name)
    given = catalog_directory(COOPERATIVES[0]) if wanted.catalog is None else nullcontext(wanted.catalog)
    with given as folder:
        _require(folder / kind.catalog_file)
        made = kind.from_catalog(folder, rng=wanted.rng, port=wanted.port, control_key=wanted.control_key)
    made.set_faults(wanted.faults)
    url = made.start()
    if wanted.webhooks:
        made.register_webhooks(wanted.webhooks)
    return RunningSimulator(url, wanted.control_key, made.credentials(), made.stop)


def _saleor(wanted: Wanted) -> RunningSimulator:
    made = SaleorSimulator(rng=wanted.rng, port=wanted.port, control_key=wanted.control_key)
    if wanted.catalog is not None:
        _require(wanted.catalog / _PRODUCTS)
        with (wanted.catalog / _PRODUCTS).open(encoding="utf-8", newline="") as file:
            made.add_cooperative("default-channel", ("gudang-utama",), list(csv.DictReader(file)))
    made.world.set_faults(wanted.faults)
    url = made.start()
    return RunningSimulator(url, wanted.control_key, made.world.credentials(), made.stop)


def _require(file: Path) -> None:
    if not file.is_file():
        raise UnusableCatalogue("cli.simulator.no_catalogue", file.name)
