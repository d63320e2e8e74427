"""Arguments of shoppers."""

from __future__ import annotations

from pydantic import Field

from storefront_sync.saleor.simulator.arguments.base import Arguments, MetadataItemInput
from storefront_sync.saleor.simulator.arguments.setup import AddressInput, AddressRules


class CheckoutRules(Arguments):
    shipping_address: AddressRules = AddressRules()
    billing_address: AddressRules = AddressRules()


class CheckoutLineInput(Arguments):
    variant_id: str
    quantity: int
    force_new_line: bool = False


class CheckoutInput(Arguments):
    channel: str | None = None
    email: str = ""
    lines: list[CheckoutLineInput]
    shipping_address: AddressInput | None = None
    billing_address: AddressInput | None = None
    validation_rules: CheckoutRules = CheckoutRules()
    metadata: list[MetadataItemInput] = Field(default_factory=list)


class CheckoutArguments(Arguments):
    input: CheckoutInput


class CheckoutLinesArguments(Arguments):
    id: str | None = None
    lines: list[CheckoutLineInput]


class DeliveryMethodArguments(Arguments):
    id: str | None = None
    delivery_method_id: str | None = None


class CheckoutId(Arguments):
    id: str | None = None
