"""What shoppers, staff and checkers do to the simulated shop, in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from connectors.base.simulator.faults import Dice, Faults
from storefront_sync.saleor.manifest import SUBSCRIPTIONS
from storefront_sync.saleor.operations import operation
from storefront_sync.saleor.simulator.control import Edit, Json, NewOrder, Outcome, TokenAction
from storefront_sync.saleor.simulator.execution import Engine
from storefront_sync.saleor.simulator.resolvers.order_mutations import expire_order
from storefront_sync.saleor.simulator.resolvers.places import options
from storefront_sync.saleor.simulator.state.apps import App, Installation
from storefront_sync.saleor.simulator.state.orders import Order
from storefront_sync.saleor.simulator.state.places import Address, Channel, Warehouse
from storefront_sync.saleor.simulator.state.store import Store
from storefront_sync.saleor.simulator.viewer import Viewer
from storefront_sync.saleor.simulator.webhooks import Workers

# Saleor answers no ignored or partial writes of a proxy's making, and its core knows no request limit.
FOREIGN_FAULTS = {"ignored_write_rate": 0.0, "partial_rate": 0.0, "order_feed_lag_seconds": 0.0}
ADDRESS: Mapping[str, str] = {
    "streetAddress1": "Jl. Contoh 1",
    "city": "Surabaya",
    "postalCode": "60111",
    "country": "ID",
    "countryArea": "Jawa Timur",
}
CREATE = (
    "mutation($input: CheckoutCreateInput!) { checkoutCreate(input: $input)"
    " { errors { code } checkout { id } } }"
)
DELIVER = (
    "mutation($id: ID!, $method: ID!) { checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $method)"
    " { errors { code } } }"
)
COMPLETE = "mutation($id: ID!) { checkoutComplete(id: $id) { errors { code } order { id } } }"
CANCEL = "mutation($id: ID!) { orderCancel(id: $id) { errors { code } } }"
PAY = "mutation($id: ID!) { orderMarkAsPaid(id: $id) { errors { code } } }"
STOCK = (
    "mutation($variant: ID!, $stocks: [StockInput!]!) { productVariantStocksUpdate(variantId: $variant,"
    " stocks: $stocks) { errors { code } } }"
)
PRICE = (
    "mutation($variant: ID!, $input: [ProductVariantChannelListingAddInput!]!) {"
    " productVariantChannelListingUpdate(id: $variant, input: $input) { errors { code } } }"
)
SHIP = (
    "mutation($order: ID!, $input: OrderFulfillInput!) { orderFulfill(order: $order, input: $input)"
    " { errors { code } } }"
)


class ShopWorld:
    """The control plane's view of one server."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        dice: Dice,
        workers: Workers,
        app: Callable[[], App],
        base_url: Callable[[], str],
        install: Callable[[Installation], None],
        subscribe: Callable[[str, str], object],
    ) -> None:
        self._store = store
        self._engine = engine
        self._dice = dice
        self._workers = workers
        self._app = app
        self._base_url = base_url
        self._install = install
        self._subscribe = subscribe

    def truth(self) -> Json:
        """Variants with stocks and list prices, and all orders but drafts that were deleted."""
        with self._store.lock:
            now = self._store.now()
            variants = [
                {
                    "variant_id": row.id,
                    "sku": row.sku,
                    "price": next(
                        (int(one.price) for one in row.listings.values() if one.price is not None), None
                    ),
                    "stocks": [
                        {
                            "warehouse": stock.warehouse.slug,
                            "quantity": stock.quantity,
                            "allocated": stock.quantity_allocated,
                            "reserved": stock.reserved(now),
                        }
                        for stock in row.stocks.values()
                    ],
                }
                for row in self._store.variants
            ]
            return {
                "now": now.timestamp(),
                "variants": variants,
                "orders": [_order(row) for row in self._store.orders],
            }

    def events(self, after: int, limit: int) -> Json:
        """The journal above a number; `last` is the number to go on from."""
        events = self._store.journal.after(after, limit)
        return {"events": events, "last": events[-1]["seq"] if events else after}

    def credentials(self) -> Json:
        """How to call the API: as a ready-made app with every permission, or as staff."""
        with self._store.lock:
            app = self._app()
            return {
                "api_url": f"{self._base_url()}/graphql/",
                "app_token": app.token,
                "app_id": app.id,
                "staff_token": self._store.staff_token,
                "staff_email": self._store.staff.email,
                "staff_password": self._store.staff_password,
                "channel": self._store.channels[0].slug if self._store.channels else "",
                "channels": [
                    {"slug": row.slug, "warehouses": [place.slug for place in row.warehouses]}
                    for row in self._store.channels
                ],
                "warehouses": [row.slug for row in self._store.warehouses],
            }

    def faults(self) -> Faults:
        """The faults in force."""
        return self._dice.faults

    def set_faults(self, faults: Faults) -> None:
        """Put other faults in force; those that Saleor can't have are left out."""
        self._dice.replace(faults.model_copy(update=FOREIGN_FAULTS))

    def place_order(self, order: NewOrder) -> Outcome:
        """A shopper's checkout from cart to order."""
        with self._store.lock:
            channel = self._channel(order.channel)
            found = [(self._store.variant_by_sku.get(piece.sku), piece.quantity) for piece in order.lines]
            if channel is None or any(variant is None for variant, _ in found):
                return 409, {"error": "unknown_listing"}
            address = _address(self._store)
            shipping = options(self._engine.call(Viewer()), channel, address)
            lines = [{"variantId": row.id, "quantity": count} for row, count in found if row is not None]
            given = {
                "channel": channel.slug,
                "email": "pembeli@example.com",
                "lines": lines,
                "shippingAddress": dict(ADDRESS),
                "billingAddress": dict(ADDRESS),
            }
            made = self._shop(CREATE, "checkoutCreate", input=given)
            checkout = made.get("checkout")
            if not isinstance(checkout, dict) or not shipping:
                return 409, {"error": _refusal(made)}
            self._shop(DELIVER, "checkoutDeliveryMethodUpdate", id=checkout["id"], method=shipping[0].id)
            done = self._shop(COMPLETE, "checkoutComplete", id=checkout["id"])
            placed = done.get("order")
            if not isinstance(placed, dict):
                return 409, {"error": _refusal(done)}
            if order.paid:
                self._staff(PAY, "orderMarkAsPaid", id=placed["id"])
            return 200, {"order_id": placed["id"]}

    def change_order(self, order_id: str, action: str) -> Outcome:
        """Staff cancel, take the money for, or send an order; or it expires unpaid."""
        with self._store.lock:
            order = self._store.find(Order, order_id)
            if order is None:
                return 409, {"error": "unknown_order"}
            if action == "expire":
                call = self._engine.call(Viewer())
                expired = expire_order(call, order)
                call.commit()
                return (200, {"order_id": order_id}) if expired else (409, {"error": "refused"})
            if action == "cancel":
                result = self._staff(CANCEL, "orderCancel", id=order_id)
            elif action == "pay":
                result = self._staff(PAY, "orderMarkAsPaid", id=order_id)
            elif action == "ship":
                result = self._staff(SHIP, "orderFulfill", order=order_id, input={"lines": _parcels(order)})
            else:
                return 404, {"error": "not_found"}
        return (409, {"error": "refused"}) if result.get("errors") else (200, {"order_id": order_id})

    def edit(self, edit: Edit) -> Outcome:
        """Staff set a stock or a price in the Dashboard."""
        with self._store.lock:
            variant = self._store.variant_by_sku.get(edit.sku)
            if variant is None:
                return 409, {"error": "unknown_listing"}
            if edit.quantity is not None or edit.added is not None:
                place = self._warehouse(
                    edit.warehouse, [stock.warehouse for stock in variant.stocks.values()]
                )
                if place is None:
                    return 409, {"error": "unknown_warehouse"}
                here = sum(row.quantity for row in variant.stocks.values() if row.warehouse is place)
                before = here if edit.quantity is None else edit.quantity
                rows = [{"warehouse": place.id, "quantity": before + (edit.added or 0)}]
                self._staff(STOCK, "productVariantStocksUpdate", variant=variant.id, stocks=rows)
            if edit.price is not None:
                prices = [
                    {"channelId": row.channel.id, "price": str(edit.price)}
                    for row in variant.listings.values()
                ]
                self._staff(PRICE, "productVariantChannelListingUpdate", variant=variant.id, input=prices)
        return 200, {"sku": edit.sku}

    def tokens(self, action: TokenAction) -> Outcome:
        """Take the apps' tokens away: each app is left without one that works."""
        if action.action != "revoke":
            return 409, {"error": "unknown_action"}
        with self._store.lock:
            for app in self._store.apps:
                if action.app_id in (None, app.id):
                    app.token = self._store.new_token()
        return 200, {"revoked": True}

    def install(self, manifest_url: str) -> Outcome:
        """Install an app as staff would, and wait for the outcome."""
        with self._store.lock:
            known = {app.id for app in self._store.apps}
            stamp = self._store.stamp("AppInstallation", long_key=True)
            running = Installation(*stamp, app_name="", manifest_url=manifest_url, permissions=None)
            self._store.installations.append(running)
        self._install(running)
        with self._store.lock:
            if running.status == "FAILED":
                return 409, {"error": running.message or "failed"}
            app = next((row for row in self._store.apps if row.id not in known), None)
            return 200, {"app_id": app.id if app else "", "token_last4": app.token[-4:] if app else ""}

    def subscribe(self, url: str) -> Json:
        """Have the ready-made app told of all that our own App subscribes to."""
        names = []
        for name in SUBSCRIPTIONS:
            self._subscribe(url, operation(f"subscriptions/{name}"))
            names.append(name)
        return {"subscribed": names}

    def waiting(self) -> int:
        """Webhooks and installations that are queued or under way."""
        return self._workers.waiting()

    def _channel(self, slug: str | None) -> Channel | None:
        if slug is None:
            return next(iter(self._store.channels), None)
        return next((row for row in self._store.channels if row.slug == slug), None)

    def _warehouse(self, slug: str | None, own: list[Warehouse]) -> Warehouse | None:
        if slug is None:
            return next(iter(own or self._store.warehouses), None)
        return next((row for row in self._store.warehouses if row.slug == slug), None)

    def _shop(self, query: str, field: str, **variables: object) -> Json:
        return _part(self._engine.run_inside(query, variables, Viewer(), "order"), field)

    def _staff(self, query: str, field: str, **variables: object) -> Json:
        viewer = Viewer(staff=self._store.staff)
        return _part(self._engine.run_inside(query, variables, viewer, "edit"), field)


def _address(store: Store) -> Address:
    """The shopper's address as it will be stored."""
    return Address(*store.stamp("Address"), postal_code=ADDRESS["postalCode"], country_code="ID")


def _part(data: Json, field: str) -> Json:
    value = data[field]
    return value if isinstance(value, dict) else {}


def _refusal(result: Json) -> str:
    errors = result.get("errors")
    codes = {str(error.get("code")) for error in errors} if isinstance(errors, list) else set()
    return "sold_out" if "INSUFFICIENT_STOCK" in codes else "not_live"


def _parcels(order: Order) -> list[Json]:
    return [
        {
            "orderLineId": line.id,
            "stocks": [
                {"quantity": held.quantity, "warehouse": held.warehouse.id} for held in line.allocations
            ],
        }
        for line in order.lines
        if line.allocations
    ]


def _order(row: Order) -> Json:
    return {
        "order_id": row.id,
        "number": row.number,
        "external_reference": row.external_reference,
        "status": row.status,
        "origin": row.origin.lower(),
        "created_at": row.created.timestamp(),
        "channel": row.channel.slug,
        "total": int(row.total),
        "charged": int(row.charged),
        "lines": [
            {
                "sku": line.product_sku,
                "variant_id": line.variant.id if line.variant else None,
                "quantity": line.quantity,
                "unit_price": int(line.unit_price),
            }
            for line in row.lines
        ],
    }
