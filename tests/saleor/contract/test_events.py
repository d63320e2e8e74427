"""Which act tells which of the events that we subscribe to, and what is in them: ids and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mappings.money import Rupiah
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.deliveries import read_delivery
from storefront_sync.saleor.types import Sending, StockWrite
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import CREATE, Goods
from tests.saleor.contract.hearing import ALL_EVENTS, RING, Hearing, hearing
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.receiver import Letter
from tests.saleor.contract.shopping import Shopper
from tests.saleor.wire import Tree

UPDATE_PRODUCT = """mutation($id: ID!, $input: ProductInput!) { productUpdate(id: $id, input: $input) {
  errors { field code } } }"""
UPDATE_VARIANT = """mutation($id: ID!, $input: ProductVariantInput!) {
  productVariantUpdate(id: $id, input: $input) { errors { field code } } }"""
NOTE = """mutation($id: ID!) { updateMetadata(id: $id, input: [{key: "k", value: "v"}]) {
  errors { field code } } }"""
DELETE_PRODUCT = "mutation($id: ID!) { productDelete(id: $id) { errors { field code } } }"
DELETE_VARIANT = "mutation($id: ID!) { productVariantDelete(id: $id) { errors { field code } } }"
UPDATE_DRAFT = """mutation($id: ID!) { draftOrderUpdate(id: $id, input: {customerNote: "x"}) {
  errors { field code } } }"""
UPDATE_ORDER = """mutation($id: ID!) { orderUpdate(id: $id, input: {externalReference: "%s"}) {
  errors { field code } } }"""
STOCK_CHANGES = ["product_variant_out_of_stock", "product_variant_stock_updated"]


@pytest.fixture(scope="module")
def heard(premises: Premises, goods: Goods) -> Iterator[Hearing]:
    """Our App, listening."""
    with hearing(premises, goods) as made:
        yield made


def done(caller: Caller, query: str, **variables: object) -> None:
    """A mutation that must go well."""
    assert caller.do(query, **variables)["errors"] == []


def stock(premises: Premises, quantity: int) -> list[dict[str, object]]:
    """Pieces in the first warehouse."""
    return [{"warehouse": premises.shop.warehouse_ids[0], "quantity": quantity}]


def entity(letter: Letter, name: str) -> Tree:
    """What a body says of the product, variant or order."""
    return letter.json()[name]


def test_new_products_and_each_of_their_variants(heard: Hearing, goods: Goods, premises: Premises) -> None:
    row = goods.row(f"{premises.run}-new", 5)
    letters = heard.told(lambda: premises.app.do(CREATE, products=[row]))
    assert [letter.event for letter in letters] == ["product_created", "product_variant_created"]


def test_a_product_also_where_nothing_changed(heard: Hearing, goods: Goods, premises: Premises) -> None:
    thing = goods.make()
    name = {"name": f"Barang {thing.sku}"}
    same = heard.names(lambda: done(premises.app, UPDATE_PRODUCT, id=thing.product_id, input=name))
    other = heard.names(
        lambda: done(premises.app, UPDATE_PRODUCT, id=thing.product_id, input={"name": "Barang lain"})
    )
    assert (same, other) == (["product_updated"], ["product_updated"])


def test_a_variant_only_where_something_changed(heard: Hearing, goods: Goods, premises: Premises) -> None:
    thing = goods.make()

    def rename(name: str) -> None:
        done(premises.app, UPDATE_VARIANT, id=thing.id, input={"name": name})

    assert heard.names(lambda: rename(thing.sku)) == []
    assert heard.names(lambda: rename("lain")) == ["product_variant_updated"]


def test_a_price_also_where_it_is_the_same(
    heard: Hearing, goods: Goods, premises: Premises, client: SaleorClient
) -> None:
    thing = goods.make(price=15000)
    channel = premises.shop.channel_id
    for price in (15000, 16000):
        told = heard.names(lambda price=price: client.price_write(thing.id, channel, Rupiah(price)))  # type: ignore[misc]
        assert told == ["product_variant_updated"]


def test_a_single_stock_write_always_and_where_it_crosses_zero(
    heard: Hearing, goods: Goods, premises: Premises
) -> None:
    thing = goods.make(on_hand=3)

    def write(quantity: int) -> list[str]:
        return heard.names(lambda: done(premises.app, RING, id=thing.id, stocks=stock(premises, quantity)))

    assert write(3) == ["product_variant_stock_updated"]
    assert write(0) == STOCK_CHANGES
    assert write(2) == ["product_variant_back_in_stock", "product_variant_stock_updated"]


def test_a_bulk_stock_write_of_changed_stocks_only_and_never_of_crossing_zero(
    heard: Hearing, goods: Goods, premises: Premises, client: SaleorClient
) -> None:
    first, second = goods.make_many([3, 4])
    place = premises.shop.warehouse_ids[0]
    letters = heard.told(
        lambda: client.stocks_write([StockWrite(first.id, place, 3), StockWrite(second.id, place, 0)])
    )
    assert [letter.event for letter in letters] == ["product_variant_stock_updated"]
    assert entity(letters[0], "productVariant") == {"id": second.id}


def test_our_own_note_on_a_variant_comes_back(heard: Hearing, goods: Goods, premises: Premises) -> None:
    thing = goods.make()
    told = heard.names(lambda: done(premises.app, NOTE, id=thing.id))
    assert told == ["product_variant_updated"]


def test_a_deleted_variant(heard: Hearing, goods: Goods, premises: Premises) -> None:
    thing = goods.make()
    letters = heard.told(lambda: done(premises.app, DELETE_VARIANT, id=thing.id))
    assert [letter.event for letter in letters] == ["product_variant_deleted"]
    assert entity(letters[0], "productVariant") == {"id": thing.id}


def test_a_deleted_product_once_and_without_its_variants(
    heard: Hearing, goods: Goods, premises: Premises
) -> None:
    thing = goods.make()
    letters = heard.told(lambda: done(premises.app, DELETE_PRODUCT, id=thing.product_id))
    assert [letter.event for letter in letters] == ["product_deleted"]
    assert entity(letters[0], "product") == {"id": thing.product_id}


def test_an_imported_order_that_leaves_some(heard: Hearing, goods: Goods, client: SaleorClient) -> None:
    thing = goods.make(on_hand=5)
    drafts: list[str] = []
    made = heard.names(lambda: drafts.append(client.draft_order_create(goods.draft((thing, 2))).id))
    assert made == []
    letters = heard.told(lambda: client.draft_order_complete(drafts[0]))
    assert [letter.event for letter in letters] == ["order_created"]
    assert entity(letters[0], "order") == {"id": drafts[0], "lines": [{"variant": {"id": thing.id}}]}


def test_an_imported_order_that_leaves_none(heard: Hearing, goods: Goods) -> None:
    thing = goods.make(on_hand=2)
    told = heard.names(lambda: goods.place((thing, 2)))
    assert told == ["order_created", "product_variant_out_of_stock"]


def test_an_imported_order_names_each_variant_that_it_empties(heard: Hearing, goods: Goods) -> None:
    empty, plenty, gone = goods.make_many([2, 9, 3])
    letters = heard.told(lambda: goods.place((empty, 2), (plenty, 1), (gone, 3)))
    assert [letter.event for letter in letters] == ["order_created", *["product_variant_out_of_stock"] * 2]
    assert {entity(letter, "productVariant")["id"] for letter in letters[1:]} == {empty.id, gone.id}


def test_a_changed_draft_and_a_deleted_one(
    heard: Hearing, goods: Goods, premises: Premises, client: SaleorClient
) -> None:
    draft = client.draft_order_create(goods.draft((goods.make(), 1)))
    assert heard.names(lambda: done(premises.app, UPDATE_DRAFT, id=draft.id)) == ["draft_order_updated"]
    assert heard.names(lambda: client.draft_order_delete(draft.id)) == ["draft_order_deleted"]


def test_a_payment(heard: Hearing, goods: Goods, client: SaleorClient) -> None:
    order = goods.place((goods.make(), 1))
    made = heard.names(lambda: client.transaction_create(order, name="shopee", psp_reference=order))
    (transaction,) = client.transactions(order)
    paid = heard.names(
        lambda: client.transaction_event_report(
            transaction.id, amount=Rupiah(15000), psp_reference=f"{order}:charge"
        )
    )
    assert (made, paid) == ([], ["order_updated"])


def test_parcels_and_their_return(
    heard: Hearing, goods: Goods, premises: Premises, client: SaleorClient
) -> None:
    order = client.order(goods.place((goods.make(), 3)))
    assert order is not None
    place, line = premises.shop.warehouse_ids[0], order.lines[0].id
    part = heard.names(lambda: client.order_fulfill(order.id, [Sending(line, place, 1)], "JP1"))
    assert part == ["fulfillment_created", "order_updated"]
    rest = heard.names(lambda: client.order_fulfill(order.id, [Sending(line, place, 2)]))
    assert rest == ["fulfillment_created", "order_fulfilled", "order_updated"]
    now = client.order(order.id)
    assert now is not None
    back = heard.names(lambda: client.fulfillment_cancel(now.fulfilments[-1].id, place))
    assert back == ["fulfillment_canceled", "order_updated"]


def test_a_cancelled_order_and_the_stock_that_was_at_zero(
    heard: Hearing, goods: Goods, client: SaleorClient
) -> None:
    some, none = goods.place((goods.make(on_hand=5), 2)), goods.place((goods.make(on_hand=2), 2))
    assert heard.names(lambda: client.order_cancel(some)) == ["order_cancelled", "order_updated"]
    assert heard.names(lambda: client.order_cancel(none)) == [
        "order_cancelled",
        "order_updated",
        "product_variant_back_in_stock",
    ]


def test_a_reference_written_on_an_order(heard: Hearing, goods: Goods, premises: Premises) -> None:
    order = goods.place((goods.make(), 1))
    told = heard.names(lambda: done(premises.app, UPDATE_ORDER % goods.reference(), id=order))
    assert told == ["order_updated"]


def test_an_event_has_its_time_its_cause_and_who_it_is_for(
    heard: Hearing, goods: Goods, premises: Premises
) -> None:
    thing = goods.make()
    before = premises.server.now()
    (letter,) = heard.told(lambda: done(premises.app, NOTE, id=thing.id))
    body = letter.json()
    assert set(body) == {"__typename", "issuedAt", "issuingPrincipal", "recipient", "productVariant"}
    assert body["__typename"] == "ProductVariantUpdated"
    assert body["issuingPrincipal"] == {"__typename": "App", "id": premises.app_id}
    assert body["recipient"] == {"id": heard.app.id}
    told_at = datetime.fromisoformat(body["issuedAt"])
    assert abs(told_at.astimezone(UTC) - before) < timedelta(seconds=30)
    hint = read_delivery(letter.event, letter.body, heard.app.id)
    assert (hint.variant_ids, hint.own_echo) == ((thing.id,), False)


def test_what_we_did_ourselves_comes_back_as_an_echo(heard: Hearing, goods: Goods) -> None:
    thing = goods.make()
    (letter,) = heard.told(lambda: done(heard.app.caller, NOTE, id=thing.id))
    assert read_delivery(letter.event, letter.body, heard.app.id).own_echo


def test_what_staff_did_is_a_users(heard: Hearing, goods: Goods, premises: Premises) -> None:
    thing = goods.make()
    (letter,) = heard.told(lambda: done(premises.staff, NOTE, id=thing.id))
    assert letter.json()["issuingPrincipal"] == {"__typename": "User"}


def test_no_event_is_told_that_we_did_not_ask_for(heard: Hearing, goods: Goods) -> None:
    letters = heard.told(lambda: goods.place((goods.make(on_hand=1), 1)))
    assert {letter.event for letter in letters} <= ALL_EVENTS


def test_an_order_from_a_cart_names_its_last_variant_for_each_that_it_empties(
    heard: Hearing, goods: Goods, premises: Premises
) -> None:
    empty, gone, plenty = goods.make_many([2, 3, 9])
    shopper = Shopper(premises)
    letters = heard.told(lambda: shopper.buy((empty, 2), (gone, 3), (plenty, 1), way="Kurir – tarif rata"))
    assert [letter.event for letter in letters] == ["order_created", *["product_variant_out_of_stock"] * 2]
    assert [entity(letter, "productVariant")["id"] for letter in letters[1:]] == [plenty.id] * 2
