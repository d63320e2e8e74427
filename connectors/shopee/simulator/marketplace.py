"""The simulated Shopee: routes, and how it signs and words what it sends."""

from __future__ import annotations

import json
import random
import string
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone

from connectors.base.simulator.base import MarketplaceSimulator
from connectors.base.simulator.consent import Asked
from connectors.base.simulator.endpoint import Endpoint
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.orders import SoldLine, SoldOrder
from connectors.base.simulator.returned import SoldReturn
from connectors.base.simulator.seed import SeedShop
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BookError, Model
from connectors.base.simulator.tokens import TokenLife
from connectors.base.types import AppCredentials
from connectors.shopee.config import ENDPOINTS
from connectors.shopee.sign import sign_push
from connectors.shopee.simulator.accesses import Accesses
from connectors.shopee.simulator.aftersale import AfterSale
from connectors.shopee.simulator.amounts import price_subject, stock_subject
from connectors.shopee.simulator.catalog import seed_of
from connectors.shopee.simulator.categories import CategoryCalls
from connectors.shopee.simulator.documents import Documents
from connectors.shopee.simulator.envelope import Envelopes, Refused
from connectors.shopee.simulator.gateway import Gateway, PartnerApp
from connectors.shopee.simulator.locations import StockLocations
from connectors.shopee.simulator.logistics import Logistics, mass_subject
from connectors.shopee.simulator.making import Making, unlist_subject
from connectors.shopee.simulator.orders import Orders, order_word
from connectors.shopee.simulator.products import MOST_ROWS, Products
from connectors.shopee.simulator.uncertain import OLD_SECONDS, SWITCHES, WARNINGS
from mappings.words import Aspect

WIB = timezone(timedelta(hours=7))
CONSENT_SECONDS = 365 * 86_400
ORDER_LETTERS = string.digits + string.ascii_uppercase
BUYERS_ORDER_ID_LENGTH = 8


class ShopeeSimulator(MarketplaceSimulator):
    """Shopee for tests and the demo."""

    key = "shopee"
    catalog_file = "shopee.json"
    rows_of_a_write = MOST_ROWS
    code_life_seconds = 600.0
    token_life = TokenLife(access=14_400, refresh=30 * 86_400, old_access=300)
    webhook_retry_seconds = (300.0, 1_800.0, 10_800.0)
    switches = SWITCHES

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
            now=now,
            rng=rng,
            sleep=sleep,
            port=port,
            control_key=control_key,
            webhook_thread=webhook_thread,
        )
        self.partner = PartnerApp(
            partner_id=str(self.rng.randrange(1_000_000, 9_999_999)),
            partner_key="shpk" + self.rng.randbytes(24).hex(),
            push_key=self.rng.randbytes(24).hex(),
        )
        at = self.switchboard.at
        envelopes = self.envelopes = Envelopes(self.rng, lambda: WARNINGS[at("warning_shape")])
        self.gateway = Gateway(
            self.partner, self.tokens, envelopes, now, lambda: int(self.switchboard.at("gateway_status"))
        )
        self.accesses = Accesses(
            self.desk,
            self.tokens,
            envelopes,
            self.partner.partner_id,
            now,
            self.numbers,
            lambda: OLD_SECONDS[at("old_tokens")],
        )
        self.locations = StockLocations()
        products = Products(self.book, envelopes, self.locations, lambda: at("all_rows_failed") == "rows")
        orders = Orders(
            self.book, self.dispatch, self.dice, envelopes, now, lambda: at("ship_by_date") == "told"
        )
        self._endpoints = {
            (ENDPOINTS[endpoint.name].method, ENDPOINTS[endpoint.name].path): endpoint
            for endpoint in (
                *self._fulfilment(orders),
                *self._catalogue(),
                Endpoint("first_token", self._token(self.accesses.first_pair), public=True, fragile=True),
                Endpoint("refresh_token", self._token(self.accesses.next_pair), public=True),
                Endpoint("shop_info", self._shop_info),
                Endpoint("warehouses", _worded(products.warehouses, envelopes)),
                Endpoint("item_list", _worded(products.item_list, envelopes)),
                Endpoint("item_base_info", _worded(products.item_base_info, envelopes)),
                Endpoint("model_list", _worded(products.model_list, envelopes)),
                Endpoint("item_promotion", _worded(products.item_promotion, envelopes)),
                Endpoint(
                    "update_stock",
                    _worded(products.update_stock, envelopes),
                    writes=Aspect.STOCK,
                    subject=stock_subject,
                ),
                Endpoint(
                    "update_price",
                    _worded(products.update_price, envelopes),
                    writes=Aspect.PRICE,
                    subject=price_subject,
                ),
                Endpoint("escrow_detail", _worded(orders.escrow_detail, envelopes)),
                Endpoint("order_list", _worded(orders.order_list, envelopes)),
                Endpoint("order_detail", _worded(orders.order_detail, envelopes)),
            )
        }

    @classmethod
    def default_shop_id(cls) -> str:
        """The shop id of a catalogue that is loaded without naming one."""
        return "600000123"

    @classmethod
    def seed_of(cls, catalog: bytes, shop_id: str, shop_name: str) -> SeedShop:
        """The neutral seed in a `shopee.json`."""
        return seed_of(catalog, shop_id, shop_name)

    def main_model(self, item_id: str) -> str:
        """Shopee's id for "no model"."""
        return "0"

    def new_order_id(self, line: SoldLine) -> str:
        """The day in Jakarta and random letters, as order_sn are."""
        day = datetime.fromtimestamp(self.now(), WIB).strftime("%y%m%d")
        while True:
            letters = "".join(self.rng.choice(ORDER_LETTERS) for _ in range(BUYERS_ORDER_ID_LENGTH))
            if all(day + letters not in shop.orders for shop in self.book.shops.values()):
                return day + letters

    def new_parcel_id(self) -> str:
        """As package numbers are."""
        return f"OFG{self.digits(15)}"

    def new_tracking_number(self) -> str:
        """As Shopee's own courier has them."""
        return f"SPXID{self.digits(12)}"

    def new_return_id(self) -> str:
        """The day in Jakarta and random digits, as return_sn are."""
        return datetime.fromtimestamp(self.now(), WIB).strftime("%y%m%d") + self.digits(9)

    def puts_back(self) -> bool:
        """As the switch stands."""
        return self.switchboard.at("cancelled_units") == "put_back"

    def endpoint(self, request: Incoming) -> Endpoint | None:
        """The API call that this request is for."""
        at = (request.method, request.path)
        other = self._others.get(at)
        if other is not None:
            return Endpoint(request.path.rpartition("/")[2], _worded(other, self.envelopes))
        return self._endpoints.get(at)

    def shop_of(self, request: Incoming) -> str:
        """The shop in the query."""
        return request.one("shop_id")

    def admit(self, request: Incoming, endpoint: Endpoint) -> Outgoing | None:
        """Partner, timestamp, signature, token."""
        return self.gateway.admit(request, public=endpoint.public)

    def consent_asked(self, request: Incoming) -> Asked | Outgoing | None:
        """The signed link; its state stands in the return page."""
        at = ENDPOINTS["auth_partner"]
        if (request.method, request.path) != (at.method, at.path):
            return None
        return self.gateway.admit(request, public=True) or Asked(redirect=request.one("redirect"))

    def consent_given(self, code: str, shops: Sequence[str]) -> Mapping[str, str]:
        """A shop, or a login with several."""
        return self.accesses.given(code, shops)

    def throttled(self, request: Incoming) -> Outgoing:
        """The burst limit's words."""
        status = int(self.switchboard.at("throttled_status"))
        return self.envelopes.failure(
            "error_rate_limit", "Too many requests, please slow down.", status=status
        )

    def broken(self, request: Incoming) -> Outgoing:
        """A failure behind the gateway."""
        return self.envelopes.failure("error_server", "Something wrong. Please try later.", status=503)

    def unknown_path(self, request: Incoming) -> Outgoing:
        """The gateway's words for a path that isn't there."""
        return self.envelopes.failure("error_not_found", "The path is not found.", status=404)

    def order_webhook(self, order: SoldOrder) -> bytes:
        """Push code 3."""
        data = {
            "items": [],
            "ordersn": order.order_id,
            "status": order_word(order),
            "completed_scenario": "",
            "update_time": int(order.updated_at),
        }
        return self._push(3, order.shop_id, data)

    def edit_webhook(self, shop_id: str, model: Model, aspect: Aspect, old: int, new: int) -> bytes | None:
        """Push code 22 for a price; Shopee is silent on an edit of the stock."""
        if aspect is Aspect.STOCK:
            return None
        data = {
            "item_id": int(model.item_id),
            "model_id": int(model.model_id),
            "old_value": old,
            "new_value": new,
            "update_field": "original_price",
            "update_time": int(self.now()),
        }
        return self._push(22, shop_id, data)

    def return_webhook(self, order: SoldOrder, changed: SoldReturn) -> bytes:
        """Push code 29."""
        data = {
            "order_sn": order.order_id,
            "return_sn": changed.return_id,
            "update_time": int(changed.updated_at),
        }
        return self._push(29, order.shop_id, data)

    def revoked_webhook(self, shop_id: str) -> bytes:
        """Push code 2."""
        return self._push(2, shop_id, {"shop_id": int(shop_id), "success": 1, "extra": "shop deauthorized"})

    def sign_webhook(self, url: str, body: bytes) -> Mapping[str, str]:
        """`Authorization` over `url|body` with the push key, or as the switches stand."""
        own = self.switchboard.at("push_key") == "push_key"
        key = self.partner.push_key if own else self.partner.partner_key
        covered = url if self.switchboard.at("push_covers") == "url_and_body" else ""
        return {"Authorization": sign_push(key, body, covered)}

    def app(self) -> AppCredentials:
        """The partner, with what its webhooks are signed with."""
        options = {"callback_url": self.webhooks.url}
        if self.switchboard.at("push_key") == "push_key":
            options["push_key"] = self.partner.push_key
        if self.switchboard.at("push_covers") == "body_alone":
            options["push_base"] = "body"
        return AppCredentials(self.partner.partner_id, self.partner.partner_key, options)

    def _catalogue(self) -> Iterator[Endpoint]:
        """The calls for categories and for listings that are made."""
        at = self.switchboard.at
        categories = CategoryCalls(self.envelopes)
        making = Making(
            self.book,
            self.publishing,
            self.pictures,
            self.locations,
            self.envelopes,
            self.now,
            whole_search=lambda: at("search_by_sku") == "variants_too",
            rows_told=lambda: at("all_rows_failed") == "rows",
        )
        reads = {
            "categories": categories.categories,
            "attributes": categories.attributes,
            "item_limit": categories.item_limit,
            "channels": categories.channels,
            "search_item": making.search,
        }
        writes = {
            "add_item": making.add,
            "init_tier_variation": making.init_tiers,
            "update_item": making.update,
        }
        for name, answer in reads.items():
            yield Endpoint(name, _worded(answer, self.envelopes))
        for name, answer in writes.items():
            yield Endpoint(name, _worded(answer, self.envelopes), changes=True)
        yield Endpoint(
            "unlist_item", _worded(making.unlist, self.envelopes), changes=True, subject=unlist_subject
        )
        yield Endpoint("upload_image", _worded(making.upload, self.envelopes), public=True, fragile=True)

    def _fulfilment(self, orders: Orders) -> Iterator[Endpoint]:
        """The calls for parcels, labels, cancelling and returns."""
        at = self.switchboard.at
        logistics = Logistics(
            self.book,
            self.dispatch,
            self.envelopes,
            named=lambda: at("package_tracking") == "named",
            dated=lambda: at("ship_by_date") == "told",
            strict=lambda: at("package_gone") == "refuses_all",
        )
        documents = Documents(
            self.book, self.dispatch, self.envelopes, lambda: at("all_rows_failed") == "rows"
        )
        after = AfterSale(
            self.book,
            self.dispatch,
            self.returns,
            self.envelopes,
            zeroes=lambda: at("out_of_stock_cancel") == "zeroes",
            paid_word=lambda: at("paid_return"),
        )
        reads = {
            "package_detail": logistics.package_detail,
            "shipping_parameter": logistics.shipping_parameter,
            "tracking_number": logistics.tracking_number,
            "mass_tracking_number": logistics.mass_tracking_number,
            "document_create": documents.create,
            "document_result": documents.result,
            "document_download": documents.download,
            "return_list": after.return_list,
        }
        # Calls that other clients make and this connector doesn't need.
        self._others = {
            ("GET", "/api/v2/order/get_shipment_list"): orders.shipment_list,
            ("POST", "/api/v2/logistics/get_shipping_document_parameter"): documents.parameter,
            ("GET", "/api/v2/returns/get_return_detail"): after.return_detail,
        }
        writes = {
            "ship_order": logistics.ship_order,
            "update_shipping_order": logistics.update_shipping_order,
            "mass_ship_order": logistics.mass_ship_order,
            "cancel_order": after.cancel_order,
            "handle_buyer_cancellation": after.handle_buyer_cancellation,
        }
        for name, answer in reads.items():
            yield Endpoint(name, _worded(answer, self.envelopes))
        for name, answer in writes.items():
            yield Endpoint(name, _worded(answer, self.envelopes), changes=True, subject=mass_subject)

    def _shop_info(self, request: Incoming, fate: Fate) -> Outgoing:
        shop = self.book.shop(request.one("shop_id"))
        return self.envelopes.flat(
            {
                "shop_name": shop.name,
                "region": "ID",
                "status": "NORMAL",
                "auth_time": int(self.accesses.consented_at(shop.shop_id)),
                "expire_time": int(self.accesses.consented_at(shop.shop_id)) + CONSENT_SECONDS,
            }
        )

    def _token(self, answer: Callable[[Incoming, Fate], Outgoing]) -> Callable[[Incoming, Fate], Outgoing]:
        def worded(request: Incoming, fate: Fate) -> Outgoing:
            try:
                return answer(request, fate)
            except Refused as refused:
                status = int(self.switchboard.at("gateway_status"))
                return self.envelopes.failure(refused.error, refused.message, status=status)

        return worded

    def _push(self, code: int, shop_id: str, data: Mapping[str, object]) -> bytes:
        message = {"data": data, "shop_id": int(shop_id), "code": code, "timestamp": int(self.now())}
        return json.dumps(message, separators=(",", ":")).encode()


def _worded(
    answer: Callable[[Incoming, Fate], Outgoing], envelopes: Envelopes
) -> Callable[[Incoming, Fate], Outgoing]:
    def worded(request: Incoming, fate: Fate) -> Outgoing:
        try:
            return answer(request, fate)
        except Refused as refused:
            return envelopes.failure(refused.error, refused.message)
        except BookError:
            return envelopes.failure("error_shop", "The shop is not found.")

    return worded
