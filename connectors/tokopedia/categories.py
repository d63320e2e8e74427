"""TikTok Shop's categories and what they want of a listing. The limits are those of December 2025."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.category import (
    Attribute,
    AttributeId,
    AttributeKind,
    Category,
    CategoryId,
    CategoryRules,
    Choice,
    Span,
)
from connectors.tokopedia.catalogue_wire import (
    AttributesWire,
    CategoriesWire,
    CategoryAttributeWire,
    CategoryWire,
    RulesWire,
)
from connectors.tokopedia.client import TikTokShopClient
from connectors.tokopedia.config import LOCALE

OPEN_TO_ALL = "AVAILABLE"
OF_THE_PRODUCT = "PRODUCT_PROPERTY"
NUMBERS = "POSITIVE_INT_OR_DECIMAL"
PRE_ORDER = "PRE_ORDER"
SIZE_CHART = "Tabel ukuran"

IN_INDONESIAN = (("locale", LOCALE),)


class Categories:
    """Reads the tree and its rules for one shop."""

    def __init__(self, client: TikTokShopClient) -> None:
        self._client = client

    def tree(self) -> tuple[Category, ...]:
        """The leaves that any seller may list in, and what leads to them."""
        nodes = self._client.get("categories", CategoriesWire, query=IN_INDONESIAN).categories
        return _reachable([node for node in nodes if node.id])

    def rules(self, category_id: CategoryId) -> CategoryRules:
        """What one leaf wants, in two calls; raises Rejected where there is no such leaf."""
        given = self._client.get(
            "attributes", AttributesWire, query=IN_INDONESIAN, category_id=category_id
        ).attributes
        rules = self._client.get("category_rules", RulesWire, query=IN_INDONESIAN, category_id=category_id)
        needs = [row.name for row in rules.product_certifications if row.is_required]
        if rules.size_chart.is_required:
            needs.append(SIZE_CHART)
        takes_pre_orders = PRE_ORDER in rules.allowed_special_product_types
        return CategoryRules(
            category_id=category_id,
            attributes=tuple(_attribute(row) for row in given if row.id and row.type == OF_THE_PRODUCT),
            title=Span(25, 255),
            # The vendor counts 10,000 characters of HTML; half of that leaves room for the marks.
            description=Span(1, 5_000),
            images=Span(1, 9),
            price=Span(1, None),
            stock=Span(1, 99_999),
            weight_grams=Span(1, None),
            tiers=3,
            options=100,
            models=100,
            pre_order_days=Span(3, 30) if takes_pre_orders else Span(1, 0),
            sku=Span(1, 50),
            spaces_in_sku=False,
            tier_name=Span(1, 20),
            option=Span(1, 50),
            plain_text=True,
            needs=tuple(needs),
            package_size=rules.package_dimension.is_required,
        )


def _reachable(nodes: Sequence[CategoryWire]) -> tuple[Category, ...]:
    parents = {node.id: node.parent_id for node in nodes}
    kept: set[str] = set()
    for node in nodes:
        open_to_all = not node.permission_statuses or OPEN_TO_ALL in node.permission_statuses
        at = node.id if node.is_leaf and open_to_all else ""
        while at in parents and at not in kept:
            kept.add(at)
            at = parents[at]
    return tuple(
        Category(
            CategoryId(node.id),
            CategoryId(node.parent_id if node.parent_id in parents else ""),
            node.local_name,
            node.is_leaf,
        )
        for node in nodes
        if node.id in kept
    )


def _attribute(row: CategoryAttributeWire) -> Attribute:
    return Attribute(
        attribute_id=AttributeId(row.id),
        name=row.name,
        kind=_kind(row),
        required=row.is_required or row.is_requried,
        choices=tuple(Choice(value.id, value.name) for value in row.values if value.id),
        free=row.is_customizable,
    )


def _kind(row: CategoryAttributeWire) -> AttributeKind:
    if row.values:
        return AttributeKind.CHOICES if row.is_multiple_selection else AttributeKind.CHOICE
    return AttributeKind.NUMBER if row.value_data_format == NUMBERS else AttributeKind.TEXT
