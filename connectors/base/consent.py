"""How a seller lets us into a shop: the way there, the way back, and what we hold afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from connectors.base.services import Timeouts
from connectors.base.types import AppCredentials, ShopAccess, TokenPair


@dataclass(frozen=True)
class Reach:
    """What a call needs that speaks for no shop yet. `host` and `auth_host` stand in place of the
    marketplace's own (a simulator or a proxy)."""

    now: Callable[[], datetime]
    timeouts: Timeouts
    host: str = ""
    auth_host: str = ""


@dataclass(frozen=True)
class Granted:
    """One shop that a seller let us into, with its first token pair.

    `ends_at`: when the seller's consent ends by itself; None where the marketplace doesn't say.
    """

    access: ShopAccess
    name: str
    region: str
    tokens: TokenPair
    ends_at: datetime | None = None


class Consent(Protocol):
    """The round trip of one marketplace. Every method raises only `ConnectorError`s; none sleeps.

    Binding the trip to one cooperative and to one use is the service's affair: `state` is its unguessable,
    single-use word, at most 64 characters of A-Z a-z 0-9 - and _.
    """

    def address(self, app: AppCredentials, redirect: str, state: str, reach: Reach) -> str:
        """The address to send the seller's browser to; makes no call.

        `redirect` is our return page as registered with the marketplace. `state` must come back to it in the
        query, under the name that `state_of` reads: where a marketplace has no parameter for it, it is put
        into the redirect address.
        """

    def state_of(self, answer: Mapping[str, str]) -> str:
        """The state in the query with which the seller's browser came back; "" where there is none."""

    def redeem(self, app: AppCredentials, answer: Mapping[str, str], reach: Reach) -> tuple[Granted, ...]:
        """Turn the query with which the browser came back into the shops that the seller let us into.

        Several where one login has several shops. Raises ConfigError where the seller declined
        (key "consent.declined"), where the code is used, expired or not known (key "consent.code_refused"),
        and where the app itself is refused; OutcomeUnknown where no answer came to a call that spends the
        code: the seller has to start again.
        """
