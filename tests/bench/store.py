"""`python -m tests.bench.store VARIANTS`: a simulated Saleor with goods, in a process of its own.

Prints its address and an app's token as one JSON line, then serves until its standard input ends.
"""

from __future__ import annotations

import json
import random
import sys

from storefront_sync.saleor.simulator import SaleorSimulator
from tests.bench.goods import CHANNEL, product_list


def main() -> None:
    """Serve."""
    made = SaleorSimulator.from_products(
        product_list(int(sys.argv[1])),
        channel=CHANNEL,
        warehouses=("bench-1", "bench-2"),
        rng=random.Random(1),
    )
    made.start()
    given = made.world.credentials()
    print(json.dumps({"api_url": given["api_url"], "token": given["app_token"]}), flush=True)
    sys.stdin.read()
    made.stop()


if __name__ == "__main__":
    main()
