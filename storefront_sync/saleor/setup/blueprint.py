"""A cooperative's blueprint: what its store is made of, without a secret and without a buyer's data.

Slugs name things and are how they are found again, so a blueprint holds no ids and fits any server.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

VERSION = 1

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=100)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Postcode = Annotated[str, Field(pattern=r"^\d{5}$")]
Amount = Annotated[int, Field(ge=0, le=1_000_000_000)]
Minutes = Annotated[int, Field(ge=1, le=172_800)]


class Part(BaseModel):
    """A part of a blueprint; a word that we don't know is refused, since it is probably misspelt."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class CooperativePart(Part):
    """Whose it is. `sku_prefix` sets its SKUs apart on a server that serves several."""

    slug: Slug
    name: Name
    sku_prefix: Annotated[str, Field(max_length=20, pattern=r"^[A-Za-z0-9._-]*$")] = ""


class OrderPart(Part):
    """How the channel takes orders. Orders that nobody paid or confirmed end after `expire_after_minutes`."""

    allow_unpaid: bool = True
    confirm_automatically: bool = True
    mark_as_paid: Literal["TRANSACTION_FLOW", "PAYMENT_FLOW"] = "TRANSACTION_FLOW"
    expire_after_minutes: Minutes | None = None


class TaxPart(Part):
    """Prices in rupiah are what the shopper pays; with `charge` off nothing is added to them."""

    charge: bool = False
    prices_include_tax: bool = True
    show_with_tax: bool = True


class ChannelPart(Part):
    """The sales channel."""

    slug: Slug
    name: Name
    currency: Literal["IDR"] = "IDR"
    country: Literal["ID"] = "ID"
    allocation: Literal["PRIORITIZE_SORTING_ORDER", "PRIORITIZE_HIGH_STOCK"] = "PRIORITIZE_SORTING_ORDER"
    orders: OrderPart = OrderPart()
    tax: TaxPart = TaxPart()


class AddressPart(Part):
    """An Indonesian address. `district` is kelurahan and kecamatan, which Saleor has no field for that it
    keeps."""

    street: Annotated[str, Field(min_length=1, max_length=256)]
    district: Annotated[str, Field(max_length=256)] = ""
    city: Annotated[str, Field(max_length=256)] = ""
    province: Annotated[str, Field(min_length=1, max_length=128)]
    postcode: Postcode | Literal[""] = ""
    phone: Annotated[str, Field(pattern=r"^(?:\+?\d[\d -]{6,18})?$")] = ""


class WarehousePart(Part):
    """A place that holds stock; with `pickup` shoppers may fetch what lies there."""

    slug: Slug
    name: Name
    address: AddressPart
    pickup: bool = False


class PostcodeRange(Part):
    """Postcodes from one to another, both included."""

    first: Postcode
    last: Postcode

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("first is above last")
        return self


class MethodPart(Part):
    """A way of sending. Without `postcodes` it is offered everywhere in the zone; `for_marketplaces` is the
    one that imported orders go by, which no shopper is offered."""

    name: Name
    price: Amount = 0
    from_order: Amount = 0
    up_to_order: Amount | None = None
    days_from: Annotated[int, Field(ge=0, le=365)] | None = None
    days_to: Annotated[int, Field(ge=0, le=365)] | None = None
    postcodes: tuple[PostcodeRange, ...] = ()
    for_marketplaces: bool = False

    @model_validator(mode="after")
    def _marketplaces_pay_elsewhere(self) -> Self:
        if self.for_marketplaces and (self.price or self.postcodes):
            raise ValueError("a method for marketplaces has neither a price nor postcodes")
        return self


class ZonePart(Part):
    """A shipping zone with its methods. Only the one for marketplaces may stand in a zone without
    warehouses."""

    name: Name
    warehouses: tuple[Slug, ...] = ()
    methods: Annotated[tuple[MethodPart, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _shoppers_are_served_from_somewhere(self) -> Self:
        if not self.warehouses and not all(method.for_marketplaces for method in self.methods):
            raise ValueError("a zone for shoppers has warehouses")
        return self


Input = Literal[
    "DROPDOWN", "MULTISELECT", "SWATCH", "NUMERIC", "PLAIN_TEXT", "RICH_TEXT", "BOOLEAN", "DATE", "DATE_TIME"
]
WITH_VALUES = ("DROPDOWN", "MULTISELECT", "SWATCH")


class AttributePart(Part):
    """Something to say of a product or variant. `values` are those to choose from; more may follow."""

    slug: Slug
    name: Name
    input: Input
    values: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _values_to_choose_from(self) -> Self:
        if self.values and self.input not in WITH_VALUES:
            raise ValueError(f"{self.input} takes no values")
        return self


class ProductTypePart(Part):
    """A kind of product: what is said of the product, what of its variants, and by which a shopper
    chooses."""

    slug: Slug
    name: Name
    shipped: bool = True
    product_attributes: tuple[Slug, ...] = ()
    variant_attributes: tuple[Slug, ...] = ()
    chosen_by: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _chosen_by_variant_attributes(self) -> Self:
        if set(self.chosen_by) - set(self.variant_attributes):
            raise ValueError("chosen_by names what isn't in variant_attributes")
        return self


class CategoryPart(Part):
    """A category; imported products of it are of `product_type`."""

    slug: Slug
    name: Name
    product_type: Slug | None = None
    children: tuple[CategoryPart, ...] = ()


class ServerPart(Part):
    """Settings of the whole server. Pieces in a cart are kept for `reserve_minutes`; better not (ADR 22)."""

    reserve_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    limit_per_checkout: Annotated[int, Field(ge=1, le=100_000)] | None = 50
    fulfil_unpaid: bool = True
    weight_unit: Literal["G", "KG"] = "KG"


class StockRulePart(Part):
    """How stock is shared between channels: "store" or a marketplace's key."""

    policy: Literal["shared", "split", "last_units"] = "shared"
    weights: dict[Slug, Annotated[int, Field(ge=0, le=1000)]] = Field(default_factory=dict)
    last_units: Annotated[int, Field(ge=0, le=1000)] = 0
    last_units_channel: Slug = "store"


class ShopRulePart(Part):
    """How the numbers of a marketplace's shop are made from the store's."""

    marketplace: Slug
    buffer_units: Annotated[int, Field(ge=0, le=100_000)] = 0
    buffer_percent: Annotated[int, Field(ge=0, le=100)] = 0
    cap: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    markup_basis_points: Annotated[int, Field(ge=-10_000, le=100_000)] = 0
    rounding: Annotated[str, Field(pattern=r"^(?:none|up_to:\d+|ending:\d+)$")] = "none"
    price_floor: Amount | None = None


class RulesPart(Part):
    """Our own rules, put in force for each shop when it is connected."""

    stock: StockRulePart = StockRulePart()
    shops: tuple[ShopRulePart, ...] = ()


class Blueprint(Part):
    """All of it. What is named somewhere must be made in the same blueprint."""

    blueprint: Literal[1]
    cooperative: CooperativePart
    channel: ChannelPart
    warehouses: Annotated[tuple[WarehousePart, ...], Field(min_length=1)]
    shipping: Annotated[tuple[ZonePart, ...], Field(min_length=1)]
    attributes: tuple[AttributePart, ...] = ()
    product_types: tuple[ProductTypePart, ...] = ()
    categories: tuple[CategoryPart, ...] = ()
    server: ServerPart = ServerPart()
    rules: RulesPart = RulesPart()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        attributes = {row.slug for row in self.attributes}
        for row in self.product_types:
            _known(
                f"product_types {row.slug}", (*row.product_attributes, *row.variant_attributes), attributes
            )
        types = {row.slug for row in self.product_types}
        for category in walk(self.categories):
            if category.product_type is not None:
                _known(f"categories {category.slug}", (category.product_type,), types)
        places = {row.slug for row in self.warehouses}
        for zone in self.shipping:
            _known(f"shipping {zone.name}", zone.warehouses, places)
        for what, slugs in (
            ("attributes", [row.slug for row in self.attributes]),
            ("product_types", [row.slug for row in self.product_types]),
            ("categories", [row.slug for row in walk(self.categories)]),
            ("warehouses", [row.slug for row in self.warehouses]),
            ("shipping", [zone.name for zone in self.shipping]),
            ("methods", [method.name for zone in self.shipping for method in zone.methods]),
            ("rules", [row.marketplace for row in self.rules.shops]),
        ):
            twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
            if twice:
                raise ValueError(f"{what}: {', '.join(twice)} stands there twice")
        if sum(method.for_marketplaces for zone in self.shipping for method in zone.methods) != 1:
            raise ValueError("shipping: exactly one method must be for_marketplaces")
        return self


def walk(categories: tuple[CategoryPart, ...]) -> Iterator[CategoryPart]:
    """A tree of categories, parents first."""
    for row in categories:
        yield row
        yield from walk(row.children)


def _known(where: str, named: tuple[str, ...], known: set[str]) -> None:
    unknown = sorted(set(named) - known)
    if unknown:
        raise ValueError(f"{where}: nothing is called {', '.join(unknown)}")
