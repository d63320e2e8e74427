"""The TikTok Shop Partner API as one HTTP server for several shops."""

from __future__ import annotations

import random
import re
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
from connectors.base.types import AppCredentials, ShopAccess
from connectors.tokopedia.config import CONSENT_PATH, SERVICE_ID
from connectors.tokopedia.sign import sign_webhook
from connectors.tokopedia.simulator.accesses import ShopAccesses
from connectors.tokopedia.simulator.aftersale import AfterSale
from connectors.tokopedia.simulator.asked import MOST_ROWS, package_count, row_count, shown_count
from connectors.tokopedia.simulator.catalog import seed_shop
from connectors.tokopedia.simulator.categories import attributes, categories, rules
from connectors.tokopedia.simulator.gate import APP, Gate, cipher_of
from connectors.tokopedia.simulator.making import ProductMaking
from connectors.tokopedia.simulator.notifications import Notifications
from connectors.tokopedia.simulator.orders import OrderReads
from connectors.tokopedia.simulator.packages import Packages
from connectors.tokopedia.simulator.page_tokens import PageTokens
from connectors.tokopedia.simulator.products import ProductReads
from connectors.tokopedia.simulator.refusal import Refusal, success
from connectors.tokopedia.simulator.shown import FRONTS, OPTION_SEPARATOR
from connectors.tokopedia.simulator.uncertain import SWITCHES
from connectors.tokopedia.simulator.writes import ProductWrites
from mappings.words import Aspect

Answer = Callable[[Incoming, Fate], Outgoing]
Route = tuple[str, re.Pattern[str], Endpoint]

DAY = 86_400.0
FIRST_WAREHOUSE = "7068517275539719942"
FIRST_ORDER = 576461413000000000
ORDERS_BEFORE = 1_000_000_000
"""Other simulators' orders: two with different seeds don't give the same numbers."""
SHOPS = "authorization/shops"
STOCK = "inventory/update"
PICTURES = "images/upload"
LABEL_FILE = "files/labels"
"""Fetched without a signature: its address is all that one needs."""


class TokopediaSimulator(MarketplaceSimulator):
    """Both fronts of a shop share its products and stock; where a buyer comes from is drawn by the rng."""

    key: ClassVar[str] = "tokopedia"
    catalog_file: ClassVar[str] = "tokopedia.json"
    rows_of_a_write: ClassVar[int] = MOST_ROWS
    token_life: ClassVar[TokenLife] = TokenLife(access=7 * DAY, refresh=365 * DAY)
    webhook_retry_seconds: ClassVar[Sequence[float]] = (120, 1800, 3 * 3600, 12 * 3600)
    # The way of handing over is ignored in South-East Asia since 30 October 2024 (vendor's changelog).
    habits: ClassVar[Habits] = Habits(chooses_handover=False, tells_failed_pickups=False)
    audit_seconds: ClassVar[float] = 60.0
    switches: ClassVar[tuple[Switch, ...]] = SWITCHES

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
        self.warehouses: dict[str, list[str]] = {}
        self.gate = Gate(self.tokens, self.book.shops)
        self.writes = ProductWrites(
            self.book,
            self.shop_of,
            self.warehouses_of,
            lambda: self.switchboard.at("zero_stock") == "refused",
        )
        self._notifications = Notifications(now, lambda: self.switchboard.at("webhook_cancelled"))
        self._order_numbers = count(FIRST_ORDER + self.rng.randrange(ORDERS_BEFORE))
        self._page_tokens = PageTokens(now, lambda: self.switchboard.at("page_token") == "expires")
        self._routes = self._table()

    @classmethod
    def default_shop_id(cls) -> str:
        """As in the vendor's samples."""
        return "7495540735365777507"

    @classmethod
    def seed_of(cls, catalog: bytes, shop_id: str, shop_name: str) -> SeedShop:
        """From `{"products": […]}` as products/search shows them."""
        return seed_shop(catalog, shop_id, shop_name)

    def main_model(self, item_id: str) -> str:
        """Every product has a SKU, also where the buyer has nothing to choose."""
        return f"{item_id}000"

    def new_order_id(self, line: SoldLine) -> str:
        """Eighteen digits, rising."""
        return str(next(self._order_numbers))

    def new_parcel_id(self) -> str:
        """Nineteen digits."""
        return self.digits(19)

    def new_return_id(self) -> str:
        """Nineteen digits."""
        return self.digits(19)

    def puts_back(self) -> bool:
        """Documented nowhere."""
        return self.switchboard.at("cancelled_stock") == "put_back"

    def new_front(self) -> str:
        """TOKOPEDIA or TIKTOK_SHOP."""
        return self.rng.choice(FRONTS)

    def warehouses_of(self, shop_id: str) -> Sequence[str]:
        """The shop's warehouses; one, unless `warehouses` names others."""
        return self.warehouses.get(shop_id, [FIRST_WAREHOUSE])

    def option_name(self, options: Sequence[str]) -> str:
        """As `shown` takes it apart again."""
        return OPTION_SEPARATOR.join(options)

    def endpoint(self, request: Incoming) -> Endpoint | None:
        """The API call that this request is for."""
        for method, path, endpoint in self._routes:
            if method == request.method and path.fullmatch(request.path):
                return endpoint
        return None

    def shop_of(self, request: Incoming) -> str:
        """The shop of the cipher, or else of the token."""
        return self.gate.shop_of(request)

    def admit(self, request: Incoming, endpoint: Endpoint) -> Outgoing | None:
        """The documented refusals, in the order in which the gateway is met."""
        if endpoint.name == LABEL_FILE:
            return None
        try:
            if endpoint.public:
                self.gate.check_app(request)
            else:
                optional = endpoint.name == STOCK and self.switchboard.at("shop_cipher") == "optional"
                self.gate.check(
                    request,
                    self.now(),
                    shop_level=endpoint.name not in (SHOPS, PICTURES),
                    cipher_optional=optional,
                )
        except Refusal as refusal:
            return refusal.answer()
        return None

    def throttled(self, request: Incoming) -> Outgoing:
        """HTTP 429, or the code with HTTP 200: both are documented."""
        return Refusal(36009002, 429 if self.switchboard.at("throttled") == "http" else 200).answer()

    def broken(self, request: Incoming) -> Outgoing:
        """An internal error."""
        return Refusal(36009003, self.rng.choice((500, 503))).answer()

    def unknown_path(self, request: Incoming) -> Outgoing:
        """The path or the method is not known."""
        known = any(path.fullmatch(request.path) for _, path, _ in self._routes)
        return Refusal(36009010 if known else 36009009, 405 if known else 404).answer()

    def order_webhook(self, order: SoldOrder) -> bytes | None:
        """Type 1, 11 or 12."""
        return self._notifications.order(order)

    def edit_webhook(self, shop_id: str, model: Model, aspect: Aspect, old: int, new: int) -> bytes | None:
        """Type 27 where nothing is left; other edits of stock and price are not told."""
        if aspect is Aspect.STOCK and old > 0 >= new:
            return self._notifications.out_of_stock(shop_id, model)
        return None

    def return_webhook(self, order: SoldOrder, changed: SoldReturn) -> bytes:
        """Type 12."""
        return self._notifications.returned(order, changed)

    def revoked_webhook(self, shop_id: str) -> bytes | None:
        """Type 6."""
        return self._notifications.deauthorized(shop_id)

    def sign_webhook(self, url: str, body: bytes) -> Mapping[str, str]:
        """The `Authorization` header."""
        return {"Authorization": sign_webhook(APP.secret, APP.key, body)}

    def consent_asked(self, request: Incoming) -> Asked | Outgoing | None:
        """The page of a service in TikTok Shop's list."""
        if (request.method, request.path) != ("GET", CONSENT_PATH):
            return None
        if request.one("service_id") != APP.options[SERVICE_ID]:
            return Outgoing(404, b"no such service")
        return Asked(state=request.one("state"))

    def consent_declined(self) -> Mapping[str, str]:
        """A word in the place of the code."""
        return {"code": "null", "error": "auth_denied"}

    def rotates(self) -> bool:
        """Whether a refresh changes the refresh token."""
        return self.switchboard.at("refresh_token") == "rotated"

    def app(self) -> AppCredentials:
        """The registered app."""
        return APP

    def access(self, shop_id: str) -> ShopAccess:
        """The shop with its cipher."""
        return ShopAccess(shop_id, cipher_of(shop_id))

    def _table(self) -> list[Route]:
        products = ProductReads(
            self.book, self.shop_of, self.warehouses_of, self.switchboard.at, self._page_tokens
        )
        packages = Packages(self.dispatch, self.shop_of)
        after = AfterSale(self.book, self.dispatch, self.returns, self.shop_of, self._page_tokens)
        package = r"/fulfillment/202309/packages/\d+"
        wish = r"/return_refund/(202309|202602)/cancellations"
        orders = OrderReads(
            self.book,
            self.dispatch,
            self.shop_of,
            self.now,
            lambda: self.dice.faults.order_feed_lag_seconds,
            self._page_tokens,
        )
        search = r"/product/(202309|202312|202502)/products/search"
        product = r"/product/202309/products/\d+"
        writes = self.writes
        partial_edit = r"/product/(202309|202509)/products/\d+/partial_edit"
        making = ProductMaking(
            self.book,
            self.publishing,
            self.pictures,
            self.shop_of,
            self.warehouses_of,
            lambda: self.switchboard.at("partial_edit") == "audited",
        )
        access = ShopAccesses(self.book, self.tokens, self.desk, self.shop_of, self.rotates)
        return [
            _public("GET", r"/api/v2/token/get", "token/get", access.first_pair, fragile=True),
            _public("GET", r"/api/v2/token/refresh", "token/refresh", access.next_pair),
            _read("GET", r"/authorization/202309/shops", SHOPS, access.shops),
            _read("POST", search, "products/search", products.search),
            _read("GET", product, "products/detail", products.detail),
            _read("POST", r"/product/202309/inventory/search", "inventory/search", products.inventory),
            _write(f"{product}/inventory/update", STOCK, writes.stock, Aspect.STOCK),
            _write(f"{product}/prices/update", "prices/update", writes.prices, Aspect.PRICE),
            _read("GET", r"/product/202309/categories", "categories", categories),
            _read("GET", r"/product/202309/categories/\d+/attributes", "attributes", attributes),
            _read("GET", r"/product/202309/categories/\d+/rules", "rules", rules),
            _read("GET", r"/logistics/202309/warehouses", "warehouses", self._warehouses),
            _change("POST", r"/product/202309/images/upload", PICTURES, making.upload),
            _change("POST", r"/product/202309/products", "products/create", making.create),
            _change("PUT", r"/product/(202309|202509)/products/\d+", "products/edit", making.edit),
            _change("POST", partial_edit, "products/partial_edit", making.edit),
            _change("POST", r"/product/202309/products/activate", "activate", making.activate, shown_count),
            _change(
                "POST", r"/product/202309/products/deactivate", "deactivate", making.deactivate, shown_count
            ),
            _read("POST", r"/order/202309/orders/search", "orders/search", orders.search),
            _read(
                "GET",
                r"/finance/202501/orders/\d+/statement_transactions",
                "orders/statement",
                orders.statement,
            ),
            _read("POST", r"/return_refund/(202309|202602)/returns/search", "returns/search", after.returns),
            _read("GET", f"{package}/handover_time_slots", "packages/slots", packages.slots),
            _change("POST", f"{package}/ship", "packages/ship", packages.ship),
            _change(
                "POST",
                r"/fulfillment/202309/packages/ship",
                "packages/ship_many",
                packages.ship_many,
                package_count,
            ),
            _read("GET", f"{package}/shipping_documents", "packages/document", packages.document),
            _read("GET", r"/files/labels/\d+", LABEL_FILE, packages.file),
            _change("POST", wish, "cancellations", after.cancel),
            _read("POST", f"{wish}/search", "cancellations/search", after.wishes),
            _change("POST", rf"{wish}/\d+/approve", "cancellations/approve", after.approve),
            _change("POST", rf"{wish}/\d+/reject", "cancellations/reject", after.reject),
            _read("GET", r"/return_refund/202309/reject_reasons", "reject_reasons", after.reasons),
            _read("GET", r"/order/(202309|202507)/orders", "orders", orders.by_ids),
        ]

    def _warehouses(self, request: Incoming, fate: Fate) -> Outgoing:
        rows = [
            {
                "id": warehouse,
                "name": f"Gudang {number}",
                "effect_status": "ENABLED",
                "type": "SALES_WAREHOUSE",
                "is_default": number == 1,
            }
            for number, warehouse in enumerate(self.warehouses_of(self.shop_of(request)), start=1)
        ]
        return_place = {"id": "7000000000000000009", "effect_status": "ENABLED", "type": "RETURN_WAREHOUSE"}
        return success({"warehouses": [return_place, *rows]})


def _change(
    method: str, path: str, name: str, answer: Answer, rows: Callable[[Incoming], int] = lambda request: 1
) -> Route:
    endpoint = Endpoint(name, _guarded(answer), changes=True, subject=lambda request: ("", rows(request)))
    return method, re.compile(path), endpoint


def _guarded(answer: Answer) -> Answer:
    def guarded(request: Incoming, fate: Fate) -> Outgoing:
        try:
            return answer(request, fate)
        except Refusal as refusal:
            return refusal.answer()

    return guarded


def _public(method: str, path: str, name: str, answer: Answer, *, fragile: bool = False) -> Route:
    return method, re.compile(path), Endpoint(name, _guarded(answer), public=True, fragile=fragile)


def _read(method: str, path: str, name: str, answer: Answer) -> Route:
    return method, re.compile(path), Endpoint(name, _guarded(answer))


def _write(path: str, name: str, answer: Answer, aspect: Aspect) -> Route:
    endpoint = Endpoint(name, _guarded(answer), writes=aspect, subject=_subject)
    return "POST", re.compile(path), endpoint


def _subject(request: Incoming) -> tuple[str, int]:
    return request.path.split("/")[4], row_count(request)
