"""What a marketplace adds to the simulator that is the same for all: its calls, words, ids and habits."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from connectors.base.category import Courier
from connectors.base.simulator.consent import Asked
from connectors.base.simulator.endpoint import Endpoint
from connectors.base.simulator.habits import Habits
from connectors.base.simulator.orders import SoldLine, SoldOrder
from connectors.base.simulator.returned import SoldReturn
from connectors.base.simulator.seed import SeedShop
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import Model
from connectors.base.simulator.switches import Switch
from connectors.base.simulator.tokens import TokenLife
from connectors.base.types import AppCredentials, ShopAccess
from mappings.words import Aspect


class Dialect(ABC):
    """A subclass must give what is abstract, and gives the rest where it differs from the usual."""

    key: ClassVar[str]
    catalog_file: ClassVar[str]
    rows_of_a_write: ClassVar[int]
    token_life: ClassVar[TokenLife]
    webhook_retry_seconds: ClassVar[Sequence[float]]
    code_life_seconds: ClassVar[float] = 1800.0
    """How long a code of the consent screen is good."""
    habits: ClassVar[Habits] = Habits()
    switches: ClassVar[tuple[Switch, ...]] = ()
    audit_seconds: ClassVar[float] = 0.0
    """How long a listing that is made or shown is looked over."""
    picture_bytes: ClassVar[int] = 10 * 1024 * 1024
    couriers: ClassVar[tuple[Courier, ...]] = ()
    """Those of each shop, where a listing chooses some."""

    numbers: random.Random
    """Draws ids."""

    @classmethod
    @abstractmethod
    def default_shop_id(cls) -> str:
        """The shop id of a catalogue that is loaded without naming one."""

    @classmethod
    @abstractmethod
    def seed_of(cls, catalog: bytes, shop_id: str, shop_name: str) -> SeedShop:
        """The neutral seed in the marketplace's own catalogue JSON."""

    @abstractmethod
    def main_model(self, item_id: str) -> str:
        """The model id of an item without models."""

    @abstractmethod
    def new_order_id(self, line: SoldLine) -> str:
        """An unused order id in the marketplace's form; `line` is the order's first."""

    def new_front(self) -> str:
        """The shop front on which the next order is placed; "" where there is one only."""
        return ""

    def new_parcel_id(self) -> str:
        """A parcel's number in the marketplace's form."""
        return self.digits(15)

    def new_tracking_number(self) -> str:
        """A courier's tracking number."""
        return f"ID{self.digits(12)}"

    def new_return_id(self) -> str:
        """A return's number in the marketplace's form."""
        return self.digits(15)

    def digits(self, count: int) -> str:
        """Random digits, the first not 0."""
        return str(self.numbers.randrange(10 ** (count - 1), 10**count))

    def puts_back(self) -> bool:
        """Whether the marketplace puts cancelled pieces back on show."""
        return True

    @abstractmethod
    def endpoint(self, request: Incoming) -> Endpoint | None:
        """The API call that this request is for."""

    @abstractmethod
    def shop_of(self, request: Incoming) -> str:
        """The shop that a request speaks for, as far as it says."""

    @abstractmethod
    def admit(self, request: Incoming, endpoint: Endpoint) -> Outgoing | None:
        """The refusal of a request with a wrong signature, timestamp or token; None lets it in."""

    @abstractmethod
    def throttled(self, request: Incoming) -> Outgoing:
        """ "Too many calls" in the marketplace's words."""

    @abstractmethod
    def broken(self, request: Incoming) -> Outgoing:
        """A 5xx in the marketplace's words."""

    @abstractmethod
    def unknown_path(self, request: Incoming) -> Outgoing:
        """The answer to a call that doesn't exist."""

    @abstractmethod
    def order_webhook(self, order: SoldOrder) -> bytes | None:
        """The body that tells of an order's change; None where the marketplace is silent."""

    def option_name(self, options: Sequence[str]) -> str:
        """A variant's name, made of its options."""
        return ",".join(options)

    def consent_asked(self, request: Incoming) -> Asked | Outgoing | None:
        """What a request for the consent screen asks for, or its refusal; None for any other request."""
        return None

    def consent_given(self, code: str, shops: Sequence[str]) -> Mapping[str, str]:
        """What the browser carries back after a consent; `state` is added by the caller."""
        return {"code": code}

    def consent_declined(self) -> Mapping[str, str]:
        """What the browser carries back where the seller declines."""
        return {"error": "access_denied"}

    def edit_webhook(self, shop_id: str, model: Model, aspect: Aspect, old: int, new: int) -> bytes | None:
        """The body that tells of an edit in Seller Center; None where the marketplace is silent."""
        return None

    def return_webhook(self, order: SoldOrder, changed: SoldReturn) -> bytes | None:
        """The body that tells of a return's change; None where the marketplace is silent."""
        return None

    def revoked_webhook(self, shop_id: str) -> bytes | None:
        """The body that tells that the seller took the consent back."""
        return None

    @abstractmethod
    def sign_webhook(self, url: str, body: bytes) -> Mapping[str, str]:
        """The headers that a genuine webhook carries."""

    @abstractmethod
    def app(self) -> AppCredentials:
        """The registered app."""

    def access(self, shop_id: str) -> ShopAccess:
        """Which shop a connector is to speak for."""
        return ShopAccess(shop_id)
