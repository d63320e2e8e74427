"""A buyer can be erased from an order, whole: no part of the addresses and of what was kept aside stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.types import AddressWrite
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises

BUYER = AddressWrite(
    street="Jl. Kenanga 4",
    street2="Gubeng",
    province="Jawa Timur",
    city="Surabaya",
    name="Siti",
    last_name="Rahayu",
    phone="+6281234567890",
    postal_code="60111",
)
KEPT = """query($id: ID!) { order(id: $id) { status privateMetadata { key value } metadata { key value }
  shippingAddress { firstName lastName streetAddress1 streetAddress2 city phone postalCode }
  billingAddress { firstName lastName streetAddress1 streetAddress2 city phone postalCode } } }"""


@pytest.mark.parametrize("draft", [True, False])
def test_nothing_of_the_buyer_stays(
    premises: Premises, goods: Goods, client: SaleorClient, app: Caller, draft: bool
) -> None:
    given = replace(
        goods.draft((goods.make(), 1)),
        address=BUYER,
        metadata={"marketplace": "Shopee"},
        private_metadata={"buyer_phone": "0812", "kept": "yes"},
    )
    made = client.draft_order_create(given)
    if not draft:
        client.draft_order_complete(made.id)
    client.erase_buyer(made.id, premises.shop.postcode_mark, draft=draft)
    found = app.data(KEPT, id=made.id)["order"]
    addresses = repr((found["shippingAddress"], found["billingAddress"]))
    words = ("Siti", "Rahayu", "Kenanga", "Gubeng", "SURABAYA", "Surabaya", "8123", "60111")
    assert [word for word in words if word in addresses] == []
    assert found["privateMetadata"] == [{"key": "kept", "value": "yes"}]
    assert found["metadata"] == [{"key": "marketplace", "value": "Shopee"}]
    assert (found["status"] == "DRAFT") is draft
