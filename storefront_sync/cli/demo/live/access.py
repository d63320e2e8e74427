"""Access to a live Saleor as a member of staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from connectors.base.services import Timeouts
from storefront_sync.cli.demo.control import ControlRefused
from storefront_sync.cli.demo.live import documents
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.wire import VersionAnswer
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import StaffRefused
from storefront_sync.saleor.staff import NEEDED, Server, StaffToken, staff_token

TIMEOUTS = Timeouts(3.0, 30.0)


@dataclass(frozen=True)
class Access:
    """A server as it names itself, its full version, and the right to set it up and take it down."""

    api_url: str
    version: str
    token: StaffToken
    client: SaleorClient
    _password: str = field(repr=False)

    def secrets(self) -> dict[str, str]:
        """Text → what it is, as good as it is now."""
        return {self._password: "password of staff", self.token(): "token of staff"}


def enter(server: Server, email: str, password: str, now: Callable[[], datetime]) -> Access:
    """Log in at a server. Raises the errors of `staff_token`."""
    needed = (*NEEDED, "MANAGE_APPS")
    token = staff_token(server.api_url, email, password, now, needed=needed, timeouts=TIMEOUTS)
    try:
        version = Api(server.api_url, token).ask(documents.VERSION, VersionAnswer).shop.version
    except ControlRefused as refused:
        raise StaffRefused("demo.live.refused", refused.word) from None
    client = SaleorClient(server.api_url, token, timeouts=TIMEOUTS)
    return Access(server.api_url, version, token, client, password)
