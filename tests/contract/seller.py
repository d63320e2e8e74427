"""A seller's browser on its way to a marketplace's consent screen and back."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import requests

from connectors.base.consent import Consent, Granted, Reach
from connectors.base.services import Timeouts
from connectors.base.simulator.consent import Seller
from connectors.base.types import AppCredentials
from tests.contract.world import PATIENT, MemoryTokens, World

RETURN_PAGE = "https://hub.example.id/consent/return"
STATE = "s7_Kf-3nVq0ZrT5wYb2LhXc8"


class Browser:
    """Goes where a connector sends it and brings back the query. Shops are those of the login."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.sim.register_return_page(RETURN_PAGE)

    @property
    def consent(self) -> Consent:
        """The marketplace's round trip."""
        consent = self.world.marketplace.consent
        assert consent is not None
        return consent

    def reach(self, *, timeouts: Timeouts = PATIENT, host: str = "") -> Reach:
        """What a call without a shop needs."""
        at = host or self.world.url
        return Reach(self.world.now, timeouts, host=at, auth_host=at)

    def address(self, state: str = STATE) -> str:
        """Where the seller is sent."""
        return self.consent.address(self.world.sim.app(), RETURN_PAGE, state, self.reach())

    def comes_back(self, *shops: str, declines: bool = False, state: str = STATE) -> dict[str, str]:
        """Decide, and return with the query."""
        self.world.sim.desk.seller = Seller(shops, declines)
        answer = requests.get(self.address(state), allow_redirects=False, timeout=5)
        assert answer.status_code == 302
        place = urlsplit(answer.headers["Location"])
        assert f"{place.scheme}://{place.netloc}{place.path}".startswith(RETURN_PAGE)
        return dict(parse_qsl(place.query, keep_blank_values=True))

    def redeem(
        self,
        answer: dict[str, str],
        *,
        app: AppCredentials | None = None,
        timeouts: Timeouts = PATIENT,
        host: str = "",
    ) -> tuple[Granted, ...]:
        """Spend the code."""
        reach = self.reach(timeouts=timeouts, host=host)
        return self.consent.redeem(app or self.world.sim.app(), answer, reach)

    def connect(self, *shops: str) -> dict[str, Granted]:
        """The whole trip, by shop id; the tokens are kept in the world."""
        granted = {one.access.shop_id: one for one in self.redeem(self.comes_back(*shops))}
        for shop_id, one in granted.items():
            self.world.tokens[shop_id] = MemoryTokens(one.tokens)
        return granted
