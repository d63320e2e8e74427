"""`python -m tests.bench.market NAME SHOPS ITEMS MODELS`: one simulated marketplace in a process of its own.

Prints its address, control key and credentials as one JSON line, then serves until its standard input ends.
"""

from __future__ import annotations

import json
import random
import sys

from connectors.base.simulator.find import simulator_class
from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop

CONTROL_KEY = "bench"
FIRST_STOCK = 50
PRICE = 25_000


def seed_shops(shops: int, items: int, models: int) -> list[SeedShop]:
    """Shops with ids from 700000001 on; item and model ids are unique over all of them."""
    return [
        SeedShop(
            str(700_000_001 + shop),
            f"bench {shop}",
            tuple(
                SeedItem(
                    item_id(shop, item),
                    f"Seragam {shop}-{item}",
                    tuple(
                        SeedModel(model_id(shop, item, model), PRICE, FIRST_STOCK, str(model))
                        for model in range(models)
                    ),
                )
                for item in range(items)
            ),
        )
        for shop in range(shops)
    ]


def item_id(shop: int, item: int) -> str:
    """The id of an item, as both marketplaces write theirs."""
    return str(1_000_000_000 + shop * 100_000 + item * 10)


def model_id(shop: int, item: int, model: int) -> str:
    """The id of one row of an item."""
    return str(2_000_000_000_0 + (shop * 100_000 + item * 10) * 10 + model)


def main() -> None:
    """Serve."""
    name, shops, items, models = sys.argv[1], *(int(argument) for argument in sys.argv[2:5])
    made = simulator_class(name).from_seed(
        seed_shops(shops, items, models), rng=random.Random(1), control_key=CONTROL_KEY, webhook_thread=False
    )
    url = made.start()
    print(json.dumps({"url": url, **made.credentials()}), flush=True)
    sys.stdin.read()
    made.stop()


if __name__ == "__main__":
    main()
