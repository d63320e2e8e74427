"""A small shop on the simulator, a mailbox for its webhooks, and a plain way to ask it anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import requests

from connectors.base.simulator.faults import Faults
from mappings.money import Rupiah
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.types import DraftLine, DraftOrder, StockRead
from tests.saleor.wire import Tree

EVERYTHING = """subscription { event { __typename issuedAt issuingPrincipal { __typename ... on App { id } }
  recipient { id }
  ... on ProductVariantCreated { productVariant { id sku } }
  ... on ProductVariantUpdated { productVariant { id sku } }
  ... on ProductVariantDeleted { productVariant { id sku stocks { quantity } } }
  ... on ProductVariantMetadataUpdated { productVariant { id sku } }
  ... on ProductVariantStockUpdated { productVariant { id sku stocks { quantity } } }
  ... on ProductVariantOutOfStock { productVariant { id sku stocks { quantity quantityAllocated } } }
  ... on ProductVariantBackInStock { productVariant { id sku } }
  ... on ProductCreated { product { id variants { id } } }
  ... on ProductUpdated { product { id variants { id } } }
  ... on ProductDeleted { product { id variants { id } } }
  ... on OrderCreated { order { id status lines { variant { id } } } }
  ... on OrderConfirmed { order { id status } }
  ... on OrderUpdated { order { id status } }
  ... on OrderPaid { order { id } }
  ... on OrderFullyPaid { order { id chargeStatus } }
  ... on OrderCancelled { order { id status } }
  ... on OrderFulfilled { order { id status } }
  ... on OrderMetadataUpdated { order { id } }
  ... on DraftOrderCreated { order { id } }
  ... on DraftOrderDeleted { order { id } }
  ... on FulfillmentCreated { order { id } }
  ... on FulfillmentCanceled { order { id } }
  ... on FulfillmentApproved { order { id } }
  ... on FulfillmentTrackingNumberUpdated { order { id } }
  ... on CheckoutCreated { checkout { id } }
  ... on CheckoutUpdated { checkout { id } }
} }"""

ADDRESS = {"country": "ID", "countryArea": "Jawa Timur", "streetAddress1": "Jl. Mawar 3", "city": "Surabaya"}


def row(sku: str, on_hand: int, price: int = 15000, product: str = "") -> dict[str, str]:
    """One row of a product list."""
    return {
        "product": product or f"Barang {sku}",
        "category": "Kue",
        "sku": sku,
        "barcode": f"899{sku}",
        "options": "",
        "price_idr": str(price),
        "weight_g": "100",
        "on_hand": str(on_hand),
    }


@dataclass
class Mailbox:
    """Takes webhooks in place of an app. `answers` are used up one a delivery, then `answer` is given."""

    answer: int = 200
    answers: list[int] = field(default_factory=list)
    letters: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Note the delivery and answer."""
        self.letters.append((url, dict(headers), body))
        return self.answers.pop(0) if self.answers else self.answer

    def events(self) -> list[str]:
        """The events told, in order, in lower case."""
        return [headers["Saleor-Event"] for _, headers, _ in self.letters]

    def bodies(self, event: str) -> list[Tree]:
        """The bodies of one event."""
        return [json.loads(body) for _, headers, body in self.letters if headers["Saleor-Event"] == event]


class SmallShop:
    """The simulator, our client on it, and short cuts."""

    def __init__(self, simulator: SaleorSimulator, mailbox: Mailbox) -> None:
        self.simulator = simulator
        self.mailbox = mailbox
        self.url = simulator.start()
        self.credentials = simulator.world.credentials()
        self.api_url = str(self.credentials["api_url"])
        self.token = str(self.credentials["app_token"])
        self.client = SaleorClient(self.api_url, self.token)
        self.session = requests.Session()

    @property
    def channel_id(self) -> str:
        """The first channel's id."""
        return self.simulator.store.channels[0].id

    @property
    def method_id(self) -> str:
        """The zero-priced method as orders name it."""
        return self.simulator.store.zones[0].methods[0].method_id

    def warehouse_id(self, index: int = 0) -> str:
        """A warehouse's id."""
        return self.simulator.store.warehouses[index].id

    def variant_id(self, sku: str) -> str:
        """A variant's id."""
        return self.simulator.store.variant_by_sku[sku].id

    def stocks(self, sku: str) -> tuple[StockRead, ...]:
        """A variant's stocks as the client reads them."""
        (variant,) = self.client.variants_by_ids([self.variant_id(sku)], "default-channel")
        return variant.stocks

    def numbers(self, sku: str) -> list[tuple[int, int]]:
        """(on hand, allocated) of each stock."""
        return [(stock.quantity, stock.allocated) for stock in self.stocks(sku)]

    def post(self, query: str, token: str | None = None, **variables: object) -> requests.Response:
        """A raw request; the ready-made app's token unless another is given, "" for none."""
        token = self.token if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        return self.session.post(self.api_url, json=body, headers=headers, timeout=10)

    def ask(self, query: str, token: str | None = None, **variables: object) -> Tree:
        """The JSON of a request that must answer 200."""
        answer = self.post(query, token, **variables)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def staff(self, query: str, **variables: object) -> Tree:
        """The data of a request made as staff."""
        answer = self.ask(query, str(self.credentials["staff_token"]), **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    def listen(self) -> Mailbox:
        """Subscribe the ready-made app to everything and start with an empty mailbox."""
        self.simulator.subscribe("http://app.example/hook", EVERYTHING)
        self.mailbox.letters.clear()
        return self.mailbox

    def told(self) -> list[str]:
        """Deliver what is due, then return the events told since the last time."""
        self.simulator.pump()
        events = self.mailbox.events()
        self.mailbox.letters.clear()
        return events

    def draft(self, reference: str, *lines: tuple[str, int], price: int = 15000) -> DraftOrder:
        """An order to import."""
        parts = tuple(DraftLine(self.variant_id(sku), quantity, Rupiah(price)) for sku, quantity in lines)
        return DraftOrder(self.channel_id, reference, parts, self.method_id)

    def place(self, reference: str, *lines: tuple[str, int]) -> str:
        """A completed order; its id."""
        order = self.client.draft_order_create(self.draft(reference, *lines))
        self.client.draft_order_complete(order.id)
        return order.id

    def faults(self, **fields: object) -> None:
        """Put faults in force."""
        self.simulator.world.set_faults(Faults.model_validate(fields))
