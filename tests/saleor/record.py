"""Records signed deliveries of the simulator with our own subscriptions: `python -m tests.saleor.record`.

Writes fixtures/deliveries.jsonl (method, path, headers, body, as recordings of a real server have them) and
fixtures/jwks.json beside this file. The key is made anew each time and kept nowhere.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from urllib.parse import urlsplit

from storefront_sync.saleor.manifest import SUBSCRIPTIONS, WEBHOOK_PATH
from storefront_sync.saleor.operations import operation
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.simulator.control import Edit, NewOrder, OrderPiece
from storefront_sync.saleor.simulator.keys import shared_key
from storefront_sync.saleor.types import Sending
from tests.saleor.shop import Mailbox, SmallShop, row

FOLDER = Path(__file__).parent / "fixtures"
BEGAN = 1_795_430_400.0


def record() -> tuple[list[dict[str, object]], dict[str, object]]:
    """One delivery or more of every kind that our subscriptions ask for and the simulator sends."""
    mailbox = Mailbox()
    ticks = iter(range(1_000_000))
    simulator = SaleorSimulator.from_products(
        [row("B", 10), row("D", 2)],
        now=lambda: BEGAN + next(ticks) / 1000,
        rng=random.Random(11),
        background=False,
        send=mailbox,
    )
    shop = SmallShop(simulator, mailbox)
    try:
        for name in SUBSCRIPTIONS:
            simulator.subscribe(f"http://app.example{WEBHOOK_PATH}", operation(f"subscriptions/{name}"))
        _live(shop)
    finally:
        simulator.stop()
    letters: list[dict[str, object]] = [
        {"method": "POST", "path": urlsplit(url).path, "headers": dict(headers), "body": body.decode()}
        for url, headers, body in mailbox.letters
    ]
    return letters, shared_key().jwks()


def _live(shop: SmallShop) -> None:
    world, client = shop.simulator.world, shop.client
    world.edit(Edit(sku="B", quantity=8, price=16000))
    world.place_order(NewOrder(lines=[OrderPiece(sku="D", quantity=2), OrderPiece(sku="B", quantity=1)]))
    order = client.order(shop.place("RECORDED-1", ("B", 3)))
    assert order is not None
    sent = client.order_fulfill(order.id, [Sending(order.lines[0].id, shop.warehouse_id(), 3)], "JP0001")
    client.fulfillment_cancel(sent.order.fulfilments[0].id, shop.warehouse_id())
    client.order_cancel(order.id)
    draft = client.draft_order_create(shop.draft("RECORDED-2", ("B", 1)))
    client.draft_order_delete(draft.id)
    world.edit(Edit(sku="D", quantity=0))
    world.edit(Edit(sku="D", quantity=9))
    products = shop.simulator.store.products
    shop.ask(
        "mutation($id: ID!) { productUpdate(id: $id, input: {}) { errors { code } } }", id=products[0].id
    )
    shop.simulator.pump()
    shop.ask('mutation { productVariantDelete(sku: "D") { errors { code } } }')
    shop.ask("mutation($id: ID!) { productDelete(id: $id) { errors { code } } }", id=products[0].id)
    shop.simulator.pump()


def main() -> None:
    """Write the fixtures."""
    letters, jwks = record()
    FOLDER.mkdir(exist_ok=True)
    lines = "".join(json.dumps(letter) + "\n" for letter in letters)
    (FOLDER / "deliveries.jsonl").write_text(lines, encoding="utf-8")
    (FOLDER / "jwks.json").write_text(json.dumps(jwks, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
