"""No code that a seller mistyped may join a listing to the wrong goods."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.contradictions import reasons_against
from mappings.goods import Goods
from mappings.match import link_by_code
from mappings.words import LinkState
from tests.mappings.noisy import NoisyListing, catalogue, listings


def _linked(rows: list[NoisyListing]) -> dict[str, str]:
    decisions = link_by_code(catalogue(), [row.listing for row in rows])
    return {
        decision.item_id: str(decision.article_key)
        for decision in decisions
        if decision.state is LinkState.LINKED
    }


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_false_code_or_a_pack_never_links(seed: int) -> None:
    rows = listings(catalogue(), Random(seed))
    linked = _linked(rows)
    for row in rows:
        if row.listing.item_id in linked:
            assert linked[row.listing.item_id] == row.article.key, row
            assert row.units == 1, row


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32))
def test_every_other_articles_code_is_contradicted(seed: int) -> None:
    articles = catalogue()
    goods = Goods(articles)
    for row in listings(articles, Random(seed)):
        for article in articles:
            if article != row.article or row.units > 1:
                assert reasons_against(row.listing, article, goods), (row.listing, article)


def test_most_honest_codes_link_in_spite_of_the_noise() -> None:
    honest = found = 0
    for seed in range(20):
        rows = listings(catalogue(), Random(seed))
        linked = _linked(rows)
        once = [row for row in rows if row.honest and row.units == 1 and _claimed_once(row, rows)]
        honest += len(once)
        found += sum(linked.get(row.listing.item_id) == row.article.key for row in once)
    assert found / honest > 0.9


def _claimed_once(row: NoisyListing, rows: list[NoisyListing]) -> bool:
    codes = [other.listing.sku.upper().replace(" ", "").replace("_", "").replace("-", "") for other in rows]
    return codes.count(row.article.sku.replace("-", "")) == 1
