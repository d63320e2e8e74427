"""Indonesian addresses: 34 provinces by name, cities in capitals, and districts that are erased."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.postcode_mark import marked
from storefront_sync.saleor.types import AddressWrite
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.shopping import ADDRESS, KEPT, Shopper
from tests.saleor.wire import Tree

DRAFT = f"""mutation($input: DraftOrderCreateInput!) {{ draftOrderCreate(input: $input) {{
  errors {{ field code addressType }} order {{ shippingAddress {{ {KEPT} }} }} }} }}"""
OF_ORDER = (
    f"query($id: ID!) {{ order(id: $id) {{ shippingAddress {{ {KEPT} }} billingAddress {{ {KEPT} }} }} }}"
)
RELAXED = {"checkFieldsFormat": False, "enableFieldsNormalization": False}
MERAUKE = {"city": "Merauke", "cityArea": "Kelapa Lima, Merauke", "countryArea": "Papua Selatan"}
NEW_PROVINCE = {**ADDRESS, **MERAUKE}


class Drafts:
    """Makes drafts with an address of any kind."""

    def __init__(self, premises: Premises, goods: Goods) -> None:
        self._app = premises.app
        self._channel = premises.shop.channel_id
        self._thing = goods.make()

    def make(self, **change: object) -> Tree:
        lines = [{"variantId": self._thing.id, "quantity": 1}]
        address = {key: value for key, value in {**ADDRESS, **change}.items() if value is not None}
        given = {"channelId": self._channel, "lines": lines, "shippingAddress": address}
        return self._app.do(DRAFT, input=given)


@pytest.fixture
def drafts(premises: Premises, goods: Goods) -> Drafts:
    return Drafts(premises, goods)


@pytest.mark.parametrize(
    ("change", "field", "code", "kind"),
    [
        ({"phone": "********21"}, "phone", "INVALID", "SHIPPING"),
        ({"phone": "********21", "skipValidation": True}, "phone", "INVALID", None),
        ({"phone": "12", "postalCode": "6****"}, "phone", "INVALID", "SHIPPING"),
        ({"postalCode": "6****"}, "postalCode", "INVALID", "SHIPPING"),
        ({"postalCode": "6" * 21}, "postalCode", "INVALID", "SHIPPING"),
        ({"postalCode": "6" * 21, "skipValidation": True}, "postalCode", "INVALID", None),
        ({"city": "K" * 257, "skipValidation": True}, "city", "INVALID", None),
        ({"postalCode": "60 126"}, "postalCode", "INVALID", "SHIPPING"),
        ({"phone": "0841000000000"}, "phone", "INVALID", "SHIPPING"),
        ({"city": "x" * 257}, "city", "INVALID", "SHIPPING"),
        ({"firstName": "x" * 257, "skipValidation": True}, "firstName", "INVALID", None),
        ({"countryArea": "x" * 129, "skipValidation": True}, "countryArea", "INVALID", None),
        ({"countryArea": "DI Yogyakarta"}, "countryArea", "INVALID", "SHIPPING"),
        ({"countryArea": "JK"}, "countryArea", "INVALID", "SHIPPING"),
        ({"countryArea": "Daerah Khusus Ibukota Jakarta"}, "countryArea", "INVALID", "SHIPPING"),
        ({"countryArea": "Papua Selatan"}, "countryArea", "INVALID", "SHIPPING"),
        ({"streetAddress1": ""}, "streetAddress1", "REQUIRED", "SHIPPING"),
        ({"streetAddress1": "", "skipValidation": True}, "streetAddress1", "REQUIRED", "SHIPPING"),
    ],
)
def test_a_masked_or_unknown_part_is_refused_by_name(
    drafts: Drafts, change: dict[str, object], field: str, code: str, kind: str | None
) -> None:
    errors = drafts.make(**change)["errors"]
    assert errors == [{"field": field, "code": code, "addressType": kind}]


@pytest.mark.parametrize("skipped", [False, True])
def test_a_missing_province_is_told_twice(drafts: Drafts, skipped: bool) -> None:
    errors = drafts.make(countryArea="", skipValidation=skipped)["errors"]
    assert errors == [{"field": "countryArea", "code": "REQUIRED", "addressType": "SHIPPING"}] * 2


@pytest.mark.parametrize(
    "change",
    [
        {"firstName": "B***", "streetAddress1": "Jl. M***"},
        {"countryArea": "??", "skipValidation": True},
        {"postalCode": "MP 6****", "skipValidation": True},
        {"city": None},
        {"postalCode": None},
        {"firstName": None, "lastName": None},
    ],
    ids=["masked", "garbage area", "masked postcode", "no city", "no postcode", "no name"],
)
def test_masked_names_pass_and_garbage_does_when_asked(drafts: Drafts, change: dict[str, object]) -> None:
    assert drafts.make(**change)["errors"] == []


def test_the_province_is_known_in_any_case(drafts: Drafts) -> None:
    kept = drafts.make(countryArea="jawa timur")["order"]["shippingAddress"]
    assert kept["countryArea"] == "Jawa Timur"


def test_the_city_is_shouted_and_the_district_erased(drafts: Drafts) -> None:
    made = drafts.make(city="Kota Bandung", cityArea="Coblong, Dago", streetAddress2="RT 3/RW 2")
    kept = made["order"]["shippingAddress"]
    assert (kept["city"], kept["cityArea"], kept["streetAddress2"]) == ("KOTA BANDUNG", "", "RT 3/RW 2")


@pytest.mark.parametrize("phone", ["081234567890", "0812-3456-7890", "+6281234567890"])
def test_phones_are_written_in_one_way(drafts: Drafts, phone: str) -> None:
    assert drafts.make(phone=phone)["order"]["shippingAddress"]["phone"] == "+6281234567890"


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, ("KOTA BANDUNG", "", "Jawa Timur")),
        ({"countryArea": "east java"}, ("KOTA BANDUNG", "", "Jawa Timur")),
        ({"countryArea": "Papua Selatan"}, ("Kota Bandung", "Coblong", "Papua Selatan")),
        ({"postalCode": "MP 60126"}, ("Kota Bandung", "Coblong", "Jawa Timur")),
        ({"countryArea": "-"}, ("Kota Bandung", "Coblong", "-")),
    ],
)
def test_what_passes_unchecked_is_left_as_it_was_written_if_anything_in_it_is_amiss(
    drafts: Drafts, change: dict[str, object], kept: tuple[str, str, str]
) -> None:
    made = drafts.make(**{"city": "Kota Bandung", "cityArea": "Coblong", **change, "skipValidation": True})
    found = made["order"]["shippingAddress"]
    assert (found["city"], found["cityArea"], found["countryArea"]) == kept


@pytest.mark.parametrize("skipped", [False, True])
def test_a_street_that_is_too_long_counts_as_none(drafts: Drafts, skipped: bool) -> None:
    errors = drafts.make(streetAddress1="x" * 257, skipValidation=skipped)["errors"]
    told = [(error["field"], error["code"], error["addressType"]) for error in errors]
    assert told == [("streetAddress1", code, "SHIPPING") for code in ("INVALID", "REQUIRED")]


def test_a_shoppers_district_survives_only_with_the_rules_relaxed(premises: Premises, goods: Goods) -> None:
    shopper, thing = Shopper(premises), goods.make()
    refused = shopper.create((thing, 1), shippingAddress=NEW_PROVINCE)
    assert [error["field"] for error in refused["errors"]] == ["countryArea"]
    marked = {**NEW_PROVINCE, "metadata": [{"key": "wilayah", "value": "93.01.01.2001"}]}
    rules = {"shippingAddress": RELAXED, "billingAddress": RELAXED}
    made = shopper.create((thing, 1), shippingAddress=marked, validationRules=rules)
    kept = made["checkout"]["shippingAddress"]
    assert (kept["city"], kept["cityArea"], kept["countryArea"]) == (
        "Merauke",
        "Kelapa Lima, Merauke",
        "Papua Selatan",
    )
    shopper.choose(made["checkout"], "Kurir – tarif rata")
    ordered = shopper.complete(made["checkout"])["order"]["shippingAddress"]
    assert ordered == kept
    assert ordered["metadata"] == [{"key": "wilayah", "value": "93.01.01.2001"}]


def test_a_draft_without_a_buyers_address_can_be_completed(goods: Goods) -> None:
    assert goods.place((goods.make(), 1))


def test_an_address_of_ours_arrives_with_the_marketplaces_mark(
    premises: Premises, goods: Goods, client: SaleorClient, app: Caller
) -> None:
    address = AddressWrite(street="Jl. Kenanga 5", province="jawa timur", city="Malang", postal_code="65111")
    order = client.draft_order_create(replace(goods.draft((goods.make(), 1)), address=address))
    client.draft_order_complete(order.id)
    kept = app.data(OF_ORDER, id=order.id)["order"]
    shipping, billing = kept["shippingAddress"], kept["billingAddress"]
    assert (shipping["streetAddress1"], billing["streetAddress1"]) == ("Jl. Kenanga 5", "Jl. Kenanga 5")
    mark = premises.shop.postcode_mark
    assert (shipping["postalCode"], billing["postalCode"]) == (marked(mark, "65111"), "65111")
    assert (shipping["countryArea"], billing["countryArea"]) == ("jawa timur", "Jawa Timur")
