"""Asks a Saleor whose token it is that we were given."""

from __future__ import annotations

import requests

from connectors.base.errors import AuthExpired, ConnectorError
from connectors.base.services import Timeouts
from storefront_sync.api.install import InstallRefused
from storefront_sync.saleor.app_state import AppIdentity
from storefront_sync.saleor.client import SaleorClient

_QUICK = Timeouts(connect=2.0, read=8.0)
"""Saleor waits for our answer for 18 seconds."""


def prove(api_url: str, token: str) -> AppIdentity:
    """Who the token is at that address; raises InstallRefused. It works already while Saleor waits for us."""
    with requests.Session() as session:
        session.trust_env = False
        client = SaleorClient(api_url, token, timeouts=_QUICK, session=session)
        try:
            return client.identity()
        except AuthExpired as error:
            raise InstallRefused("register.token_not_confirmed", error.technical) from None
        except ConnectorError as error:
            raise InstallRefused("register.saleor_silent", error.technical) from None
