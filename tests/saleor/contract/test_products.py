"""One product read with all that a listing is made of."""

from __future__ import annotations

import json

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.setup import present
from tests.saleor.contract.goods import CREATE, Goods
from tests.saleor.contract.premises import Premises

GONE = "UHJvZHVjdDo5OTk5OTk5OQ=="
WORDS = json.dumps({"blocks": [{"type": "paragraph", "data": {"text": "Halus &amp; <b>rapi</b>"}}]})


def shirt(premises: Premises, goods: Goods) -> str:
    """A product in two sizes, made to order; its id."""
    kind = present.product_types(premises.staff_client.transport)["barang"]
    there = {**kind.product_attributes, **kind.variant_attributes}
    row = goods.row(goods.reference().replace(":", "-"), 3)
    sku = str(row["slug"])
    variant = row["variants"][0]  # type: ignore[index]
    row["description"] = WORDS
    row["attributes"] = [
        {"id": there["sesuai-pesanan"].id, "boolean": True},
        {"id": there["hari-pengerjaan"].id, "numeric": "6"},
    ]
    row["variants"] = [
        {
            **variant,
            "sku": f"{sku}-{size}",
            "externalReference": f"variant:{sku}-{size}",
            "weight": {"unit": "G", "value": "250"},
            "attributes": [{"id": there["ukuran"].id, "dropdown": {"value": size}}],
        }
        for size in ("S", "XL", "M")
    ]
    made = premises.staff.do(CREATE, products=[row])["results"][0]["product"]
    assert made is not None
    return str(made["id"])


def test_a_product_is_read_with_words_weight_options_and_days(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    found = client.product(shirt(premises, goods), premises.channel)
    assert found is not None
    assert (found.description, found.published, found.pre_order_days) == ("Halus & rapi", True, 6)
    assert found.product_type.name == "Barang"
    assert {(row.weight_grams, row.listed) for row in found.variants} == {(250, True)}


def test_variants_come_by_sku_and_staffs_order_of_sizes_is_told_apart(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    found = client.product(shirt(premises, goods), premises.channel)
    assert found is not None
    assert [[(one.name, one.text) for one in row.options] for row in found.variants] == [
        [("Ukuran", "M")],
        [("Ukuran", "S")],
        [("Ukuran", "XL")],
    ]
    (sizes,) = [kind.choices for kind in found.option_kinds if kind.name == "Ukuran"]
    assert sizes[:5] == ("S", "M", "L", "XL", "XXL")


def test_metadata_says_the_days_of_a_pre_order(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    product_id = shirt(premises, goods)
    premises.staff.do(
        "mutation($id: ID!, $input: [MetadataInput!]!) { updateMetadata(id: $id, input: $input)"
        " { errors { code } } }",
        id=product_id,
        input=[{"key": "pre_order_days", "value": "9"}],
    )
    found = client.product(product_id, premises.channel)
    assert found is not None
    assert found.pre_order_days == 9


def test_a_product_of_another_channel_or_one_that_is_gone_isnt_there(
    premises: Premises, goods: Goods, client: SaleorClient
) -> None:
    assert client.product(goods.make().product_id, "another-channel") is None
    assert client.product(GONE, premises.channel) is None
