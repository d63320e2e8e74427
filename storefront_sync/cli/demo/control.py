"""A simulator's control plane over HTTP: read its books, act as a buyer or as staff, switch its faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import requests

from storefront_sync.cli.demo.adapter import market_truth, note_market_event, note_store_event, store_truth
from storefront_sync.cli.demo.books import Books, ListingKey, MarketTruth, StoreTruth
from storefront_sync.cli.demo.wire import (
    CredentialsWire,
    JournalWire,
    PlacedWire,
    StoreCredentialsWire,
    StoreTruthWire,
    TruthWire,
)

PAGE = 5000
TIMEOUT_SECONDS = 30.0


class ControlRefused(Exception):
    """A simulator said no, e.g. `sold_out`, or didn't answer. `word` is its own word for it."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class ControlPlane:
    """The routes that every simulator shares. One instance is for one thread."""

    def __init__(self, base_url: str, key: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._key = key
        self._session = requests.Session()
        self._session.headers["X-Sim-Key"] = key
        self._read_to = 0

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def get(self, path: str, **params: int | str) -> bytes:
        """The body of a 200 answer; raises ControlRefused on any other."""
        return self._answer("GET", path, params=params)

    def post(self, path: str, body: Mapping[str, object]) -> bytes:
        """The body of a 200 answer; raises ControlRefused on any other."""
        return self._answer("POST", path, body=body)

    def _answer(
        self,
        method: str,
        path: str,
        params: Mapping[str, int | str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> bytes:
        try:
            reply = self._session.request(
                method, f"{self.base_url}/_sim/{path}", params=params, json=body, timeout=TIMEOUT_SECONDS
            )
        except requests.RequestException as error:
            raise ControlRefused(type(error).__name__) from error
        if reply.status_code != requests.codes.ok:
            raise ControlRefused(_word(reply))
        return reply.content

    def set_faults(self, faults: Mapping[str, float | int]) -> None:
        """Replace the faults by these; an empty mapping ends all."""
        self.post("faults", faults)

    def events(self) -> list[dict[str, object]]:
        """Journal events since the last call."""
        found: list[dict[str, object]] = []
        while True:
            page = JournalWire.model_validate_json(self.get("journal", after=self._read_to, limit=PAGE))
            found.extend(page.events)
            if page.events:
                self._read_to = max(int(event["seq"]) for event in page.events)
            if len(page.events) < PAGE:
                return found

    def cancel(self, order_id: str) -> None:
        """The buyer cancels."""
        self.post(f"orders/{order_id}/cancel", {})


class MarketControl(ControlPlane):
    """A simulated marketplace."""

    def __init__(self, marketplace: str, base_url: str, key: str) -> None:
        super().__init__(base_url, key)
        self.marketplace = marketplace

    def twin(self) -> MarketControl:
        """Another one for another thread."""
        return MarketControl(self.marketplace, self.base_url, self._key)

    def credentials(self) -> CredentialsWire:
        """The app's and the shops' secrets."""
        return CredentialsWire.model_validate_json(self.get("credentials"))

    def truth(self) -> MarketTruth:
        """Listings and orders as they are now."""
        return market_truth(self.marketplace, TruthWire.model_validate_json(self.get("truth")))

    def follow(self, books: Books) -> None:
        """Add this marketplace's new events to the books."""
        for event in self.events():
            note_market_event(self.marketplace, event, books)

    def send_webhooks_to(self, url: str) -> None:
        """Where this marketplace sends its webhooks from now on."""
        self.post("webhooks", {"url": url})

    def order(self, shop_id: str, lines: Sequence[tuple[ListingKey, int]], *, paid: bool) -> str:
        """A buyer orders; returns the marketplace's order id."""
        wanted = [
            {"item_id": key.item_id, "model_id": key.model_id, "quantity": quantity}
            for key, quantity in lines
        ]
        answer = self.post("orders", {"shop_id": shop_id, "lines": wanted, "paid": paid})
        return PlacedWire.model_validate_json(answer).order_id

    def pay(self, order_id: str) -> None:
        """The buyer pays."""
        self.post(f"orders/{order_id}/pay", {})

    def edit(self, shop_id: str, key: ListingKey, aspect: str, value: int) -> None:
        """Somebody types another number into Seller Center."""
        self.post(
            "edit", {"shop_id": shop_id, "item_id": key.item_id, "model_id": key.model_id, aspect: value}
        )

    def expire_token(self, shop_id: str) -> None:
        """The shop's access token ends now."""
        self.post("tokens", {"shop_id": shop_id, "action": "expire"})


class StoreControl(ControlPlane):
    """The simulated Saleor."""

    def twin(self) -> StoreControl:
        """Another one for another thread."""
        return StoreControl(self.base_url, self._key)

    def credentials(self) -> StoreCredentialsWire:
        """Tokens to load the catalogue with."""
        return StoreCredentialsWire.model_validate_json(self.get("credentials"))

    def truth(self) -> StoreTruth:
        """Stocks, prices and orders as they are now."""
        return store_truth(StoreTruthWire.model_validate_json(self.get("truth")))

    def goods(self) -> StoreTruth:
        """The same."""
        return self.truth()

    def follow(self, books: Books) -> None:
        """Add the store's new events to the books."""
        for event in self.events():
            note_store_event(event, books)

    def order(self, lines: Sequence[tuple[str, int]]) -> str:
        """A shopper checks out; returns the store's order id."""
        wanted = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
        return PlacedWire.model_validate_json(self.post("orders", {"lines": wanted})).order_id

    def edit(self, sku: str, aspect: str, value: int) -> None:
        """Staff change a quantity or a price in the Dashboard."""
        self.post("edit", {"sku": sku, aspect: value})

    def install(self, manifest_url: str) -> None:
        """Staff install an App from its manifest; returns once the App has its token."""
        self.post("install", {"manifest_url": manifest_url})


def _word(reply: requests.Response) -> str:
    try:
        body = reply.json()
    except requests.JSONDecodeError:
        return str(reply.status_code)
    return str(body.get("error", reply.status_code)) if isinstance(body, dict) else str(reply.status_code)
