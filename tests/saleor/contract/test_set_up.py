"""A shop that our set-up made: made once, read back, and written down for the next cooperative."""

from __future__ import annotations

from collections import Counter

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.setup import marketplace_method
from storefront_sync.saleor.setup.export import export_blueprint
from storefront_sync.saleor.setup.marketplace_zone import apart
from storefront_sync.saleor.setup.outcome import Outcome
from storefront_sync.saleor.setup.run import set_up
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.premises import Premises

CHANGING = {Outcome.MADE, Outcome.COMPLETED, Outcome.CHANGED}
EVERYTHING = """query($slug: String!) { channel(slug: $slug) { isActive currencyCode defaultCountry { code }
    warehouses { slug } orderSettings { allowUnpaidOrders expireOrdersAfter markAsPaidStrategy }
    taxConfiguration { chargeTaxes pricesEnteredWithTax displayGrossPrices } }
  warehouses(first: 100) { edges { node { slug isPrivate clickAndCollectOption
    address { streetAddress1 streetAddress2 city countryArea postalCode } } } } }"""


def test_a_second_set_up_changes_nothing(premises: Premises) -> None:
    again = set_up(premises.staff_client, premises.blueprint)
    assert again.shop == premises.shop
    assert not CHANGING & {step.outcome for step in again.steps}
    ours = Counter(step.outcome for step in again.steps if premises.run in step.name)
    assert set(ours) == {Outcome.SAME}


def test_what_staff_changed_is_told_and_left_alone_until_forced(premises: Premises, staff: Caller) -> None:
    rename = """mutation($id: ID!, $name: String!) {
      channelUpdate(id: $id, input: {name: $name}) { errors { code } } }"""
    staff.do(rename, id=premises.shop.channel_id, name=f"{premises.run} renamed")
    steps = set_up(premises.staff_client, premises.blueprint).steps
    (told,) = (step for step in steps if step.kind == "channel")
    assert (told.outcome, [row.field for row in told.differences]) == (Outcome.DIFFERS, ["name"])
    staff.do(rename, id=premises.shop.channel_id, name=premises.blueprint.channel.name)
    again = set_up(premises.staff_client, premises.blueprint)
    assert {step.outcome for step in again.steps if step.kind == "channel"} == {Outcome.SAME}


def test_the_shop_sells_in_rupiah_to_indonesia_and_adds_no_tax(premises: Premises, staff: Caller) -> None:
    found = staff.data(EVERYTHING, slug=premises.channel)
    channel = found["channel"]
    assert (channel["isActive"], channel["currencyCode"], channel["defaultCountry"]["code"]) == (
        True,
        "IDR",
        "ID",
    )
    assert channel["orderSettings"] == {
        "allowUnpaidOrders": True,
        "expireOrdersAfter": 10080,
        "markAsPaidStrategy": "TRANSACTION_FLOW",
    }
    assert channel["taxConfiguration"] == {
        "chargeTaxes": False,
        "pricesEnteredWithTax": True,
        "displayGrossPrices": True,
    }
    slugs = [part.slug for part in premises.blueprint.warehouses]
    assert sorted(row["slug"] for row in channel["warehouses"]) == sorted(slugs)
    places = {edge["node"]["slug"]: edge["node"] for edge in found["warehouses"]["edges"]}
    assert [places[slug]["clickAndCollectOption"] for slug in slugs] == ["LOCAL", "DISABLED"]
    assert places[slugs[0]]["address"] == {
        "streetAddress1": "Jl. Tambak Wedi 1",
        "streetAddress2": "Tambak Wedi, Kenjeran",
        "city": "SURABAYA",
        "countryArea": "Jawa Timur",
        "postalCode": "60126",
    }


def test_our_client_reads_the_channel_with_its_warehouses(premises: Premises, client: SaleorClient) -> None:
    channel = next(row for row in client.channels() if row.slug == premises.channel)
    assert (channel.id, channel.currency, channel.country, channel.active, channel.tax_inclusive) == (
        premises.shop.channel_id,
        "IDR",
        "ID",
        True,
        True,
    )
    assert set(channel.warehouse_ids) == set(premises.shop.warehouse_ids)


def test_the_marketplaces_method_is_found_again_by_our_app(premises: Premises, client: SaleorClient) -> None:
    assert marketplace_method(client, premises.shop.channel_id) == premises.shop.shipping_method_id


def test_an_exported_shop_is_the_shop(premises: Premises) -> None:
    """But for the order of its warehouses, which Saleor doesn't keep, and the city in capitals."""
    part = premises.blueprint
    exported = export_blueprint(premises.staff_client, part.channel.slug, part.cooperative)
    assert (exported.cooperative, exported.channel) == (part.cooperative, part.channel)
    wanted = apart(part.shipping)
    assert [(zone.name, zone.methods) for zone in exported.shipping] == [
        (zone.name, zone.methods) for zone in wanted
    ]
    assert [set(zone.warehouses) for zone in exported.shipping] == [set(zone.warehouses) for zone in wanted]
    found = {row.slug: row for row in exported.warehouses}
    for row in part.warehouses:
        address = row.address.model_copy(update={"city": "SURABAYA"})
        assert found[row.slug] == row.model_copy(update={"address": address})
    assert not CHANGING & {step.outcome for step in set_up(premises.staff_client, exported).steps}
