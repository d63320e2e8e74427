"""Categories, their attributes and rules, on the wire."""

from __future__ import annotations

from connectors.base.category import Attribute, AttributeKind
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.tree import indonesian_tree
from connectors.tokopedia.simulator.refusal import success
from connectors.tokopedia.simulator.rules import leaf_of, spoken

INVITED_PARENT = "699000"
INVITED = (
    {"id": INVITED_PARENT, "parent_id": "0", "local_name": "Emas", "is_leaf": False},
    {
        "id": "699001",
        "parent_id": INVITED_PARENT,
        "local_name": "Logam Mulia",
        "is_leaf": True,
        "permission_statuses": ["INVITE_ONLY", "NON_MAIN_CATEGORY"],
    },
)
"""Categories in which only chosen sellers may list."""

OF_VARIANTS = {"id": "100000", "name": "Warna", "type": "SALES_PROPERTY", "is_requried": False, "values": []}


def categories(request: Incoming, fate: Fate) -> Outgoing:
    """The whole tree, flat."""
    rows: list[dict[str, object]] = [
        {
            "id": node.category_id,
            "parent_id": node.parent_id or "0",
            "local_name": node.name,
            "is_leaf": node.leaf,
            "permission_statuses": ["AVAILABLE"],
        }
        for node in indonesian_tree().categories
    ]
    return success({"categories": [*rows, *INVITED]})


def attributes(request: Incoming, fate: Fate) -> Outgoing:
    """The attributes of a leaf, among them one that is for variants."""
    leaf = leaf_of(request.path.split("/")[-2])
    return success({"attributes": [OF_VARIANTS, *(_attribute(spoken(row)) for row in leaf.attributes)]})


def rules(request: Incoming, fate: Fate) -> Outgoing:
    """What a leaf wants beyond attributes."""
    leaf = leaf_of(request.path.split("/")[-2])
    papers = [{"id": "602362", "name": name, "is_required": True} for name in leaf.needs]
    return success(
        {
            "product_certifications": papers,
            "size_chart": {"is_supported": False, "is_required": False},
            "cod": {"is_supported": True},
            "package_dimension": {"is_required": leaf.package_size},
            # A text with quotes in it, as in the vendor's sample.
            "allowed_special_product_types": '"PRE_ORDER"' if leaf.pre_order else "",
        }
    )


def _attribute(attribute: Attribute) -> dict[str, object]:
    row: dict[str, object] = {
        "id": attribute.attribute_id,
        "name": attribute.name,
        "type": "PRODUCT_PROPERTY",
        # The vendor's own spelling.
        "is_requried": attribute.required,
        "values": [{"id": choice.choice_id, "name": choice.name} for choice in attribute.choices],
        "is_customizable": attribute.free or attribute.kind is AttributeKind.TEXT,
        "is_multiple_selection": attribute.kind is AttributeKind.CHOICES,
    }
    if attribute.kind is AttributeKind.NUMBER:
        row["value_data_format"] = "POSITIVE_INT_OR_DECIMAL"
    return row
