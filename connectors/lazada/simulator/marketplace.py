"""The Lazada Open Platform as one HTTP server for several sellers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import ClassVar

from connectors.base.simulator.base import MarketplaceSimulator
from connectors.base.simulator.consent import Asked
from connectors.base.simulator.endpoint import Endpoint
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.habits import Habits
from connectors.base.simulator.orders import SoldLine, SoldOrder
from connectors.base.simulator.returned import SoldReturn
from connectors.base.simulator.seed import SeedShop
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import Model
from connectors.base.simulator.switches import Switch
from connectors.base.simulator.tokens import TokenLife
from connectors.base.types import AppCredentials
from connectors.lazada.config import CONSENT_PATH, REST
from connectors.lazada.sign import sign_webhook
from connectors.lazada.simulator import categories
from connectors.lazada.simulator.accesses import Accesses
from connectors.lazada.simulator.accounts import Accounts
from connectors.lazada.simulator.aftersale import Aftersale
from connectors.lazada.simulator.catalog import seed_shop
from connectors.lazada.simulator.dispatching import Dispatching
from connectors.lazada.simulator.gate import APP, Gate
from connectors.lazada.simulator.making import ProductMaking
from connectors.lazada.simulator.orders import OrderReads
from connectors.lazada.simulator.products import ProductReads
from connectors.lazada.simulator.pushes import Pushes
from connectors.lazada.simulator.refusal import Refusal
from connectors.lazada.simulator.stores import Stores
from connectors.lazada.simulator.uncertain import SWITCHES
from connectors.lazada.simulator.writes import MOST_ROWS, ProductWrites, first_item, row_count
from mappings.words import Aspect

Answer = Callable[[Incoming, Fate], Outgoing]
Subject = Callable[[Incoming], tuple[str, int]]
Route = tuple[frozenset[str], Endpoint]

DAY = 86_400.0
FIRST_ORDER = 491_253_000_000_000
ORDERS_BEFORE = 1_000_000_000
"""Other simulators' orders: two with different seeds don't give the same numbers."""
GET = frozenset({"GET"})
POST = frozenset({"POST"})
EITHER = GET | POST


class LazadaSimulator(MarketplaceSimulator):
    """Sellers of one country. `stores.warehouses` gives a seller several warehouses."""

    key: ClassVar[str] = "lazada"
    catalog_file: ClassVar[str] = "lazada.json"
    rows_of_a_write: ClassVar[int] = MOST_ROWS
    # Of an app that is online; one in test has 7 and 30 days.
    token_life: ClassVar[TokenLife] = TokenLife(access=30 * DAY, refresh=180 * DAY, extends_refresh=False)
    webhook_retry_seconds: ClassVar[Sequence[float]] = (1_800.0,) * 12
    # Published as "within 24 hours"; as short as lets a test see it.
    audit_seconds: ClassVar[float] = 600.0
    picture_bytes: ClassVar[int] = 3 * 1024 * 1024
    switches: ClassVar[tuple[Switch, ...]] = SWITCHES
    habits: ClassVar[Habits] = Habits(
        one_shop_a_login=True, tells_completion=False, tells_revocation=False, offers_ways=False
    )

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        sleep: Callable[[float], None] = time.sleep,
        port: int = 0,
        control_key: str = "simulator",
        webhook_thread: bool = True,
    ) -> None:
        super().__init__(
            now=now, rng=rng, sleep=sleep, port=port, control_key=control_key, webhook_thread=webhook_thread
        )
        at = self.switchboard.at
        self.stores = Stores(self.book)
        self._gate = Gate(self.tokens, self.book.shops, at)
        self._pushes = Pushes(now, at)
        self._order_numbers = count(FIRST_ORDER + self.rng.randrange(ORDERS_BEFORE))
        self._routes = self._table()

    @classmethod
    def default_shop_id(cls) -> str:
        """As in the vendor's samples."""
        return "400123456"

    @classmethod
    def seed_of(cls, catalog: bytes, shop_id: str, shop_name: str) -> SeedShop:
        """From `{"products": […]}` as products/get shows them."""
        return seed_shop(catalog, shop_id, shop_name)

    def main_model(self, item_id: str) -> str:
        """Every product has a SKU, also where the buyer has nothing to choose."""
        return f"{item_id}1"

    def new_order_id(self, line: SoldLine) -> str:
        """Fifteen digits, rising."""
        return str(next(self._order_numbers))

    def endpoint(self, request: Incoming) -> Endpoint | None:
        """The API call that this request is for."""
        methods, endpoint = self._routes.get(request.path, (frozenset(), None))
        return endpoint if request.method in methods else None

    def shop_of(self, request: Incoming) -> str:
        """The shop of the token."""
        return self._gate.shop_of(request)

    def admit(self, request: Incoming, endpoint: Endpoint) -> Outgoing | None:
        """The refusals of the gateway, all with HTTP 200."""
        try:
            self._gate.check(request, self.now(), public=endpoint.public)
        except Refusal as refusal:
            return refusal.answer()
        return None

    def throttled(self, request: Incoming) -> Outgoing:
        """A ban that tells its length, or the API's own limit: both are documented."""
        return Refusal(self.rng.choice(("ApiCallLimit", "901"))).answer()

    def broken(self, request: Incoming) -> Outgoing:
        """An internal error, by status or by code."""
        code, status = self.rng.choice((("6", 200), ("ServiceTimeout", 200), ("6", 500), ("6", 503)))
        return Refusal(code, status=status).answer()

    def unknown_path(self, request: Incoming) -> Outgoing:
        """The path or the method is not known."""
        return Refusal("InvalidApiPath").answer()

    def order_webhook(self, order: SoldOrder) -> bytes | None:
        """Message type 0."""
        return self._pushes.order(order)

    def edit_webhook(self, shop_id: str, model: Model, aspect: Aspect, old: int, new: int) -> bytes | None:
        """Message type 4, or 6 where little is left."""
        return self._pushes.edit(shop_id, model, aspect)

    def return_webhook(self, order: SoldOrder, changed: SoldReturn) -> bytes | None:
        """Message type 10."""
        return self._pushes.reverse(order, changed)

    def sign_webhook(self, url: str, body: bytes) -> Mapping[str, str]:
        """The `Authorization` header."""
        return {"Authorization": sign_webhook(APP.secret, APP.key, body)}

    def consent_asked(self, request: Incoming) -> Asked | Outgoing | None:
        """Lazada's page for sellers."""
        if (request.method, request.path) != ("GET", CONSENT_PATH):
            return None
        if request.one("client_id") != APP.key or request.one("response_type") != "code":
            return Outgoing(404, b"no such app")
        return Asked(request.one("redirect_uri"), request.one("state"))

    def app(self) -> AppCredentials:
        """The registered app."""
        return APP

    def _table(self) -> Mapping[str, Route]:
        at = self.switchboard.at
        access = Accesses(self.book, self.tokens, self.desk, self.shop_of, self.now, at)
        products = ProductReads(self.book, self.stores, self.shop_of)
        writes = ProductWrites(self.book, self.stores, self.shop_of, at)
        making = ProductMaking(self.book, self.publishing, self.pictures, self.shop_of, at)
        lag = self._lag
        dispatching = Dispatching(self.book, self.dispatch, self.shop_of)
        aftersale = Aftersale(self.book, self.dispatch, self.returns, self.shop_of, at)
        orders = OrderReads(self.book, self.shop_of, self.now, lag, at, dispatching.package)
        accounts = Accounts(self.book, self.shop_of)
        return {
            f"{REST}{path}": (methods, endpoint)
            for path, methods, endpoint in (
                ("/auth/token/create", EITHER, _public("token/create", access.create, fragile=True)),
                ("/auth/token/refresh", EITHER, _public("token/refresh", access.refresh)),
                ("/seller/get", GET, _read("seller/get", access.seller)),
                ("/seller/warehouse/get", EITHER, _read("seller/warehouse/get", products.warehouses)),
                ("/products/get", GET, _read("products/get", products.listed)),
                ("/product/item/get", GET, _read("product/item/get", products.single)),
                ("/category/tree/get", GET, _read("category/tree", categories.tree)),
                ("/category/attributes/get", GET, _read("category/attributes", categories.attributes)),
                ("/image/upload", POST, _read("image/upload", making.upload)),
                ("/product/create", POST, _change("product/create", making.create)),
                ("/product/update", POST, _change("product/update", making.update, making.rows)),
                ("/product/deactivate", POST, _change("product/deactivate", making.deactivate, making.rows)),
                (
                    "/product/stock/sellable/update",
                    EITHER,
                    _write("sellable/update", writes.stock, Aspect.STOCK),
                ),
                ("/product/price_quantity/update", POST, _write("price/update", writes.price, Aspect.PRICE)),
                ("/orders/get", GET, _read("orders/get", orders.listed)),
                ("/order/get", GET, _read("order/get", orders.single)),
                ("/orders/items/get", GET, _read("orders/items/get", orders.items)),
                (
                    "/finance/transaction/details/get",
                    GET,
                    _read("finance/transactions", accounts.transactions),
                ),
                ("/order/shipment/providers/get", EITHER, _read("providers/get", dispatching.providers)),
                ("/order/fulfill/pack", POST, _change("pack", dispatching.pack)),
                ("/order/package/rts", POST, _change("rts", dispatching.ready)),
                ("/order/package/document/get", EITHER, _read("document/get", dispatching.document)),
                ("/order/reverse/cancel/validate", GET, _read("cancel/validate", aftersale.reasons)),
                ("/order/reverse/cancel/create", GET, _change("cancel/create", aftersale.cancel)),
                ("/order/reverse/cancel/seller/decide", GET, _change("cancel/decide", aftersale.decide)),
                ("/reverse/getreverseordersforseller", EITHER, _read("reverse/list", aftersale.listed)),
            )
        }

    def _lag(self) -> float:
        return self.dice.faults.order_feed_lag_seconds


def _guarded(answer: Answer) -> Answer:
    def guarded(request: Incoming, fate: Fate) -> Outgoing:
        try:
            return answer(request, fate)
        except Refusal as refusal:
            return refusal.answer()

    return guarded


def _public(name: str, answer: Answer, *, fragile: bool = False) -> Endpoint:
    return Endpoint(name, _guarded(answer), public=True, fragile=fragile)


def _read(name: str, answer: Answer) -> Endpoint:
    return Endpoint(name, _guarded(answer))


def _change(name: str, answer: Answer, subject: Subject = lambda request: ("", 0)) -> Endpoint:
    return Endpoint(name, _guarded(answer), changes=True, subject=subject)


def _write(name: str, answer: Answer, aspect: Aspect) -> Endpoint:
    return Endpoint(name, _guarded(answer), writes=aspect, subject=_subject)


def _subject(request: Incoming) -> tuple[str, int]:
    return first_item(request), row_count(request)
