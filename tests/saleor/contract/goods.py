"""Goods of the suite's premises: each test makes its own and leaves them to the clearing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from mappings.money import Rupiah
from storefront_sync.saleor.setup import present
from storefront_sync.saleor.types import DraftLine, DraftOrder, StockRead
from tests.saleor.contract.premises import Premises

CREATE = """mutation($products: [ProductBulkCreateInput!]!) { productBulkCreate(products: $products) {
  errors { path code message }
  results { product { id variants { id sku } } errors { path code message } } } }"""
LISTED = {"isPublished": True, "visibleInListings": True, "isAvailableForPurchase": True}


@dataclass(frozen=True)
class Thing:
    """A variant of a product of its own."""

    id: str
    sku: str
    product_id: str
    reference: str
    """Its external reference."""


class Goods:
    """Makes goods at the premises and reads their numbers."""

    def __init__(self, premises: Premises) -> None:
        self.premises = premises
        types = present.product_types(premises.staff_client.transport)
        self._type = types["barang"].id

    def make(self, on_hand: int = 10, price: int = 15000, *, second: int | None = None) -> Thing:
        """A thing with so many pieces in the first warehouse, and in the second where told; rupiah."""
        (thing,) = self.make_many([on_hand], price, second=second)
        return thing

    def make_many(
        self, on_hands: Sequence[int], price: int = 15000, *, second: int | None = None
    ) -> list[Thing]:
        """One thing for each number of pieces, all in one call."""
        skus = [f"{self.premises.run}-{uuid4().hex[:8]}" for _ in on_hands]
        rows = [self.row(sku, on_hand, price, second) for sku, on_hand in zip(skus, on_hands, strict=True)]
        made = self.premises.staff.do(CREATE, products=rows)
        products = [result["product"] for result in made["results"]]
        assert all(products), made
        return [
            Thing(product["variants"][0]["id"], sku, product["id"], f"variant:{sku}")
            for product, sku in zip(products, skus, strict=True)
        ]

    def row(self, sku: str, on_hand: int, price: int = 15000, second: int | None = None) -> dict[str, object]:
        """The input that makes a product with one variant."""
        shop = self.premises.shop
        stocks = [{"warehouse": shop.warehouse_ids[0], "quantity": on_hand}]
        if second is not None:
            stocks.append({"warehouse": shop.warehouse_ids[1], "quantity": second})
        return {
            "name": f"Barang {sku}",
            "slug": sku,
            "externalReference": f"product:{sku}",
            "productType": self._type,
            "channelListings": [{"channelId": shop.channel_id, **LISTED}],
            "variants": [
                {
                    "sku": sku,
                    "name": sku,
                    "externalReference": f"variant:{sku}",
                    "trackInventory": True,
                    "attributes": [],
                    "channelListings": [{"channelId": shop.channel_id, "price": str(price)}],
                    "stocks": stocks,
                    "metadata": [{"key": "barcode", "value": f"899{sku[-8:]}"}],
                }
            ],
        }

    def stocks(self, thing: Thing) -> tuple[StockRead, ...]:
        """Its stocks as our client reads them, the first warehouse first."""
        (variant,) = self.premises.client.variants_by_ids([thing.id], self.premises.channel)
        places = self.premises.shop.warehouse_ids
        return tuple(sorted(variant.stocks, key=lambda stock: places.index(stock.warehouse_id)))

    def numbers(self, thing: Thing) -> list[tuple[int, int]]:
        """(on hand, allocated) of each stock."""
        return [(stock.quantity, stock.allocated) for stock in self.stocks(thing)]

    def reference(self) -> str:
        """A reference that no order has yet."""
        return f"{self.premises.run}:{uuid4().hex[:8]}"

    def draft(
        self, *lines: tuple[Thing, int], price: int = 15000, reference: str = "", **more: Mapping[str, str]
    ) -> DraftOrder:
        """An order to import, by the marketplaces' method."""
        parts = tuple(DraftLine(thing.id, quantity, Rupiah(price)) for thing, quantity in lines)
        shop = self.premises.shop
        name = reference or self.reference()
        return DraftOrder(  # type: ignore[misc]
            shop.channel_id,
            name,
            parts,
            shop.shipping_method_id,
            postcode_mark=shop.postcode_mark,
            **more,  # type: ignore[arg-type]
        )

    def place(self, *lines: tuple[Thing, int], price: int = 15000) -> str:
        """A completed order; its id."""
        order = self.premises.client.draft_order_create(self.draft(*lines, price=price))
        self.premises.client.draft_order_complete(order.id)
        return order.id
