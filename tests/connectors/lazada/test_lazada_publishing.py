"""What Lazada alone has about making listings: SKUs once only, XML, English words, covers over reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors.base.category import AttributeId
from connectors.base.draft import AttributeValue, Tier
from connectors.base.errors import OutcomeUnknown, Rejected, Transient
from connectors.base.simulator.server import Outgoing
from mappings.words import ListingStatus
from tests.conftest import HandSetClock
from tests.connectors.lazada.listing import calls, sold_in, turn
from tests.contract.behaviours import Behaviour
from tests.contract.drafts import picture
from tests.contract.stall import Stall
from tests.contract.tampering import TamperingProxy
from tests.contract.world import opened

HOSTILE = "Kain &amp; Batik </name><price>1</price> 'asli' ]]> & halus"


@pytest.fixture
def stall(clock: HandSetClock) -> Iterator[Stall]:
    """A shop of Lazada as it is taken to behave."""
    for world in opened(Behaviour("lazada"), clock.now):
        yield Stall(world, clock)


def blind(stall: Stall) -> TamperingProxy:
    """A proxy through which no listing is found."""

    def rewrite(answer: Outgoing) -> Outgoing:
        message = json.loads(answer.body)
        if isinstance(message.get("data"), dict) and "products" in message["data"]:
            message["data"] = {"total_products": "0", "products": []}
        return Outgoing(answer.status, json.dumps(message).encode(), answer.headers)

    return TamperingProxy(stall.world.url, rewrite)


@pytest.mark.parametrize("position", ["refused", "taken"])
def test_what_is_listed_already_is_not_listed_twice(stall: Stall, position: str) -> None:
    turn(stall, "same_seller_sku", position)
    draft = stall.draft()
    stall.publish(draft)
    before = stall.count()
    for again in (draft, replace(draft, models=draft.models[-1:]), replace(draft, title="Nama lain")):
        with pytest.raises(Rejected) as caught:
            stall.catalogue.publish(again, stall.key())
        assert caught.value.key == "lazada.sku_listed"
    assert stall.count() == before
    assert calls(stall, "product/create") == 1


@pytest.mark.parametrize("position", ["refused", "taken"])
def test_after_a_lost_answer_a_second_try_makes_nothing(stall: Stall, position: str) -> None:
    turn(stall, "same_seller_sku", position)
    draft, key = stall.draft(), stall.key()
    before = stall.count()
    proxy = stall.losing_the_birth()
    with pytest.raises(OutcomeUnknown):
        stall.through(proxy.url).publish(draft, key)
    proxy.stop()
    with pytest.raises(Rejected):
        stall.catalogue.publish(draft, key)
    assert stall.count() == before + 1
    (item_id,) = {view.item_id for view in stall.catalogue.find([model.sku for model in draft.models])}
    assert len(stall.catalogue.finish(item_id, draft).models) == len(draft.models)


def test_a_listing_that_the_search_misses_is_refused_by_lazada_itself(stall: Stall) -> None:
    draft = stall.draft()
    stall.publish(draft)
    proxy = blind(stall)
    with pytest.raises(Rejected) as caught:
        stall.through(proxy.url).publish(draft, stall.key())
    proxy.stop()
    assert caught.value.key == "lazada.sku_listed"


def test_what_was_hidden_or_is_in_check_is_found_too(stall: Stall) -> None:
    draft = stall.draft()
    published = stall.catalogue.publish(draft, stall.key())
    (view,) = stall.catalogue.find([draft.models[0].sku])
    assert (view.item_id, view.status) == (published.item_id, ListingStatus.BLOCKED)


def test_too_many_finds_are_not_taken_for_what_is_not_there(stall: Stall) -> None:
    def endless(answer: Outgoing) -> Outgoing:
        told = {"code": "0", "request_id": "r", "data": {"total_products": "100000", "products": []}}
        return Outgoing(200, json.dumps(told).encode(), answer.headers)

    before = calls(stall, "products/get")
    proxy = TamperingProxy(stall.world.url, endless)
    with pytest.raises(Transient):
        stall.through(proxy.url).find(["SKU-1"])
    proxy.stop()
    assert calls(stall, "products/get") - before <= 10


def test_a_full_page_is_followed_by_another_though_the_total_is_left_out(stall: Stall) -> None:
    draft = stall.draft()
    stall.publish(draft)
    held: list[object] = []

    def later(answer: Outgoing) -> Outgoing:
        message = json.loads(answer.body)
        if held:
            message["data"] = held[0]
        else:
            held.append(message["data"])
            message["data"] = {"products": [{"item_id": str(one), "skus": []} for one in range(1, 51)]}
        return Outgoing(answer.status, json.dumps(message).encode(), answer.headers)

    before = calls(stall, "products/get")
    proxy = TamperingProxy(stall.world.url, later)
    found = stall.through(proxy.url).find([draft.models[0].sku])
    proxy.stop()
    assert [view.sku for view in found] == [draft.models[0].sku]
    assert calls(stall, "products/get") - before == 2


@pytest.mark.parametrize("position", ["refused", "taken"])
def test_a_hostile_name_is_kept_letter_for_letter_or_refused_in_words(stall: Stall, position: str) -> None:
    turn(stall, "special_marks", position)
    draft = replace(stall.draft(), title=HOSTILE, description=f"{HOSTILE}\n<script>\x07")
    if position == "refused":
        with pytest.raises(Rejected) as caught:
            stall.publish(draft)
        assert caught.value.key == "lazada.marks_refused"
        return
    published = stall.publish(draft)
    assert {view.title for view in stall.views(published.item_id)} == {HOSTILE}
    assert {view.price for view in stall.views(published.item_id)} == {model.price for model in draft.models}
    page = stall.item(published.item_id).page
    assert page is not None
    assert "<script>" not in page.description
    assert "&lt;script&gt;" in page.description


def test_a_name_with_an_ampersand_and_a_control_character_is_taken(stall: Stall) -> None:
    published = stall.publish(replace(stall.draft(), title="Kopi & Gula\x07 'asli'"))
    assert stall.item(published.item_id).title == "Kopi & Gula 'asli'"


def test_a_sku_that_xml_cannot_hold_is_refused_before_it_becomes_another(stall: Stall) -> None:
    draft = stall.draft(variants=False)
    before = stall.count()
    with pytest.raises(Rejected) as caught:
        stall.publish(replace(draft, models=(replace(draft.models[0], sku="A\x07B"),)))
    assert caught.value.key == "lazada.sku_refused"
    assert stall.count() == before


def test_a_sku_with_marks_of_xml_is_found_again(stall: Stall) -> None:
    draft = stall.draft(variants=False)
    sku = "A&B<1>\"2'"
    published = stall.publish(replace(draft, models=(replace(draft.models[0], sku=sku),)))
    assert published.models
    (view,) = stall.catalogue.find([sku])
    assert view.sku == sku


def test_the_categorys_own_dimension_is_used_with_its_own_words(stall: Stall) -> None:
    draft = sold_in(stall, Tier("warna", ("Merah", "Toska")), Tier("Ukuran", ("M", "L")))
    published = stall.publish(draft)
    page = stall.item(published.item_id).page
    assert page is not None
    assert page.tiers == (Tier("color_family", ("Red", "Toska")), Tier("size", ("M", "L")))
    assert [model.options for model in page.models] == [("Red", "M"), ("Toska", "M")]


def test_a_dimension_that_lazada_does_not_have_is_the_sellers_own(stall: Stall) -> None:
    published = stall.publish(sold_in(stall, Tier("Isi kotak", ("3 buah", "6 buah"))))
    page = stall.item(published.item_id).page
    assert page is not None
    assert page.tiers == (Tier("Isi_kotak", ("3 buah", "6 buah")),)


@pytest.mark.parametrize("options", [("Melati", "Mawar"), ("Melati", "Kopi")])
def test_a_list_without_the_option_is_not_used(stall: Stall, options: tuple[str, ...]) -> None:
    published = stall.publish(sold_in(stall, Tier("Aroma", options)))
    page = stall.item(published.item_id).page
    assert page is not None
    offered = "Kopi" not in options
    assert page.tiers == ((Tier("scent", ("Jasmine", "Rose")),) if offered else (Tier("Aroma", options),))


@pytest.mark.parametrize("name", ["<b>", "2 warna", "a:b", "名", "'\"&"])
def test_a_dimension_of_any_name_can_be_written(stall: Stall, name: str) -> None:
    published = stall.publish(sold_in(stall, Tier(name, ("satu", "dua"))))
    assert len(published.models) == 2


@pytest.mark.parametrize(("tier", "pictured"), [("Warna", True), ("Ukuran", False)])
def test_each_variant_has_its_picture_where_lazada_lets_it(stall: Stall, tier: str, pictured: bool) -> None:
    draft = sold_in(stall, Tier(tier, ("A", "B")), image=stall.images()[0])
    page = stall.item(stall.publish(draft).item_id).page
    assert page is not None
    assert {model.image for model in page.models} == ({stall.images()[0]} if pictured else {None})


def test_a_picture_of_one_variant_alone_is_left_out(stall: Stall) -> None:
    draft = sold_in(stall, Tier("Warna", ("A", "B")), image=stall.images()[0])
    models = (draft.models[0], replace(draft.models[1], image=None))
    page = stall.item(stall.publish(replace(draft, models=models)).item_id).page
    assert page is not None
    assert {model.image for model in page.models} == {None}


def test_the_same_picture_twice_is_sent_once(stall: Stall) -> None:
    first, second = stall.images()[:2]
    page = stall.item(stall.publish(replace(stall.draft(), images=(first, second, first))).item_id).page
    assert page is not None
    assert page.images == (first, second)


def test_a_brand_is_written_where_one_is_given(stall: Stall) -> None:
    draft = stall.draft()
    own = [row for row in draft.attributes if row[0] != "brand"]
    brand = (AttributeId("brand"), (AttributeValue(text="Sumber Rejeki"),))
    page = stall.item(stall.publish(replace(draft, attributes=(*own, brand))).item_id).page
    assert page is not None
    assert dict(page.attributes)[AttributeId("brand")] == (AttributeValue(text="Sumber Rejeki"),)


def test_an_attribute_that_is_no_name_of_a_field_is_refused_unsent(stall: Stall) -> None:
    draft = stall.draft()
    odd = (AttributeId("x><price>1</price><x"), (AttributeValue(text="1"),))
    with pytest.raises(Rejected) as caught:
        stall.publish(replace(draft, attributes=(*draft.attributes, odd)))
    assert caught.value.key == "lazada.details_refused"
    assert calls(stall, "product/create") == 0


def test_a_description_that_is_too_long_as_html_is_refused_in_words(stall: Stall) -> None:
    with pytest.raises(Rejected) as caught:
        stall.publish(replace(stall.draft(), description="&" * 12_000))
    assert caught.value.key == "lazada.description_too_long"
    assert calls(stall, "product/create") == 0


@pytest.mark.parametrize("position", ["as_cover", "as_code"])
def test_a_refusal_tells_its_reason_however_it_is_wrapped(stall: Stall, position: str) -> None:
    turn(stall, "listing_refusal", position)
    draft = stall.draft()
    heaps = replace(draft, models=(replace(draft.models[0], stock=10**6), *draft.models[1:]))
    for spoilt, key in (
        (replace(draft, attributes=()), "lazada.details_refused"),
        (replace(draft, images=draft.images[:1] * 9), "lazada.pictures_refused"),
        (replace(draft, weight_grams=41_000), "lazada.parcel_refused"),
        (heaps, "lazada.stock_refused"),
    ):
        with pytest.raises(Rejected) as caught:
            stall.publish(spoilt)
        assert caught.value.key == key


@pytest.mark.parametrize(("position", "taken"), [("3145728", True), ("1048576", False)])
def test_a_picture_of_two_megabytes_is_taken_or_refused_in_words(
    stall: Stall, position: str, taken: bool
) -> None:
    turn(stall, "picture_limit", position)
    content = picture(size=2 * 1024 * 1024)
    if taken:
        assert stall.catalogue.upload_image(content, "foto.jpg").startswith("https://")
        return
    with pytest.raises(Rejected) as caught:
        stall.catalogue.upload_image(content, "foto.jpg")
    assert caught.value.key == "picture.too_big"


def answering(stall: Stall, answer: dict[str, object]) -> TamperingProxy:
    """A proxy that tells something else of a product that was just made."""

    def rewrite(told: Outgoing) -> Outgoing:
        message = json.loads(told.body)
        made = isinstance(message.get("data"), dict) and "sku_list" in message["data"]
        body = {**message, **answer} if made else message
        return Outgoing(told.status, json.dumps(body).encode(), told.headers)

    return TamperingProxy(stall.world.url, rewrite)


NOTE = {"field": "", "message": "C004: cannot be blank.", "code": "CHK_BASIC_REQUIRED"}


def test_a_success_with_remarks_is_a_success(stall: Stall) -> None:
    proxy = answering(stall, {"detail": [NOTE]})
    draft = stall.draft()
    published = stall.through(proxy.url).publish(draft, stall.key())
    proxy.stop()
    assert len(published.models) == len(draft.models)


@pytest.mark.parametrize("data", [{}, {"item_id": ""}, {"item_id": None, "sku_list": []}, [], None, 7])
def test_a_success_that_names_no_product_is_of_unknown_outcome(stall: Stall, data: object) -> None:
    proxy = answering(stall, {"data": data})
    with pytest.raises(OutcomeUnknown):
        stall.through(proxy.url).publish(stall.draft(), stall.key())
    proxy.stop()


def test_a_success_that_names_too_few_skus_is_completed_by_reading(stall: Stall) -> None:
    draft = stall.draft()
    proxy = answering(stall, {"data": {"item_id": "7100001000", "sku_list": [{"seller_sku": "X"}]}})
    published = stall.through(proxy.url).publish(draft, stall.key())
    proxy.stop()
    assert published.models == ()
    assert len(stall.catalogue.finish(published.item_id, draft).models) == len(draft.models)


@pytest.mark.parametrize(
    ("code", "detail", "kind", "key"),
    [
        ("500", [{**NOTE, "code": "500"}], Rejected, "lazada.listing_refused"),
        (
            "500",
            [{"code": "500", "message": "VARIATION_EMPTY: x"}],
            Rejected,
            "lazada.variants_refused",
        ),
        ("500", [{"message": "something new"}, NOTE], Rejected, "lazada.details_refused"),
        ("500", [], Rejected, "lazada.listing_refused"),
        ("4154", [], Transient, "connection.rate_limited"),
        ("500", [{"code": "4159", "message": ""}], OutcomeUnknown, "connection.server_error"),
        ("13579", [{"message": ""}], Rejected, "lazada.unknown"),
    ],
)
def test_each_form_of_a_refusal_has_its_class_and_sentence(
    stall: Stall, code: str, detail: list[object], kind: type[Exception], key: str
) -> None:
    proxy = answering(stall, {"code": code, "message": "E500: Create product failed", "detail": detail})
    with pytest.raises((Rejected, Transient, OutcomeUnknown)) as caught:
        stall.through(proxy.url).publish(stall.draft(), stall.key())
    proxy.stop()
    assert (type(caught.value), caught.value.key) == (kind, key)
