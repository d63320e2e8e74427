"""A code links only where nothing speaks against it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mappings.match import Article, LinkDecision, ListingCode, link_by_code
from mappings.money import Rupiah
from mappings.words import LinkCode, LinkReason, LinkState

EAN = "8994280387017"
OTHER_EAN = "8998563276104"
SHIRT = Article("v1", "SER-SD-L", EAN, "Seragam SD Putih Lengan Pendek", ("L",), Rupiah(78_000))
SHIRT_XL = Article("v2", "SER-SD-XL", "", "Seragam SD Putih Lengan Pendek", ("XL",), Rupiah(84_000))
LONG = Article("v3", "SER-SD-LX", "", "Seragam SD Putih Lengan Panjang", ("L",), Rupiah(84_000))
MAT = Article("v4", "KESET", OTHER_EAN, "Keset Perca Anyam", (), Rupiah(22_000))
WATER = Article("v5", "AIR-24", "", "Air Minum 600 ml Karton Isi 24", (), Rupiah(38_000))
ARTICLES = (SHIRT, SHIRT_XL, LONG, MAT, WATER)

A_SHIRT = ListingCode(
    "1", "10", "Baju SD Putih Lengan Pendek", ("Uk. Large",), "ser_sd l", "", Rupiah(80_000)
)
A_MAT = ListingCode("2", "0", "PROMO Keset Perca Anyam", (), "keset", "", Rupiah(21_000))


def _one(listing: ListingCode, *others: ListingCode) -> LinkDecision:
    return link_by_code(ARTICLES, (listing, *others))[0]


def test_a_sku_links_one_piece() -> None:
    assert _one(A_SHIRT) == LinkDecision("1", "10", LinkState.LINKED, "v1", 1, LinkCode.SKU)


def test_a_barcode_links_where_the_sku_is_the_sellers_own() -> None:
    assert _one(replace(A_SHIRT, sku="TOKO123", barcode=EAN)).by is LinkCode.BARCODE


def test_a_true_barcode_outweighs_a_sku_that_the_title_contradicts() -> None:
    decision = _one(replace(A_SHIRT, sku="KESET", barcode=EAN))
    assert (decision.state, decision.article_key) == (LinkState.LINKED, "v1")


def test_two_codes_of_different_goods_are_only_a_suggestion() -> None:
    twin = replace(MAT, key="v6", sku="KESET-2", barcode="")
    decision = link_by_code((*ARTICLES, twin), [replace(A_MAT, sku="KESET-2", barcode=OTHER_EAN)])[0]
    assert (decision.state, decision.reasons) == (LinkState.SUGGESTED, (LinkReason.CODES_DISAGREE,))


@pytest.mark.parametrize(
    ("listing", "reason"),
    [
        (replace(A_SHIRT, sku=""), LinkReason.NO_CODE),
        (replace(A_SHIRT, sku="SMB123"), LinkReason.UNKNOWN_CODE),
        (replace(A_SHIRT, sku="", barcode="8994280387018"), LinkReason.BARCODE_INVALID),
    ],
)
def test_without_a_code_of_ours_it_stays_unmapped(listing: ListingCode, reason: LinkReason) -> None:
    decision = _one(listing)
    assert (decision.state, decision.article_key, decision.units) == (LinkState.UNMAPPED, None, 0)
    assert decision.reasons == (reason,)


def test_a_code_on_two_listings_links_neither() -> None:
    again = replace(A_SHIRT, item_id="9", sku="SER SD-L")
    for decision in link_by_code(ARTICLES, [A_SHIRT, again]):
        assert (decision.state, decision.reasons) == (LinkState.UNMAPPED, (LinkReason.CODE_CLAIMED_TWICE,))


def test_a_code_on_two_articles_links_nothing() -> None:
    articles = (*ARTICLES, replace(MAT, key="v9", sku="ser-sd-l"))
    decision = link_by_code(articles, [A_SHIRT])[0]
    assert (decision.state, decision.reasons) == (LinkState.UNMAPPED, (LinkReason.CODE_NAMES_TWO,))


@pytest.mark.parametrize(
    ("listing", "reason"),
    [
        (replace(A_MAT, title="Gantungan Kunci Suro Boyo"), LinkReason.TITLE_CONTRADICTS),
        (replace(A_MAT, title="Terlaris Ready Stock"), LinkReason.TITLE_CONTRADICTS),
        (replace(A_SHIRT, title="Seragam SD Putih Lengan Panjang"), LinkReason.TITLE_CONTRADICTS),
        (replace(A_SHIRT, title="Seragam SMP Putih Lengan Pendek"), LinkReason.TITLE_CONTRADICTS),
        (replace(A_SHIRT, options=("Extra Large",)), LinkReason.SIZE_CONTRADICTS),
        (replace(A_SHIRT, options=("Nomor 7",)), LinkReason.SIZE_CONTRADICTS),
        (replace(A_SHIRT, options=()), LinkReason.OPTION_NOT_NAMED),
        (replace(A_MAT, price=Rupiah(10_999)), LinkReason.PRICE_CONTRADICTS),
        (replace(A_MAT, price=Rupiah(44_001)), LinkReason.PRICE_CONTRADICTS),
        (replace(A_MAT, price=None), LinkReason.PRICE_UNKNOWN),
        (replace(A_MAT, title="Keset Perca Anyam isi 2", price=Rupiah(40_000)), LinkReason.PACK_WORDS),
        (replace(A_MAT, title="Paket Keset Perca Anyam"), LinkReason.PACK_WORDS),
        (replace(A_MAT, options=("3 pcs",)), LinkReason.PACK_WORDS),
        (
            ListingCode("3", "0", "Air Minum 330 ml Karton Isi 24", (), "AIR24", "", Rupiah(30_000)),
            LinkReason.MEASURE_CONTRADICTS,
        ),
    ],
)
def test_what_contradicts_a_code_makes_it_a_suggestion(listing: ListingCode, reason: LinkReason) -> None:
    decision = _one(listing)
    assert decision.state is LinkState.SUGGESTED
    assert reason in decision.reasons


@pytest.mark.parametrize("price", [11_000, 22_000, 44_000])
def test_a_price_from_half_to_twice_is_believed(price: int) -> None:
    assert _one(replace(A_MAT, price=Rupiah(price))).state is LinkState.LINKED


def test_an_article_that_is_a_carton_links_as_one_piece() -> None:
    listing = ListingCode("3", "0", "Air Minum 600 ml Karton Isi 24", (), "AIR24", "", Rupiah(38_000))
    assert (_one(listing).state, _one(listing).units) == (LinkState.LINKED, 1)


def test_a_pack_is_suggested_with_its_units() -> None:
    pack = replace(A_MAT, title="Keset Perca Anyam 1 lusin", price=Rupiah(250_000))
    assert (_one(pack).article_key, _one(pack).units) == ("v4", 12)


def test_a_title_that_lists_every_size_is_read_by_its_option() -> None:
    listing = replace(A_SHIRT, title="Seragam SD Putih Lengan Pendek S M L XL XXL")
    assert _one(listing).article_key == "v1"
    assert _one(listing).state is LinkState.LINKED


def test_a_more_special_colour_is_not_the_plain_one() -> None:
    plain = Article("c1", "SARUNG-M", "", "Sarung Tenun", ("Merah",), Rupiah(90_000))
    dark = replace(plain, key="c2", sku="SARUNG-MT", options=("Merah Tua",))
    listing = ListingCode("1", "1", "Sarung Tenun", ("MERAH TUA",), "SARUNG-M", "", Rupiah(90_000))
    wrong, right = link_by_code((plain, dark), [listing, replace(listing, model_id="2", sku="sarung-mt")])
    assert (wrong.state, wrong.reasons) == (LinkState.SUGGESTED, (LinkReason.OPTION_CONTRADICTS,))
    assert (right.state, right.article_key) == (LinkState.LINKED, "c2")


def test_an_article_without_a_price_is_only_suggested() -> None:
    decision = link_by_code([replace(MAT, price=None)], [A_MAT])[0]
    assert decision.reasons == (LinkReason.PRICE_UNKNOWN,)


def test_decisions_come_in_the_order_of_the_listings() -> None:
    keys = [(row.item_id, row.model_id) for row in link_by_code(ARTICLES, [A_MAT, A_SHIRT])]
    assert keys == [("2", "0"), ("1", "10")]
    assert link_by_code((), ()) == []
