"""Whether a listing's options can be those of an article."""

from __future__ import annotations

from collections.abc import Sequence, Set
from enum import Enum

from mappings.goods import Article, Goods, Product, tokens
from mappings.measures import Measure
from mappings.spelling import meant_as
from mappings.titles import Reading, read_option, read_title
from mappings.vocabulary import vocabulary
from mappings.words import LinkReason

Token = str | Measure


class _Says(Enum):
    YES = "yes"
    NO = "no"
    NOTHING = "nothing"


def option_reasons(
    article: Article, title: str, options: Sequence[str], goods: Goods
) -> frozenset[LinkReason]:
    """What in a listing's options (or title, where they are silent) speaks against the article."""
    product = goods.product_of(article)
    said = tuple(_tokens(read_option(option), product, goods) for option in options)
    said_in_title = (_tokens(read_title(title), product, goods),)
    reasons: set[LinkReason] = set()
    for place, value in enumerate(article.options):
        rivals = product.rivals(place, value)
        verdict = _verdict(value, rivals, said)
        if verdict is _Says.NOTHING:
            verdict = _verdict(value, rivals, said_in_title)
        if verdict is _Says.NO:
            reasons.add(_contradiction(value))
        elif verdict is _Says.NOTHING and rivals:
            reasons.add(LinkReason.OPTION_NOT_NAMED)
    expected = _expected(article, product)
    if any(option_tokens and expected.isdisjoint(option_tokens) for option_tokens in said):
        reasons.add(_contradiction(*article.options))
    return frozenset(reasons)


def _verdict(value: str, rivals: Set[str], said: Sequence[Set[Token]]) -> _Says:
    wanted = tokens(read_option(value))
    others = [tokens(read_option(rival)) for rival in sorted(rivals)]
    answers = {_one_verdict(wanted, others, spoken) for spoken in said}
    if _Says.NO in answers:
        return _Says.NO
    return _Says.YES if _Says.YES in answers else _Says.NOTHING


def _one_verdict(wanted: Set[Token], others: Sequence[Set[Token]], spoken: Set[Token]) -> _Says:
    """A rival counts unless it is only a part of what is wanted: "coklat" in "coklat tua" is none."""
    if any(other and other <= spoken and not other <= wanted for other in others):
        return _Says.NO
    return _Says.YES if wanted and wanted <= spoken else _Says.NOTHING


def _tokens(reading: Reading, product: Product, goods: Goods) -> frozenset[Token]:
    own_words = product.option_words() | product.title.words
    meant = (meant_as(word, goods.known_words, own_words) or word for word in reading.words)
    return frozenset(meant) | reading.numbers | reading.measures


def _expected(article: Article, product: Product) -> frozenset[Token]:
    return tokens(product.title).union(*(tokens(read_option(option)) for option in article.options))


def _contradiction(*values: str) -> LinkReason:
    sized = any(
        read_option(value).words & vocabulary().sizes or read_option(value).numbers for value in values
    )
    return LinkReason.SIZE_CONTRADICTS if sized else LinkReason.OPTION_CONTRADICTS
