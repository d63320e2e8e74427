"""Categories and the fields of their products, on the wire."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base.category import Attribute, AttributeKind, CategoryId
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.tree import indonesian_tree
from connectors.lazada.simulator.asked import parameters
from connectors.lazada.simulator.refusal import success
from connectors.lazada.simulator.rules import DIMENSIONS, english, leaf_of

INPUT_TYPES = {
    (AttributeKind.CHOICE, False): "singleSelect",
    (AttributeKind.CHOICE, True): "enumInput",
    (AttributeKind.CHOICES, False): "multiSelect",
    (AttributeKind.CHOICES, True): "multiEnumInput",
}
OTHER_TYPES = {AttributeKind.NUMBER: "numeric", AttributeKind.DATE: "date", AttributeKind.TEXT: "text"}
INDONESIAN = "id_ID"
Row = dict[str, object]

ALWAYS: Sequence[tuple[str, str, str, bool, str]] = (
    ("name", "Nama Produk", "text", True, "normal"),
    ("short_description", "Sorotan", "richText", False, "normal"),
    ("description", "Deskripsi Produk", "richText", False, "normal"),
    ("video", "URL Video", "text", False, "normal"),
    ("brand", "Merek", "singleSelect", True, "normal"),
    ("delivery_option_sof", "Dikirim Penjual", "singleSelect", False, "normal"),
    ("SellerSku", "SKU Penjual", "text", True, "sku"),
    ("quantity", "Jumlah", "numeric", False, "sku"),
    ("price", "Harga", "numeric", True, "sku"),
    ("special_price", "Harga Spesial", "numeric", False, "sku"),
    ("special_from_date", "Awal Promosi", "date", False, "sku"),
    ("package_content", "Isi Kotak", "text", False, "sku"),
    ("package_weight", "Berat Paket (kg)", "numeric", True, "sku"),
    ("package_length", "Panjang Paket (cm)", "numeric", True, "sku"),
    ("package_width", "Lebar Paket (cm)", "numeric", True, "sku"),
    ("package_height", "Tinggi Paket (cm)", "numeric", True, "sku"),
    ("barcode_ean", "EAN/UPC", "text", False, "sku"),
    ("__images__", "Gambar", "img", False, "sku"),
    ("color_thumbnail", "Gambar Warna", "img", False, "sku"),
)
"""(name, label, input type, whether it is mandatory, of what) of fields that every category has; brands are
too many to be offered."""


def tree(request: Incoming, fate: Fate) -> Outgoing:
    """The whole tree, one node in another."""
    return success(_children(CategoryId("")))


def attributes(request: Incoming, fate: Fate) -> Outgoing:
    """The fields of a leaf's products."""
    asked = parameters(request)
    leaf = leaf_of(asked.get("primary_category_id", ""))
    local = asked.get("language_code") == INDONESIAN
    rows = [_row(name, label, kind, mandatory, of) for name, label, kind, mandatory, of in ALWAYS]
    rows += [_own(attribute, local) for attribute in leaf.attributes]
    rows += [_paper(place, name) for place, name in enumerate(leaf.needs)]
    for name, dimension in DIMENSIONS.items():
        options = [
            {"name": word if local else other, "en_name": other, "id": place}
            for place, (word, other) in enumerate(dimension.values.items(), start=330)
        ]
        kind = "multiEnumInput" if dimension.free else "multiSelect"
        rows.append(
            {**_row(name, dimension.label, kind, False, "sku"), "is_sale_prop": 1, "options": options}
        )
    return success(rows)


def _children(parent: CategoryId) -> list[Row]:
    return [
        {
            "category_id": int(node.category_id),
            "name": node.name,
            "leaf": node.leaf,
            "var": node.leaf,
            **({} if node.leaf else {"children": _children(node.category_id)}),
        }
        for node in indonesian_tree().categories
        if node.parent_id == parent
    ]


def _own(attribute: Attribute, local: bool) -> Row:
    kind = INPUT_TYPES.get((attribute.kind, attribute.free)) or OTHER_TYPES[attribute.kind]
    row = _row(f"attr_{attribute.attribute_id}", attribute.name, kind, attribute.required, "normal")
    row["options"] = [
        {
            "name": choice.name if local else english(choice.name),
            "en_name": english(choice.name),
            "id": int(choice.choice_id),
        }
        for choice in attribute.choices
    ]
    if attribute.units:
        row["unit"] = {
            "precision": 0,
            "type": list(attribute.units),
            "numericMin": "0",
            "numericMax": "99999",
        }
    return row


def _paper(place: int, name: str) -> Row:
    """A document, which is a picture that no draft carries."""
    return _row(f"certificate_{place}", name, "img", True, "normal")


def _row(name: str, label: str, kind: str, mandatory: bool, of: str) -> Row:
    return {
        "advanced": {"is_key_prop": 0},
        "is_sale_prop": 0,
        "name": name,
        "label": label,
        "input_type": kind,
        "options": [],
        "is_mandatory": int(mandatory),
        "attribute_type": of,
        "id": 100_000_000 + len(name),
    }
