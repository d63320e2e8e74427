"""Categories of a marketplace that may fit a product, by its name and by what the store calls its kind."""

from __future__ import annotations

from connectors.base.category import Category
from mappings.categories import CategoryFinder, CategorySuggestion, Node
from storefront_sync.saleor.product import ProductRead

MOST = 5


def suggest(tree: tuple[Category, ...], product: ProductRead) -> tuple[CategorySuggestion, ...]:
    """The best leaves first, with the words that speak for each; () where no word does. The product's name
    goes before the store's category and type, which fill up the list."""
    finder = CategoryFinder(Node(row.category_id, row.parent_id, row.name, row.leaf) for row in tree)
    category = "" if product.category is None else product.category.name
    found: dict[str, CategorySuggestion] = {}
    for name in (product.name, category, product.product_type.name):
        for row in finder.suggest(name, MOST) if name else ():
            found.setdefault(row.category_id, row)
    return tuple(found.values())[:MOST]
