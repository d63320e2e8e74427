"""Shoppers at the suite's premises: anonymous, and unpaid as long as they like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Thing
from tests.saleor.contract.premises import Premises
from tests.saleor.wire import Tree

ADDRESS = {
    "firstName": "Pembeli",
    "lastName": "Contoh",
    "country": "ID",
    "countryArea": "Jawa Timur",
    "streetAddress1": "Jl. Mawar 3",
    "city": "Surabaya",
    "postalCode": "60126",
}
KEPT = """firstName streetAddress1 streetAddress2 city cityArea countryArea postalCode phone
  metadata { key value }"""
CREATE = f"""mutation($input: CheckoutCreateInput!) {{ checkoutCreate(input: $input) {{
  errors {{ field code message variants }} checkout {{ id stockReservationExpires
  shippingAddress {{ {KEPT} }} shippingMethods {{ id name price {{ amount }} }}
  availableCollectionPoints {{ id name }} }} }} }}"""
DELIVERIES = """mutation($id: ID!) { deliveryOptionsCalculate(id: $id) {
  errors { code } deliveries { id shippingMethod { id name } } } }"""
CHOOSE = """mutation($id: ID!, $way: ID!) { checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $way) {
  errors { field code } checkout { totalPrice { gross { amount } } } } }"""
COMPLETE = f"""mutation($id: ID!) {{ checkoutComplete(id: $id) {{ errors {{ field code variants }}
  order {{ id status total {{ gross {{ amount }} net {{ amount }} }} shippingAddress {{ {KEPT} }} }} }} }}"""

RESERVED = "{ shop { reserveStockDurationAnonymousUser reserveStockDurationAuthenticatedUser } }"
RESERVE = "mutation($input: ShopSettingsInput!) { shopSettingsUpdate(input: $input) { errors { code } } }"


class Shopper:
    """Fills carts and orders what is in them."""

    def __init__(self, premises: Premises) -> None:
        self.premises = premises
        self.caller = Caller(premises.server.api_url)

    def create(self, *lines: tuple[Thing, int], **more: object) -> Tree:
        """A new cart, or why there is none."""
        answer = self.try_create(*lines, **more)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]["checkoutCreate"]

    def try_create(self, *lines: tuple[Thing, int], **more: object) -> Tree:
        """The whole answer to a new cart."""
        pieces = [{"variantId": thing.id, "quantity": quantity} for thing, quantity in lines]
        given = {"channel": self.premises.channel, "email": "pembeli@example.com", "lines": pieces}
        addresses = {"shippingAddress": ADDRESS, "billingAddress": ADDRESS}
        return self.caller.ask(CREATE, input={**given, **addresses, **more})

    def cart(self, *lines: tuple[Thing, int], postcode: str = "60126") -> Tree:
        """A new cart with the ways that it may be delivered."""
        address = {**ADDRESS, "postalCode": postcode}
        made = self.create(*lines, shippingAddress=address)
        assert made["errors"] == []
        return made["checkout"]

    def choose(self, cart: Tree, way: str) -> Tree:
        """Choose a way of delivery by its name; never the first, since most cost money."""
        ways = {
            row["name"]: row["id"] for row in (*cart["shippingMethods"], *cart["availableCollectionPoints"])
        }
        chosen = self.caller.do(CHOOSE, id=cart["id"], way=ways[way])
        assert chosen["errors"] == []
        return chosen["checkout"]

    def complete(self, cart: Tree) -> Tree:
        """Order what is in a cart, or why not."""
        return self.caller.do(COMPLETE, id=cart["id"])

    def buy(self, *lines: tuple[Thing, int], way: str) -> Tree:
        """An order, from cart to end."""
        cart = self.cart(*lines)
        self.choose(cart, way)
        done = self.complete(cart)
        assert done["errors"] == []
        return done["order"]


@contextmanager
def reserving(staff: Caller, minutes: int) -> Iterator[None]:
    """Anonymous carts hold their pieces for so many minutes, 0 for not at all; nobody else's do."""
    before = staff.data(RESERVED)["shop"]
    wanted = {"reserveStockDurationAnonymousUser": minutes, "reserveStockDurationAuthenticatedUser": 0}
    assert staff.do(RESERVE, input=wanted)["errors"] == []
    try:
        yield
    finally:
        staff.do(RESERVE, input={name: minutes or 0 for name, minutes in before.items()})
