"""The cooperative's articles, and what their titles and options say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from mappings.measures import Measure
from mappings.money import Rupiah
from mappings.titles import Reading, read_option, read_title


@dataclass(frozen=True)
class Article:
    """One variant of the cooperative's catalogue. `options` are its values in the product's order.

    Articles with one `product_title` are siblings. `price` is None where the store has none.
    """

    key: str
    sku: str
    barcode: str
    product_title: str
    options: tuple[str, ...]
    price: Rupiah | None


@dataclass(frozen=True)
class Product:
    """A product's title and, for each place in its options, the values that its articles have."""

    title: Reading
    values: tuple[frozenset[str], ...]

    def rivals(self, place: int, value: str) -> frozenset[str]:
        """The other values of an option."""
        return self.values[place] - {value} if place < len(self.values) else frozenset()

    def option_words(self) -> frozenset[str]:
        """All words in the values of its options."""
        return frozenset(
            word for place in self.values for value in place for word in read_option(value).words
        )


class Goods:
    """A catalogue, looked at by the words in it."""

    def __init__(self, articles: Iterable[Article]) -> None:
        titles: dict[str, list[Article]] = defaultdict(list)
        for article in articles:
            titles[article.product_title].append(article)
        self._products = {title: _product(title, siblings) for title, siblings in titles.items()}
        self._with_word: dict[str, list[str]] = defaultdict(list)
        known: set[str] = set()
        for title, product in self._products.items():
            for word in product.title.words:
                self._with_word[word].append(title)
            known |= product.title.words | product.option_words()
        self.known_words = frozenset(known)

    def product_of(self, article: Article) -> Product:
        """The product that an article of this catalogue belongs to."""
        return self._products[article.product_title]

    def others_with(self, words: Iterable[str], article: Article) -> tuple[Product, ...]:
        """Other products whose title has one of these words."""
        titles = {title for word in words for title in self._with_word.get(word, ())}
        return tuple(self._products[title] for title in sorted(titles - {article.product_title}))


def tokens(reading: Reading) -> frozenset[str | Measure]:
    """Everything that tells one option's value from another."""
    return reading.words | reading.numbers | reading.measures


def _product(title: str, siblings: list[Article]) -> Product:
    places = max(len(article.options) for article in siblings)
    return Product(
        read_title(title),
        tuple(
            frozenset(article.options[place] for article in siblings if place < len(article.options))
            for place in range(places)
        ),
    )
