"""Catalogues full of near twins, and listings as careless sellers write them, with the truth about each."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from mappings.match import Article, ListingCode
from mappings.money import Rupiah

_TITLES = (
    ("Kaos Polos Katun Lengan Pendek", (("S", "M", "L", "XL", "XXL"),), 45_000),
    ("Kaos Polos Katun Lengan Panjang", (("S", "M", "L", "XL", "XXL"),), 52_000),
    ("Kaos Polos Polyester Lengan Pendek", (("S", "M", "L"),), 39_000),
    ("Teh Hijau Celup 50 g", (), 14_000),
    ("Teh Melati Celup 50 g", (), 13_500),
    ("Teh Melati Celup 100 g", (), 24_000),
    ("Madu Hutan Kalimantan", (("250 ml", "500 ml", "1 liter"),), 65_000),
    ("Madu Randu Kalimantan", (("250 ml", "500 ml"),), 60_000),
    ("Dodol Durian", (("Original", "Wijen"), ("200 g", "400 g")), 22_000),
    ("Dodol Sirsak", (("Original", "Wijen"), ("200 g", "400 g")), 21_000),
    ("Sarung Tenun Gresik", (("Merah", "Merah Tua", "Hijau", "Navy"),), 120_000),
    ("Telur Asin Brebes Isi 10", (), 38_000),
    ("Kerudung Voal Segi Empat", (("Hitam", "Putih", "Krem", "Dusty Pink"),), 33_000),
    ("Sepatu Pantofel Kulit", (("38", "39", "40", "41"),), 210_000),
    ("Batik Tulis Parang Kain 2 Meter", (), 410_000),
    ("Batik Cap Parang Kain 2 Meter", (), 150_000),
)
_PRAISE = ("PROMO", "[COD]", "Termurah", "READY STOCK", "Best Seller", "Bisa COD", "🔥", "Kualitas Premium")
_ALSO_WRITTEN = {
    "S": ("Small", "Uk. S"),
    "M": ("Medium", "size M"),
    "L": ("Large", "LARGE"),
    "XL": ("Extra Large", "Uk. XL"),
    "XXL": ("2XL",),
    "250 ml": ("250ml", "1/4 liter"),
    "1 liter": ("1L", "1000 ml"),
    "200 g": ("200gr", "200 gram"),
    "Original": ("Ori", "ORIGINAL"),
    "Hitam": ("Black", "htm"),
    "Putih": ("White",),
    "Krem": ("Cream",),
    "40": ("Uk. 40",),
}
_PACKS = {2: "isi 2", 3: "paket 3 pcs", 6: "@6", 12: "1 lusin", 4: "(4 buah)", 5: "x5"}


@dataclass(frozen=True)
class NoisyListing:
    """A listing, what it really is and whether its own code was typed rightly."""

    listing: ListingCode
    article: Article
    units: int
    honest: bool


def catalogue() -> list[Article]:
    """Every combination of every product's options, each with a SKU of its own."""
    found: list[Article] = []
    for title, places, price in _TITLES:
        combinations: list[tuple[str, ...]] = [()]
        for place in places:
            combinations = [(*before, value) for before in combinations for value in place]
        for options in combinations:
            sku = f"{''.join(word[:3] for word in title.split())}-{len(found):03d}".upper()
            found.append(Article(sku, sku, "", title, options, Rupiah(price)))
    return found


def listings(articles: list[Article], random: Random) -> list[NoisyListing]:
    """One listing for each article, with slips, packs, and codes that are right, absent, unknown or false."""
    return [_listing(number, article, articles, random) for number, article in enumerate(articles)]


def _listing(number: int, article: Article, articles: list[Article], random: Random) -> NoisyListing:
    units = random.choice(list(_PACKS)) if random.random() < 0.15 else 1
    title = " ".join((*random.sample(_PRAISE, random.randrange(3)), _mistyped(article.product_title, random)))
    options = tuple(random.choice((value, *_ALSO_WRITTEN.get(value, ()))) for value in article.options)
    if options and random.random() < 0.2:
        title, options = f"{title} {' '.join(options)}", ()
    if units > 1:
        title = f"{title} {_PACKS[units]}"
    sku, honest = _code(article, articles, random)
    assert article.price is not None
    price = Rupiah(int(article.price * units * random.uniform(0.85, 1.2)))
    listing = ListingCode(f"item-{number}", "0", _shouted(title, random), options, sku, "", price)
    return NoisyListing(listing, article, units, honest)


def _code(article: Article, articles: list[Article], random: Random) -> tuple[str, bool]:
    draw = random.random()
    if draw < 0.1:
        return "", False
    if draw < 0.2:
        return f"TOKO{random.randrange(10_000)}", False
    if draw < 0.3:
        return random.choice([other for other in articles if other != article]).sku, False
    if draw < 0.45:
        return _nearest(article, articles, random).sku, False
    return random.choice((article.sku, article.sku.lower(), article.sku.replace("-", " _ "))), True


def _nearest(article: Article, articles: list[Article], random: Random) -> Article:
    """A sibling or a twin: the mistake that copying a row in Seller Center makes."""
    words = set(article.product_title.split())
    near = [
        other
        for other in articles
        if other != article and len(words & set(other.product_title.split())) * 2 > len(words)
    ]
    return random.choice(near or [other for other in articles if other != article])


def _mistyped(title: str, random: Random) -> str:
    words = title.split()
    long = [place for place, word in enumerate(words) if len(word) > 5]
    if long and random.random() < 0.4:
        place = random.choice(long)
        at = random.randrange(1, len(words[place]))
        words[place] = words[place][:at] + words[place][at + 1 :]
    return " ".join(words)


def _shouted(title: str, random: Random) -> str:
    return title.upper() if random.random() < 0.3 else title
