"""What staff ask of publishing: look, choose, send, take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connectors.base.category import CategoryId, CategoryRules
from mappings.categories import CategorySuggestion
from storefront_sync.core.errors import StorefrontError
from storefront_sync.jobs import process
from storefront_sync.jobs.publications import wake_publishing
from storefront_sync.publishing import rows, upkeep
from storefront_sync.publishing.check import Checked, Reach, already_listed, check
from storefront_sync.publishing.choices import Change, choose, refs
from storefront_sync.publishing.models import Choice, Publication
from storefront_sync.publishing.products import product_id_of, read_product
from storefront_sync.publishing.suggest import suggest
from storefront_sync.publishing.trees import Shelf
from storefront_sync.publishing.values import parse
from storefront_sync.saleor.product import ProductRead
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.named import shops_named


class UnknownShop(StorefrontError):
    """No shop goes by that name, or several do."""


class NothingChosen(StorefrontError):
    """A category or attributes are to be chosen that there are not."""


@dataclass(frozen=True)
class Wish:
    """What staff choose, as they type it: attributes as "name=value"."""

    change: Change
    attributes: tuple[str, ...] = ()


def shop_of(name: str, cooperative: str = "") -> Shop:
    """A shop by its marketplace or its account's number there, of one cooperative (by slug) or the only such
    one. Raises UnknownShop."""
    shops = list(shops_named(name, cooperative)[:2]) if name else []
    if len(shops) != 1:
        raise UnknownShop("publish.which_shop" if shops else "publish.unknown_shop")
    return shops[0]


def look(shop: Shop, name: str) -> Checked:
    """Whether a product, by SKU or id, is ready for the shop. Raises UnknownProduct, ConnectorError."""
    checked = check(shop, product_id_of(shop.cooperative, name), process.reach(shop))
    return replace(checked, lacks=(*already_listed(shop, checked), *checked.lacks))


def suggestions(shop: Shop, name: str) -> tuple[ProductRead, tuple[CategorySuggestion, ...]]:
    """A product, and categories of the shop's marketplace that may fit it, best first. Raises
    UnknownProduct, NothingChosen where no app may publish there, ConnectorError."""
    reach = process.reach(shop)
    product = read_product(reach.client, shop.cooperative, product_id_of(shop.cooperative, name))
    catalogue = reach.connector.catalogue
    if catalogue is None:
        raise NothingChosen("publish.no_catalogue")
    return product, suggest(Shelf(shop, catalogue, reach.fresh_for, reach.now).tree(), product)


def decide(shop: Shop, name: str, scope: str, wish: Wish) -> Checked:
    """Keep a choice for a product, its category, its type, or the cooperative ("" = its category, else its
    type), and look again. Raises what `look` and `values.parse` do."""
    reach = process.reach(shop)
    product_id = product_id_of(shop.cooperative, name)
    product = read_product(reach.client, shop.cooperative, product_id)
    known = refs(product)
    chosen_scope = scope or (Choice.Scope.CATEGORY if Choice.Scope.CATEGORY in known else Choice.Scope.TYPE)
    if chosen_scope not in known:
        raise NothingChosen("publish.no_such_scope")
    change = wish.change
    if wish.attributes or change.category_id:
        category = change.category_id or check(shop, product_id, reach).chosen.category_id
        rules = _rules(shop, category or "", reach)
        change = replace(change, attributes=parse(rules, wish.attributes))
    ref = known[chosen_scope]
    choose(shop.cooperative, shop.marketplace, chosen_scope, ref, change, process.now())
    return look(shop, name)


def _rules(shop: Shop, category: str, reach: Reach) -> CategoryRules:
    if not category:
        raise NothingChosen("publish.no_category_yet")
    catalogue = reach.connector.catalogue
    if catalogue is None:
        raise NothingChosen("publish.no_catalogue")
    found = Shelf(shop, catalogue, reach.fresh_for, reach.now).rules(CategoryId(category))
    if found is None:
        raise NothingChosen("publish.category_unknown")
    return found


def send(shop: Shop, names: Sequence[str]) -> list[Checked]:
    """Have products published that lack nothing; the others are given back with what they lack. What was
    stopped is tried again.

    Raises UnknownProduct or ConnectorError for the first that can't be looked at; those before it are on
    their way.
    """
    looked = []
    for name in names:
        checked = look(shop, name)
        looked.append(checked)
        open_ = Publication.objects.filter(
            shop=shop, product_id=checked.product.product_id, closed_at=None, kind=Publication.Kind.PUBLISH
        )
        if not checked.lacks or open_.exclude(item_id="", sent_at=None).exists():
            rows.ask(shop, checked.product.product_id, checked.product.name, process.now())
            wake_publishing(shop.pk)
    return looked


def withdraw(shop: Shop, name: str) -> Publication:
    """Give up a publication that waits for staff. Raises UnknownProduct, UnderWay."""
    product_id = product_id_of(shop.cooperative, name)
    row = Publication.objects.filter(shop=shop, product_id=product_id, closed_at=None).first()
    if row is None:
        raise rows.UnderWay("publish.nothing_open")
    rows.withdraw(row, process.now())
    return row


def keep(shop: Shop, item_id: str, name: str) -> None:
    """Have a listing that staff made follow a product. Raises UnknownListing, UnknownProduct."""
    product_id = product_id_of(shop.cooperative, name)
    product = read_product(process.reach(shop).client, shop.cooperative, product_id)
    upkeep.keep(shop, item_id, product_id, product.name, process.now())
    wake_publishing(shop.pk)
