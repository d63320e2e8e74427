"""What in a listing speaks against the article that its code names."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from mappings.goods import Article, Goods, Product
from mappings.measures import Measure
from mappings.money import Rupiah
from mappings.options import option_reasons
from mappings.packs import Pack
from mappings.spelling import meant_as
from mappings.titles import read_option, read_title
from mappings.words import LinkReason


@dataclass(frozen=True)
class ListingCode:
    """One row of a marketplace listing with the codes its seller typed. `price` is None where unusable."""

    item_id: str
    model_id: str
    title: str
    options: tuple[str, ...]
    sku: str
    barcode: str
    price: Rupiah | None


def reasons_against(listing: ListingCode, article: Article, goods: Goods) -> tuple[LinkReason, ...]:
    """Every reason, in the order of `LinkReason`; none when the listing may be one piece of the article."""
    found = set(option_reasons(article, listing.title, listing.options, goods))
    if _title_contradicts(listing, article, goods):
        found.add(LinkReason.TITLE_CONTRADICTS)
    if _measures_contradict(listing, article, goods.product_of(article)):
        found.add(LinkReason.MEASURE_CONTRADICTS)
    if said_pack(listing).beyond(own_pack(article)):
        found.add(LinkReason.PACK_WORDS)
    if listing.price is None or article.price is None:
        found.add(LinkReason.PRICE_UNKNOWN)
    elif not article.price <= 2 * listing.price <= 4 * article.price:
        found.add(LinkReason.PRICE_CONTRADICTS)
    return tuple(reason for reason in LinkReason if reason in found)


def said_pack(listing: ListingCode) -> Pack:
    """The pack that a listing's title and options speak of."""
    return _together(
        read_title(listing.title).pack, *(read_option(option).pack for option in listing.options)
    )


def own_pack(article: Article) -> Pack:
    """The pack that the article itself is, such as a carton of 24."""
    readings = (read_option(option).pack for option in article.options)
    return _together(read_title(article.product_title).pack, *readings)


def _together(*packs: Pack) -> Pack:
    return Pack(frozenset().union(*(pack.counts for pack in packs)), any(pack.several for pack in packs))


def _measures_contradict(listing: ListingCode, article: Article, product: Product) -> bool:
    """Where both name a mass, volume or length, one of them must be the same; options outweigh the title."""
    own = product.title.measures.union(*(read_option(option).measures for option in article.options))
    in_options = frozenset[Measure]().union(*(read_option(option).measures for option in listing.options))
    in_title = read_title(listing.title).measures
    for dimension in {measure.dimension for measure in own}:
        said = _of(in_options, dimension) or _of(in_title, dimension)
        if said and said.isdisjoint(own):
            return True
    return False


def _of(measures: Set[Measure], dimension: str) -> frozenset[Measure]:
    return frozenset(measure for measure in measures if measure.dimension == dimension)


def _title_contradicts(listing: ListingCode, article: Article, goods: Goods) -> bool:
    product = goods.product_of(article)
    in_title = read_title(listing.title).words
    in_options = frozenset[str]().union(*(read_option(option).words for option in listing.options))
    own_options = frozenset[str]().union(*(read_option(option).words for option in article.options))
    # A title over many options may name them all; the row's own option then says which one it is.
    allowed = own_options | (product.option_words() if listing.options else frozenset())
    wanted = product.title.words
    explained = _explained(in_title | in_options, wanted, goods)
    missing = wanted - explained
    if len(explained) * 2 < len(wanted) or not explained:
        return True
    extra = _unexplained(in_title, wanted | allowed, goods)
    if missing and extra:
        return True
    extra |= _unexplained(in_options, wanted | allowed, goods) & goods.known_words
    if missing and extra & goods.known_words:
        return True
    return any(
        _fits_better(other, in_title | in_options, explained, missing, extra, goods)
        for other in goods.others_with(extra | explained, article)
    )


def _fits_better(
    other: Product,
    said: Set[str],
    explained: Set[str],
    missing: Set[str],
    extra: Set[str],
    goods: Goods,
) -> bool:
    """Whether another product accounts for more of the title: then the code is probably another article's.

    It does when it has two words that ours lacks (the title names both), one such word and all of ours, or
    all of its own words said, ours among them, where ours has some unsaid.
    """
    its_words = other.title.words
    if len(extra & its_words) >= 2:
        return True
    also = _explained(said, its_words, goods)
    if not explained <= also:
        return False
    return bool(extra & its_words) or (bool(missing) and also == its_words)


def _explained(said: Set[str], wanted: Set[str], goods: Goods) -> frozenset[str]:
    return frozenset(meant_as(word, goods.known_words, wanted) for word in said) - {""}


def _unexplained(said: Set[str], wanted: Set[str], goods: Goods) -> frozenset[str]:
    return frozenset(word for word in said if not meant_as(word, goods.known_words, wanted))
