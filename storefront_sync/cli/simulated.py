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
from storefront_sync.sample import own_goods
from storefront_sync.sample.loader import COOPERATIVES, PRODUCTS, catalog_directory, products_in

SALEOR = "saleor"


class UnknownSimulator(StorefrontError):
    """No marketplace of that name is installed."""


class UnusableCatalogue(StorefrontError):
    """The folder lacks the file that this simulator reads."""


@dataclass(frozen=True)
class Wanted:
    """What a simulator is started with. `catalog` None: the sample for a marketplace, an empty shop for
    Saleor. A marketplace takes from its folder its own file, or else products.csv.

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
    given = catalog_directory(COOPERATIVES[0]) if wanted.catalog is None else nullcontext(wanted.catalog)
    with given as folder:
        made = stocked(name, folder, rng=wanted.rng, port=wanted.port, control_key=wanted.control_key)
    made.set_faults(wanted.faults)
    url = made.start()
    if wanted.webhooks:
        made.register_webhooks(wanted.webhooks)
    return RunningSimulator(url, wanted.control_key, made.credentials(), made.stop)


def stocked(
    name: str,
    folder: Path,
    *,
    rng: random.Random | None = None,
    port: int = 0,
    control_key: str = "simulator",
) -> MarketplaceSimulator:
    """A marketplace's simulator with one shop of a catalogue folder: the marketplace's own file if it has
    one there, else some of the goods in products.csv. Raises UnusableCatalogue where there is neither."""
    kind = simulator_class(name)
    if (folder / kind.catalog_file).is_file():
        return kind.from_catalog(folder, rng=rng, port=port, control_key=control_key)
    _require(folder / PRODUCTS)
    shop_id = kind.default_shop_id()
    shop = own_goods.shop(products_in(folder), shop_id, f"{name} {shop_id}")
    return kind.from_seed([shop], rng=rng, port=port, control_key=control_key)


def _saleor(wanted: Wanted) -> RunningSimulator:
    made = SaleorSimulator(rng=wanted.rng, port=wanted.port, control_key=wanted.control_key)
    if wanted.catalog is not None:
        _require(wanted.catalog / PRODUCTS)
        with (wanted.catalog / PRODUCTS).open(encoding="utf-8", newline="") as file:
            made.add_cooperative("default-channel", ("gudang-utama",), list(csv.DictReader(file)))
    made.world.set_faults(wanted.faults)
    url = made.start()
    return RunningSimulator(url, wanted.control_key, made.world.credentials(), made.stop)


def _require(file: Path) -> None:
    if not file.is_file():
        raise UnusableCatalogue("cli.simulator.no_catalogue", file.name)
