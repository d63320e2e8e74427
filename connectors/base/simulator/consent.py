"""The consent screen of a simulated marketplace: who is logged in, what they decide, the codes they get."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from connectors.base.simulator.journal import Journal
from connectors.base.simulator.server import Incoming, Outgoing

SHOPS_IN_QUERY = "sim_shops"
DECLINES_IN_QUERY = "sim_declines"


class CodeRefused(Exception):
    """Why a code isn't taken: `word` is used, expired or unknown."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class Asked:
    """What the screen was asked for. `redirect` "" = the page that is registered with the app; `state` ""
    where the marketplace has no parameter for it."""

    redirect: str = ""
    state: str = ""


@dataclass(frozen=True)
class Seller:
    """Who sits at the screen: the shops of that login (none named = all there are), and whether they
    decline."""

    shops: tuple[str, ...] = ()
    declines: bool = False


class ConsentDesk:
    """Decides and issues codes: each is good once, for `life_seconds`.

    `return_page` is the address that is registered with the app. Who sits at the screen is set by `seller`,
    or by the query of one request: `sim_shops=1,2` and `sim_declines=1`.
    """

    def __init__(
        self, rng: random.Random, now: Callable[[], float], life_seconds: float, journal: Journal
    ) -> None:
        self.return_page = ""
        self.seller = Seller()
        self._rng = rng
        self._now = now
        self._life = life_seconds
        self._journal = journal
        self._lock = threading.Lock()
        self._codes: dict[str, tuple[float, tuple[str, ...]]] = {}
        self._spent: set[str] = set()

    def answer(
        self,
        request: Incoming,
        asked: Asked,
        shops: Sequence[str],
        given: Callable[[str, Sequence[str]], Mapping[str, str]],
        declined: Mapping[str, str],
        *,
        one_shop: bool = False,
    ) -> Outgoing:
        """Send the browser back with what `given` makes of the code and the shops, or with `declined`.

        400 where the page isn't the registered one, a shop isn't there, or a login with `one_shop` is to
        have several.
        """
        seller = self._seller_of(request)
        chosen = seller.shops or tuple(shops[:1] if one_shop else shops)
        if one_shop and len(chosen) > 1:
            return Outgoing(400, b"a login has one shop")
        page = asked.redirect or self.return_page
        if not page or _origin(page) != _origin(self.return_page) or not set(chosen) <= set(shops):
            return Outgoing(400, b"unknown return page or shop")
        self._journal.add("consent", shops=list(chosen), declined=seller.declines)
        fields = declined if seller.declines else given(self._issue(chosen), chosen)
        state = {"state": asked.state} if asked.state else {}
        joint = "&" if urlsplit(page).query else "?"
        return Outgoing(302, b"", {"Location": f"{page}{joint}{urlencode({**fields, **state})}"})

    def spend(self, code: str) -> tuple[str, ...]:
        """The shops that a code opens; raises CodeRefused."""
        with self._lock:
            if code in self._spent:
                raise CodeRefused("used")
            if code not in self._codes:
                raise CodeRefused("unknown")
            until, shops = self._codes.pop(code)
            if self._now() >= until:
                raise CodeRefused("expired")
            self._spent.add(code)
            return shops

    def _issue(self, shops: tuple[str, ...]) -> str:
        with self._lock:
            code = self._rng.randbytes(20).hex()
            self._codes[code] = (self._now() + self._life, shops)
            return code

    def _seller_of(self, request: Incoming) -> Seller:
        shops, declines = request.many(SHOPS_IN_QUERY), request.one(DECLINES_IN_QUERY)
        if not shops and not declines:
            return self.seller
        return Seller(tuple(shops), declines == "1")


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
