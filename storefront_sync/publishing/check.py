"""Whether a product could be published in a shop as it is, and in plain words what is lacking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.base.category import CategoryRules, Courier
from connectors.base.draft import ImageId
from connectors.base.protocol import Connector
from connectors.base.readiness import Missing, missing
from storefront_sync.core.sentences import sentence
from storefront_sync.publishing.choices import Chosen, chosen_for
from storefront_sync.publishing.draft import Given, Made, make_draft
from storefront_sync.publishing.products import listed_already, numbers_in, read_product
from storefront_sync.publishing.trees import Shelf
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.product import ProductRead
from storefront_sync.tenants.models import Shop

OF_LISTINGS = "id"
"""The language of what buyers read."""


@dataclass(frozen=True)
class Reach:
    """What checking and publishing need of this process: a shop's connector and its cooperative's Saleor.
    `fresh_for` is how old categories and their rules may be."""

    connector: Connector
    client: SaleorClient
    fresh_for: timedelta
    now: Callable[[], datetime]


@dataclass(frozen=True)
class Checked:
    """A product held against one shop. `lacks` empty = ready; `pictures` are Saleor's ids of those shown."""

    product: ProductRead
    chosen: Chosen
    rules: CategoryRules | None
    made: Made
    lacks: tuple[Missing, ...]

    @property
    def pictures(self) -> tuple[str, ...]:
        """Saleor's ids of the pictures that the draft shows, in order."""
        return tuple(picture.id for picture in self.product.pictures[: len(self.made.draft.images)])


def check(shop: Shop, product_id: str, reach: Reach, images: Mapping[str, str] | None = None) -> Checked:
    """Read the product and hold it against the shop. `images` are the marketplace's ids by Saleor's of
    pictures handed over; without, the pictures only count.

    Raises UnknownProduct, and ConnectorError where Saleor, or a marketplace of which nothing is known yet,
    can't be asked.
    """
    product = read_product(reach.client, shop.cooperative, product_id)
    chosen = chosen_for(shop.cooperative_id, shop.marketplace, product)
    catalogue = reach.connector.catalogue
    rules: CategoryRules | None = None
    couriers: tuple[Courier, ...] = ()
    first: list[Missing] = []
    if catalogue is None:
        first.append(Missing("shop", "publish.no_catalogue"))
    else:
        shelf = Shelf(shop, catalogue, reach.fresh_for, reach.now)
        couriers = shelf.couriers()
        if chosen.category_id is not None:
            rules = shelf.rules(chosen.category_id)
            if rules is None:
                first.append(Missing("category", "publish.category_gone", {"category": chosen.category_id}))
    pictures = [picture.id for picture in product.pictures]
    handed = {} if images is None else images
    made = make_draft(
        product,
        Given(
            numbers=numbers_in(shop, product),
            chosen=chosen,
            rules=rules,
            couriers=couriers,
            images=tuple(ImageId(handed.get(picture, picture)) for picture in pictures),
            sku_prefix=shop.cooperative.sku_prefix,
            tier_name=sentence("publish.variant", OF_LISTINGS),
        ),
    )
    lacks = (*first, *made.obstacles, *missing(made.draft, rules, couriers))
    told = {row.where for row in made.obstacles}
    return Checked(
        product, chosen, rules, made, tuple(row for row in lacks if not _doubled(row, told, first))
    )


def already_listed(shop: Shop, checked: Checked) -> tuple[Missing, ...]:
    """The shop's listings that are this product already."""
    rows = [row for row in checked.made.variants if row is not None]
    return listed_already(shop, [model.sku for model in checked.made.draft.models], rows)


def _doubled(row: Missing, told: set[str], first: list[Missing]) -> bool:
    """Whether something else said the same, and why: a price that can't be had is missing, too."""
    if row.key == "ready.category":
        return any(one.where == "category" for one in first)
    return row.key == "ready.price_missing" and row.where in told
