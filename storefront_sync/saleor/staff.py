"""Calls made as a member of staff: for set-up only, since our App is never given these rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import requests

from connectors.base.services import Timeouts
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import (
    AnswerMalformed,
    GraphQLRefused,
    SaleorError,
    StaffRefused,
    TokenDead,
)
from storefront_sync.saleor.setup import wire
from storefront_sync.saleor.transport import DEFAULT_TIMEOUTS, Transport

RENEW_AFTER = timedelta(minutes=4)
"""Saleor's access token lives five minutes (3.23, November 2026)."""
NEEDED = (
    "MANAGE_CHANNELS",
    "MANAGE_PRODUCTS",
    "MANAGE_SHIPPING",
    "MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES",
    "MANAGE_TAXES",
    "MANAGE_SETTINGS",
    "MANAGE_ORDERS",
)
KNOWN_MAJOR_MINOR = (3, 23)
_REFUSALS = {
    "INVALID_CREDENTIALS": "saleor.staff.wrong_password",
    "LOGIN_ATTEMPT_DELAYED": "saleor.staff.wait",
    "ACCOUNT_NOT_CONFIRMED": "saleor.staff.not_confirmed",
    "INACTIVE": "saleor.staff.inactive",
}


@dataclass(frozen=True)
class Server:
    """A Saleor that we know: `api_url` as it names itself in `Saleor-Api-Url`."""

    api_url: str
    version: str


class StaffToken:
    """Gives the access token for a call and renews it in time; the password isn't kept."""

    def __init__(self, transport: Transport, token: str, refresh: str, now: Callable[[], datetime]) -> None:
        self._transport = transport
        self._token = token
        self._refresh = refresh
        self._now = now
        self._since = now()

    def __call__(self) -> str:
        """The token; raises TokenDead where staff must log in again."""
        if self._now() - self._since >= RENEW_AFTER:
            answer = self._transport.mutate(
                "setup/RefreshLogin", wire.LoginAnswer, {"refresh": self._refresh}
            ).result
            if not answer.token:
                raise TokenDead("saleor.staff.session_ended", "RefreshLogin")
            self._token, self._since = answer.token, self._now()
        return self._token

    def __repr__(self) -> str:
        return "StaffToken()"


def find_server(
    api_url: str, *, timeouts: Timeouts = DEFAULT_TIMEOUTS, session: requests.Session | None = None
) -> Server:
    """Ask an address who it is; raises SaleorUnreachable, NotSaleor's GraphQLRefused, or one for another
    version."""
    try:
        answer = Transport(api_url, "", timeouts=timeouts, session=session).query(
            "setup/ServerVersion", wire.VersionAnswer
        )
    except (GraphQLRefused, AnswerMalformed) as error:
        raise GraphQLRefused("saleor.not_saleor", error.technical) from None
    version = answer.shop.schema_version
    parts = tuple(int(part) if part.isdecimal() else 0 for part in version.split(".")[:2])
    if parts[:1] != KNOWN_MAJOR_MINOR[:1] or parts < KNOWN_MAJOR_MINOR:
        raise GraphQLRefused("saleor.other_version", version[:20])
    return Server(f"{answer.shop.domain.url.rstrip('/')}/graphql/", version)


def login(
    api_url: str,
    email: str,
    password: str,
    now: Callable[[], datetime],
    *,
    needed: tuple[str, ...] = NEEDED,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    session: requests.Session | None = None,
) -> SaleorClient:
    """A client that acts as a member of staff; raises StaffRefused with what is wrong, never the password."""
    token = staff_token(api_url, email, password, now, needed=needed, timeouts=timeouts, session=session)
    return SaleorClient(api_url, token, timeouts=timeouts, session=session)


def staff_token(
    api_url: str,
    email: str,
    password: str,
    now: Callable[[], datetime],
    *,
    needed: tuple[str, ...] = NEEDED,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    session: requests.Session | None = None,
) -> StaffToken:
    """The access of a member of staff who holds these permissions; raises as `login`."""
    anonymous = Transport(api_url, "", timeouts=timeouts, session=session)
    try:
        result = anonymous.mutate(
            "setup/Login", wire.LoginAnswer, {"email": email, "password": password}
        ).result
    except SaleorError as error:
        # Its frames hold the variables.
        raise type(error)(error.key, "Login") from None
    if result.errors:
        code = result.errors[0].code
        raise StaffRefused(_REFUSALS.get(code, "saleor.staff.refused"), code)
    if not result.token or not result.refresh_token or result.user is None:
        raise AnswerMalformed("saleor.graphql_refused", "Login: no token")
    held = {row.code for row in result.user.user_permissions or ()}
    if not result.user.is_staff:
        raise StaffRefused("saleor.staff.not_staff")
    missing = [name for name in needed if name not in held]
    if missing:
        raise StaffRefused("saleor.staff.lacks_permission", ", ".join(missing))
    return StaffToken(anonymous, result.token, result.refresh_token, now)
