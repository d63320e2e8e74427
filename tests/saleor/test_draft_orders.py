"""Draft orders on the simulated server, through our client: the way in that sets stock aside."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from mappings.money import Rupiah
from storefront_sync.saleor.errors import DuplicateReference, MutationRefused, ShortOfStock
from storefront_sync.saleor.simulator.control import Edit
from storefront_sync.saleor.types import AddressWrite, DraftLine, DraftOrder
from tests.conftest import HandSetClock
from tests.saleor.conftest import MakeShop
from tests.saleor.shop import ADDRESS, SmallShop, row

CREATE = """mutation($input: DraftOrderCreateInput!) { draftOrderCreate(input: $input) {
  errors { field code addressType }
  order { lines { quantity unitPrice { gross { amount } } } total { gross { amount } }
  shippingAddress { city cityArea phone countryArea } } } }"""


def test_completing_allocates_across_the_channels_warehouses_in_their_order(make_shop: MakeShop) -> None:
    shop = make_shop([row("A", 12)], ("jakarta", "surabaya"))
    assert shop.numbers("A") == [(8, 0), (4, 0)]
    shop.place("R1", ("A", 10))
    assert shop.numbers("A") == [(8, 8), (4, 2)]


def test_a_channel_may_empty_its_fullest_warehouse_first(make_shop: MakeShop) -> None:
    shop = make_shop([row("A", 12)], ("jakarta", "surabaya"))
    shop.simulator.world.edit(Edit(sku="A", quantity=20, warehouse="surabaya"))
    shop.simulator.store.channels[0].allocation_strategy = "PRIORITIZE_HIGH_STOCK"
    shop.place("R1", ("A", 10))
    assert shop.numbers("A") == [(8, 0), (20, 10)]


def test_the_completions_own_answer_shows_the_allocation(shop: SmallShop) -> None:
    draft = shop.client.draft_order_create(shop.draft("R1", ("B", 3)))
    done = shop.client.draft_order_complete(draft.id)
    (stock,) = done.stocks[shop.variant_id("B")]
    assert (stock.quantity, stock.allocated, stock.available) == (10, 3, 7)
    assert done.order.status == "UNFULFILLED"
    assert done.order.lines[0].allocations[0].quantity == 3


def test_a_draft_that_stock_does_not_cover_stays_a_draft_with_nothing_allocated(shop: SmallShop) -> None:
    draft = shop.client.draft_order_create(shop.draft("R1", ("B", 1), ("D", 3)))
    with pytest.raises(ShortOfStock) as refusal:
        shop.client.draft_order_complete(draft.id)
    assert refusal.value.order_lines == (draft.lines[1].id,)
    assert shop.numbers("B") == [(10, 0)]
    found = shop.client.order_by_reference("R1")
    assert found is not None
    assert found.status == "DRAFT"


def test_two_lines_of_one_variant_are_short_together(shop: SmallShop) -> None:
    draft = shop.client.draft_order_create(shop.draft("R1", ("D", 1), ("D", 2)))
    with pytest.raises(ShortOfStock) as refusal:
        shop.client.draft_order_complete(draft.id)
    assert refusal.value.order_lines == (draft.lines[1].id,)


def test_of_four_racers_for_the_last_piece_one_gets_it(shop: SmallShop) -> None:
    shop.simulator.world.edit(Edit(sku="D", quantity=1))
    drafts = [shop.client.draft_order_create(shop.draft(f"R{n}", ("D", 1))).id for n in range(4)]
    start = Barrier(4)
    outcomes: list[str] = []

    def race(order_id: str) -> None:
        start.wait()
        try:
            shop.client.draft_order_complete(order_id)
            outcomes.append("placed")
        except ShortOfStock:
            outcomes.append("short")

    threads = [Thread(target=race, args=(order_id,)) for order_id in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["placed", "short", "short", "short"]
    assert shop.numbers("D") == [(1, 1)]


def test_lines_of_one_variant_merge_at_one_price_unless_they_forbid_it(shop: SmallShop) -> None:
    variant = shop.variant_id("B")
    lines = [
        {"variantId": variant, "quantity": 1, "price": "100"},
        {"variantId": variant, "quantity": 2, "price": "70"},
    ]
    given = {"channelId": shop.channel_id, "lines": lines}
    merged = shop.ask(CREATE, input=given)["data"]["draftOrderCreate"]["order"]["lines"]
    assert [line["quantity"] for line in merged] == [3]
    apart = {"channelId": shop.channel_id, "lines": [{**line, "forceNewLine": True} for line in lines]}
    kept = shop.ask(CREATE, input=apart)["data"]["draftOrderCreate"]["order"]["lines"]
    assert [(line["quantity"], line["unitPrice"]["gross"]["amount"]) for line in kept] == [
        (1, 100.0),
        (2, 70.0),
    ]


def test_our_client_keeps_every_line_apart(shop: SmallShop) -> None:
    variant = shop.variant_id("B")
    lines = (DraftLine(variant, 1, Rupiah(334)), DraftLine(variant, 2, Rupiah(333)))
    order = shop.client.draft_order_create(DraftOrder(shop.channel_id, "R1", lines, shop.method_id))
    assert [(line.quantity, line.unit_price) for line in order.lines] == [(1, 334), (2, 333)]
    assert order.total == 1000


def test_a_reference_is_taken_once(shop: SmallShop) -> None:
    first = shop.client.draft_order_create(shop.draft("R1", ("B", 1)))
    with pytest.raises(DuplicateReference):
        shop.client.draft_order_create(shop.draft("R1", ("B", 1)))
    found = shop.client.order_by_reference("R1")
    assert found is not None
    assert found.id == first.id


def test_an_order_cannot_be_completed_twice(shop: SmallShop) -> None:
    order_id = shop.place("R1", ("B", 1))
    with pytest.raises(MutationRefused) as refusal:
        shop.client.draft_order_complete(order_id)
    assert (refusal.value.field, refusal.value.code) == ("id", "INVALID")


def test_only_a_draft_can_be_deleted(shop: SmallShop) -> None:
    order_id = shop.place("R1", ("B", 1))
    with pytest.raises(MutationRefused):
        shop.client.draft_order_delete(order_id)
    draft = shop.client.draft_order_create(shop.draft("R2", ("B", 1)))
    shop.client.draft_order_delete(draft.id)
    assert shop.client.order_by_reference("R2") is None
    assert shop.client.order(draft.id) is None


def test_a_deleted_drafts_reference_is_free_again(shop: SmallShop) -> None:
    shop.client.draft_order_delete(shop.client.draft_order_create(shop.draft("R1", ("B", 1))).id)
    assert shop.client.draft_order_create(shop.draft("R1", ("B", 1))).status == "DRAFT"


def test_a_draft_without_a_shipping_method_is_not_completed(shop: SmallShop) -> None:
    draft = DraftOrder(shop.channel_id, "R1", (DraftLine(shop.variant_id("B"), 1, Rupiah(1)),))
    order = shop.client.draft_order_create(draft)
    with pytest.raises(MutationRefused, match="SHIPPING_METHOD_REQUIRED"):
        shop.client.draft_order_complete(order.id)


def test_the_price_of_the_shipping_method_is_in_the_total(shop: SmallShop) -> None:
    listing = shop.simulator.store.zones[0].methods[0].listings[1]
    listing.price += 9000
    order = shop.client.draft_order_create(shop.draft("R1", ("B", 2)))
    assert order.total == 39_000


def test_a_set_up_id_of_a_shipping_method_is_no_id_for_an_order(shop: SmallShop) -> None:
    method = shop.simulator.store.zones[0].methods[0]
    given = {"channelId": shop.channel_id, "shippingMethod": method.id, "lines": []}
    errors = shop.ask(CREATE, input=given)["data"]["draftOrderCreate"]["errors"]
    assert errors[0]["field"] == "shippingMethod"


def test_reservations_of_carts_make_a_draft_short_until_they_lapse(
    shop: SmallShop, clock: HandSetClock
) -> None:
    shop.staff(
        "mutation { shopSettingsUpdate(input: {reserveStockDurationAnonymousUser: 10}) { errors { code } } }"
    )
    lines = [{"variantId": shop.variant_id("D"), "quantity": 2}]
    shop.ask(
        "mutation($input: CheckoutCreateInput!) { checkoutCreate(input: $input) { errors { code } } }",
        "",
        input={"channel": "default-channel", "lines": lines},
    )
    draft = shop.client.draft_order_create(shop.draft("R1", ("D", 1)))
    with pytest.raises(ShortOfStock):
        shop.client.draft_order_complete(draft.id)
    clock.forward(601)
    assert shop.client.draft_order_complete(draft.id).order.status == "UNFULFILLED"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "********21"}, "phone"),
        ({"phone": "0841000000000"}, "phone"),
        ({"postalCode": "60 126"}, "postalCode"),
        ({"countryArea": "DI Yogyakarta"}, "countryArea"),
        ({"streetAddress1": "x" * 257}, "streetAddress1"),
        ({"streetAddress1": "x" * 257, "skipValidation": True}, "streetAddress1"),
        ({"city": "x" * 257}, "city"),
        ({"postalCode": "6****"}, "postalCode"),
        ({"countryArea": "JK"}, "countryArea"),
        ({"countryArea": "Papua Selatan"}, "countryArea"),
        ({"countryArea": ""}, "countryArea"),
        ({"streetAddress1": ""}, "streetAddress1"),
    ],
)
def test_a_masked_or_unknown_part_of_an_address_is_refused_by_name(
    shop: SmallShop, change: dict[str, object], field: str
) -> None:
    given = {"channelId": shop.channel_id, "lines": [], "shippingAddress": {**ADDRESS, **change}}
    result = shop.ask(CREATE, input=given)["data"]["draftOrderCreate"]
    assert result["errors"][0]["field"] == field
    assert result["errors"][0]["addressType"] == "SHIPPING"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "********21"}, "phone"),
        ({"postalCode": "1" * 21}, "postalCode"),
        ({"city": "x" * 257}, "city"),
        ({"firstName": "x" * 257}, "firstName"),
        ({"countryArea": "x" * 129}, "countryArea"),
    ],
)
def test_what_no_column_takes_is_refused_though_the_form_is_not_checked(
    shop: SmallShop, change: dict[str, object], field: str
) -> None:
    address = {**ADDRESS, **change, "skipValidation": True}
    given = {"channelId": shop.channel_id, "lines": [], "shippingAddress": address}
    (error,) = shop.ask(CREATE, input=given)["data"]["draftOrderCreate"]["errors"]
    assert (error["field"], error["code"], error["addressType"]) == (field, "INVALID", None)


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
def test_an_address_that_passes_unchecked_is_left_as_it_was_written_if_anything_in_it_is_amiss(
    shop: SmallShop, change: dict[str, object], kept: tuple[str, str, str]
) -> None:
    address = {**ADDRESS, "city": "Kota Bandung", "cityArea": "Coblong", **change, "skipValidation": True}
    given = {"channelId": shop.channel_id, "lines": [], "shippingAddress": address}
    found = shop.ask(CREATE, input=given)["data"]["draftOrderCreate"]["order"]["shippingAddress"]
    assert (found["city"], found["cityArea"], found["countryArea"]) == kept


def test_masked_names_and_streets_pass_and_garbage_areas_do_when_asked(shop: SmallShop) -> None:
    masked = {**ADDRESS, "firstName": "B***", "streetAddress1": "Jl. M***"}
    given = {"channelId": shop.channel_id, "lines": [], "shippingAddress": masked}
    assert shop.ask(CREATE, input=given)["data"]["draftOrderCreate"]["errors"] == []
    skipped = {**ADDRESS, "countryArea": "??", "skipValidation": True}
    given = {"channelId": shop.channel_id, "lines": [], "shippingAddress": skipped}
    assert shop.ask(CREATE, input=given)["data"]["draftOrderCreate"]["errors"] == []


def test_the_city_is_shouted_and_the_district_erased(shop: SmallShop) -> None:
    address = {**ADDRESS, "city": "Kota Bandung", "cityArea": "Coblong, Dago", "phone": "0812-3456-7890"}
    given = {"channelId": shop.channel_id, "lines": [], "shippingAddress": address}
    order = shop.ask(CREATE, input=given)["data"]["draftOrderCreate"]["order"]
    kept = order["shippingAddress"]
    assert kept == {
        "city": "KOTA BANDUNG",
        "cityArea": "",
        "phone": "+6281234567890",
        "countryArea": "Jawa Timur",
    }


def test_a_draft_without_a_buyers_address_can_be_completed(shop: SmallShop) -> None:
    assert shop.place("R1", ("B", 1))


def test_an_address_of_ours_arrives(shop: SmallShop) -> None:
    draft = shop.draft("R1", ("B", 1))
    address = AddressWrite(street="Jl. Kenanga 5", province="Jawa Timur", city="Malang", postal_code="65111")
    with_address = DraftOrder(draft.channel_id, "R2", draft.lines, draft.shipping_method_id, address)
    order = shop.client.draft_order_create(with_address)
    stored = next(row for row in shop.simulator.store.orders if row.id == order.id)
    assert stored.shipping_address is not None
    assert stored.shipping_address.street_address1 == "Jl. Kenanga 5"
    assert stored.shipping_address.country_area == "Jawa Timur"


def test_metadata_and_private_metadata_arrive(shop: SmallShop) -> None:
    lines = (DraftLine(shop.variant_id("B"), 1, Rupiah(5)),)
    draft = DraftOrder(
        shop.channel_id,
        "R1",
        lines,
        shop.method_id,
        metadata={"shop_front": "x"},
        private_metadata={"fee": "9"},
    )
    stored = shop.simulator.store.node(shop.client.draft_order_create(draft).id)
    assert stored is not None
    assert (stored.metadata, stored.private_metadata) == ({"shop_front": "x"}, {"fee": "9"})
