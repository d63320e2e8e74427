"""The sample is linked by code and by staff without one wrong link."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from shutil import copyfile

import pytest

from connectors.base.registry import marketplaces
from mappings.contradictions import reasons_against
from mappings.goods import Goods
from mappings.match import link_by_code
from mappings.sku import normal_barcode, normal_sku
from mappings.words import LinkState
from storefront_sync.sample import loader, own_goods
from storefront_sync.sample.rows import SampleLink
from tests.sample.shelves import listing_codes, pulled_codes

Key = tuple[str, str, str]
Parts = frozenset[tuple[str, int]]


def _by_listing(rows: tuple[SampleLink, ...]) -> dict[Key, Parts]:
    found: defaultdict[Key, set[tuple[str, int]]] = defaultdict(set)
    for row in rows:
        found[row.marketplace, row.item_id, row.model_id].add((row.sku, row.units))
    return {key: frozenset(parts) for key, parts in found.items()}


def _by_code(cooperative: str) -> dict[Key, Parts]:
    articles = loader.articles(cooperative)
    return {
        (marketplace, row.item_id, row.model_id): frozenset({(str(row.article_key), row.units)})
        for marketplace in marketplaces()
        for row in link_by_code(articles, listing_codes(cooperative, marketplace))
        if row.state is LinkState.LINKED
    }


@pytest.mark.parametrize("cooperative", loader.COOPERATIVES)
def test_no_link_contradicts_the_truth(cooperative: str) -> None:
    truth = _by_listing(loader.truth(cooperative))
    by_code = _by_code(cooperative)
    assert {key: parts for key, parts in by_code.items() if truth[key] != parts} == {}
    by_staff = _by_listing(loader.staff_links(cooperative))
    assert {key: parts for key, parts in by_staff.items() if truth[key] != parts} == {}
    assert not by_code.keys() & by_staff.keys()


def test_enough_is_linked_for_the_demonstration() -> None:
    by_code = _by_code("koperasi-smb")
    by_staff = _by_listing(loader.staff_links("koperasi-smb"))
    assert len(by_code) >= 120
    assert len(by_code) + len(by_staff) >= 180
    units = sorted(units for parts in by_staff.values() for _, units in parts if units > 1)
    assert units == [3, 3, 6, 12]
    assert sum(len(parts) > 1 for parts in by_staff.values()) == 1


def test_other_articles_codes_pass_only_where_the_title_names_neither_twin() -> None:
    articles = loader.articles("koperasi-smb")
    goods = Goods(articles)
    truth = _by_listing(loader.truth("koperasi-smb"))
    passed = {
        (listing.title, article.product_title)
        for marketplace in marketplaces()
        for listing in listing_codes("koperasi-smb", marketplace)
        for article in articles
        if truth[marketplace, listing.item_id, listing.model_id] != {(article.key, 1)}
        and not reasons_against(listing, article, goods)
    }
    assert passed == {("Kue Kering jar 500 g", "Kue Kering Nastar Toples 500 g")}


@pytest.mark.parametrize("cooperative", loader.COOPERATIVES)
def test_every_listing_has_its_truth(cooperative: str) -> None:
    keys = {
        (marketplace, row.item_id, row.model_id)
        for marketplace in marketplaces()
        for row in listing_codes(cooperative, marketplace)
    }
    assert _by_listing(loader.truth(cooperative)).keys() == keys
    skus = {product.sku for product in loader.products(cooperative)}
    assert {row.sku for row in loader.truth(cooperative)} - skus <= {""}


def test_the_two_cooperatives_are_easy_to_mix_up_but_share_no_exact_sku_and_no_item() -> None:
    first, second = (loader.products(cooperative) for cooperative in loader.COOPERATIVES)
    assert not {row.sku for row in first} & {row.sku for row in second}
    assert len({normal_sku(row.sku) for row in first} & {normal_sku(row.sku) for row in second}) >= 10
    assert {row.barcode for row in first if row.barcode} & {row.barcode for row in second}
    for marketplace in loader.with_listings():
        ours, theirs = (listing_codes(cooperative, marketplace) for cooperative in loader.COOPERATIVES)
        assert len({row.title for row in ours} & {row.title for row in theirs}) >= 3
        assert not {row.item_id for row in ours} & {row.item_id for row in theirs}
        assert {row.sku for row in first} & {row.sku for row in theirs}


@pytest.mark.parametrize("cooperative", loader.COOPERATIVES)
def test_the_cooperatives_own_list_is_sound(cooperative: str) -> None:
    rows = loader.products(cooperative)
    assert len({normal_sku(row.sku) for row in rows}) == len(rows)
    assert all(row.price > 0 and row.on_hand >= 0 for row in rows)
    assert all(normal_barcode(row.barcode) for row in rows if row.barcode)


def test_the_files_can_be_given_to_a_simulator() -> None:
    with loader.catalog_directory("koperasi-melati") as folder:
        names = {path.name for path in folder.iterdir()}
    assert {"products.csv", *(f"{marketplace}.json" for marketplace in loader.with_listings())} <= names


@pytest.mark.parametrize("marketplace", sorted(marketplaces()))
@pytest.mark.parametrize("cooperative", loader.COOPERATIVES)
def test_a_marketplace_without_listings_of_its_own_has_goods_that_link_by_their_codes(
    cooperative: str, marketplace: str, tmp_path: Path
) -> None:
    with loader.catalog_directory(cooperative) as folder:
        copyfile(folder / loader.PRODUCTS, tmp_path / loader.PRODUCTS)
    rows = pulled_codes(marketplace, tmp_path)
    articles = loader.articles(cooperative)
    linked = {
        (marketplace, row.item_id, row.model_id): frozenset({(str(row.article_key), row.units)})
        for row in link_by_code(articles, rows)
        if row.state is LinkState.LINKED
    }
    truth = _by_listing(own_goods.links(loader.products(cooperative), marketplace))
    assert linked == truth
    assert len(truth) == len(rows) >= len(articles) / 4
    prices = {article.sku: article.price for article in articles}
    assert all(row.price == prices[row.sku] for row in rows)


def test_an_unknown_cooperative_has_no_files() -> None:
    with pytest.raises(KeyError):
        loader.products("../koperasi-smb")
