"""Linking by code: a SKU or barcode joins a listing to an article unless something speaks against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mappings.contradictions import ListingCode, own_pack, reasons_against, said_pack
from mappings.goods import Article, Goods
from mappings.sku import normal_barcode, normal_sku
from mappings.words import LinkCode, LinkReason, LinkState

__all__ = ["Article", "LinkDecision", "ListingCode", "link_by_code"]

_Row = TypeVar("_Row", Article, ListingCode)


@dataclass(frozen=True)
class LinkDecision:
    """What a listing's codes say. Unmapped: no article, no units, at least one reason.

    A suggestion names an article, the units that the title speaks of and the reasons that speak against it.
    """

    item_id: str
    model_id: str
    state: LinkState
    article_key: str | None = None
    units: int = 0
    by: LinkCode | None = None
    reasons: tuple[LinkReason, ...] = ()


@dataclass(frozen=True)
class _Claim:
    """What one code of a listing leads to: an article or the reason why not."""

    by: LinkCode
    article: Article | None
    reasons: tuple[LinkReason, ...]


def link_by_code(articles: Sequence[Article], listings: Sequence[ListingCode]) -> list[LinkDecision]:
    """One decision for each listing of ONE shop, in their order.

    Linked means one piece of the listing is one piece of the article. A code on two listings or two articles
    links nothing; nor do two codes that name different articles where neither is contradicted.
    """
    goods = Goods(articles)
    indexes = tuple(
        (by, _by_code(articles, code), _by_code(listings, code), code)
        for by, code in ((LinkCode.SKU, _sku), (LinkCode.BARCODE, _barcode))
    )
    decisions = []
    for listing in listings:
        claims = [
            _claim(listing, by, known[code(listing)], seen[code(listing)], goods)
            for by, known, seen, code in indexes
            if code(listing)
        ]
        decisions.append(_decide(listing, claims))
    return decisions


def _sku(row: Article | ListingCode) -> str:
    return normal_sku(row.sku)


def _barcode(row: Article | ListingCode) -> str:
    return normal_barcode(row.barcode)


def _by_code(rows: Iterable[_Row], code: Callable[[Article | ListingCode], str]) -> Mapping[str, list[_Row]]:
    found: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        found[code(row)].append(row)
    return found


def _claim(
    listing: ListingCode,
    by: LinkCode,
    named: Sequence[Article],
    claimants: Sequence[ListingCode],
    goods: Goods,
) -> _Claim:
    if not named:
        return _Claim(by, None, (LinkReason.UNKNOWN_CODE,))
    if len(named) > 1:
        return _Claim(by, None, (LinkReason.CODE_NAMES_TWO,))
    if len(claimants) > 1:
        return _Claim(by, None, (LinkReason.CODE_CLAIMED_TWICE,))
    return _Claim(by, named[0], reasons_against(listing, named[0], goods))


def _decide(listing: ListingCode, claims: Sequence[_Claim]) -> LinkDecision:
    named = [claim for claim in claims if claim.article is not None]
    sound = [claim for claim in named if not claim.reasons]
    if len({claim.article for claim in sound}) > 1:
        return _suggested(listing, sound[0], (LinkReason.CODES_DISAGREE,))
    if sound:
        return _answer(listing, LinkState.LINKED, sound[0], ())
    if named:
        return _suggested(listing, named[0], named[0].reasons)
    reasons = tuple(reason for claim in claims for reason in claim.reasons)
    if not reasons:
        typed = bool(listing.barcode.strip())
        reasons = (LinkReason.BARCODE_INVALID if typed else LinkReason.NO_CODE,)
    return LinkDecision(
        listing.item_id, listing.model_id, LinkState.UNMAPPED, reasons=_strongest_first(reasons)
    )


def _suggested(listing: ListingCode, claim: _Claim, reasons: tuple[LinkReason, ...]) -> LinkDecision:
    return _answer(listing, LinkState.SUGGESTED, claim, reasons)


def _answer(
    listing: ListingCode, state: LinkState, claim: _Claim, reasons: tuple[LinkReason, ...]
) -> LinkDecision:
    assert claim.article is not None
    units = said_pack(listing).units_of(own_pack(claim.article)) if state is LinkState.SUGGESTED else 1
    return LinkDecision(listing.item_id, listing.model_id, state, claim.article.key, units, claim.by, reasons)


def _strongest_first(reasons: Sequence[LinkReason]) -> tuple[LinkReason, ...]:
    """A code of ours that is in dispute says more than one that nobody knows."""
    return tuple(sorted(set(reasons), key=lambda reason: (reason is LinkReason.UNKNOWN_CODE, reason.value)))
