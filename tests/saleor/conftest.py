"""A small shop for each test; tests against published files are collected only where a setting names them."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator

import pytest

from storefront_sync.saleor.simulator import SaleorSimulator
from tests.conftest import HandSetClock
from tests.saleor.shop import Mailbox, SmallShop, row

collect_ignore = [
    file
    for file, setting in (
        ("test_published_schema.py", "SALEOR_SCHEMA"),
        ("test_recorded_deliveries.py", "SALEOR_RECORDINGS"),
    )
    if not os.environ.get(setting)
]

ROWS = [row("B", 10), row("C", 10), row("D", 2, 12000), row("E", 5)]

MakeShop = Callable[..., SmallShop]


@pytest.fixture
def make_shop(clock: HandSetClock) -> Iterator[MakeShop]:
    """Makes small shops; rows, warehouses and further options of the simulator may be given."""
    shops: list[SmallShop] = []

    def make(
        rows: list[dict[str, str]] | None = None, warehouses: tuple[str, ...] = ("surabaya",)
    ) -> SmallShop:
        mailbox = Mailbox()
        simulator = SaleorSimulator.from_products(
            ROWS if rows is None else rows,
            warehouses=warehouses,
            now=clock.time,
            rng=random.Random(7),
            sleep=lambda seconds: None,
            background=False,
            send=mailbox,
        )
        shops.append(SmallShop(simulator, mailbox))
        return shops[-1]

    yield make
    for shop in shops:
        shop.session.close()
        shop.simulator.stop()


@pytest.fixture
def shop(make_shop: MakeShop) -> SmallShop:
    """A shop with one warehouse: B×10, C×10, D×2, E×5."""
    return make_shop()
