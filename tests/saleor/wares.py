"""Products with all that a listing needs, put into a simulated Saleor's books."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.simulator.arguments.catalogue import PriceInput
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.product_mutations import set_price
from storefront_sync.saleor.simulator.resolvers.stocks import open_stock
from storefront_sync.saleor.simulator.state.catalogue import (
    Attribute,
    AttributeValue,
    Category,
    Product,
    ProductListing,
    ProductMedia,
    ProductType,
    Variant,
)
from storefront_sync.saleor.simulator.viewer import Viewer

JPEG = b"\xff\xd8\xff\xe0" + b"picture"


@dataclass(frozen=True)
class Ware:
    """A variant to be: options by attribute name, weight in grams, price in rupiah, pieces on hand."""

    sku: str | None
    options: Mapping[str, str]
    price: int | None = 75_000
    weight_g: int | None = 250
    on_hand: int = 9


def text(words: str) -> str:
    """A description of one paragraph, as Saleor's editor writes it."""
    return json.dumps({"blocks": [{"type": "paragraph", "data": {"text": words}}]})


class Wares:
    """Puts products into the first channel of a simulator, or another."""

    def __init__(self, simulator: SaleorSimulator, channel: int = 0) -> None:
        self._simulator = simulator
        self._store = simulator.store
        self._channel = self._store.channels[channel]

    def product(
        self,
        name: str,
        wares: Sequence[Ware],
        *,
        kind: str = "Seragam",
        category: str = "Busana",
        description: str | None = text("Kain katun, jahitan rapi."),
        pictures: Sequence[bytes] = (JPEG,),
        facts: Mapping[str, str] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> Product:
        """A published product with variants that are chosen by their options."""
        with self._store.lock:
            names = list(dict.fromkeys(option for ware in wares for option in ware.options))
            product = Product(
                *self._store.stamp("Product"),
                name=name,
                slug=name.casefold().replace(" ", "-"),
                product_type=self._kind(kind, names, list(facts or {})),
                category=self._category(category),
                description=description,
                metadata=dict(metadata or {}),
            )
            for fact, value in (facts or {}).items():
                row = next(one for one in product.product_type.product_attributes if one.name == fact)
                product.attributes[row.pk] = [self._value(value)]
            product.listings[self._channel.pk] = ProductListing(
                *self._store.stamp("ProductChannelListing"), channel=self._channel
            )
            self._store.products.append(self._store.add(product))
            for number, content in enumerate(pictures):
                self.picture(product, content, number)
            for ware in wares:
                self.variant(product, ware)
        return product

    def picture(self, product: Product, content: bytes, place: int = 0) -> ProductMedia:
        """One more picture."""
        row = ProductMedia(*self._store.stamp("ProductMedia"), content=content, sort_order=place)
        product.media.append(self._store.add(row))
        return row

    def variant(self, product: Product, ware: Ware) -> Variant:
        """One more variant."""
        store = self._store
        row = Variant(
            *store.stamp("ProductVariant"),
            name=" / ".join(ware.options.values()) or ware.sku or "",
            sku=ware.sku,
            product=product,
            weight_g=None if ware.weight_g is None else Decimal(ware.weight_g),
        )
        for option, value in ware.options.items():
            attribute = next(one for one in product.product_type.variant_attributes if one.name == option)
            row.attributes[attribute.pk] = [self._choice(attribute, value)]
        store.variants.append(store.add(row))
        product.variants.append(row)
        if ware.sku:
            store.variant_by_sku[ware.sku] = row
        call = Call(store, Viewer(), self._simulator, cause="seed")
        if ware.price is not None:
            set_price(call, row, PriceInput(channel_id=self._channel.id, price=Decimal(ware.price)))
        open_stock(call, row, self._channel.warehouses[0], ware.on_hand, "seed")
        return row

    def _kind(self, name: str, options: Sequence[str], facts: Sequence[str]) -> ProductType:
        row = ProductType(*self._store.stamp("ProductType"), name=name, slug=name.casefold())
        row.variant_attributes = [self._attribute(option) for option in options]
        row.chosen_by = list(row.variant_attributes)
        row.product_attributes = [self._attribute(fact) for fact in facts]
        self._store.product_types.append(self._store.add(row))
        return row

    def _attribute(self, name: str) -> Attribute:
        slug = name.casefold().replace(" ", "-")
        known = next((row for row in self._store.attributes if row.slug == slug), None)
        if known is None:
            known = Attribute(*self._store.stamp("Attribute"), name=name, slug=slug, input_type="DROPDOWN")
            self._store.attributes.append(self._store.add(known))
        return known

    def _choice(self, attribute: Attribute, name: str) -> AttributeValue:
        known = next((value for value in attribute.values if value.name == name), None)
        if known is None:
            known = self._value(name)
            attribute.values.append(known)
        return known

    def _value(self, name: str) -> AttributeValue:
        boolean = {"yes": True, "no": False}.get(name)
        stamp = self._store.stamp("AttributeValue")
        return AttributeValue(*stamp, name=name, slug=name.casefold(), boolean=boolean)

    def _category(self, name: str) -> Category:
        known = next((row for row in self._store.categories if row.name == name), None)
        if known is None:
            known = Category(*self._store.stamp("Category"), name=name, slug=name.casefold())
            self._store.categories.append(self._store.add(known))
        return known
