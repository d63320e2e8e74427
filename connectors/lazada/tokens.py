"""Token pairs out of Lazada's flat token answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from connectors.base.types import TokenPair
from connectors.lazada.wire import TokenWire


def token_pair(token: TokenWire, now: datetime, stale: TokenPair | None = None) -> TokenPair | None:
    """The pair, or None where the answer lacks one.

    A refresh gives no longer life to the refresh token: its end stays where the seller's consent put it,
    whichever the answer counts. `refresh_expires_in` 0 means that the pair can't be refreshed at all.
    """
    refresh = token.refresh_token or (stale.refresh if stale else "")
    if not token.access_token or not token.expires_in or not refresh:
        return None
    ends = None if token.refresh_expires_in is None else now + timedelta(seconds=token.refresh_expires_in)
    known = [end for end in (ends, stale.refresh_expires_at if stale else None) if end is not None]
    return TokenPair(
        access=token.access_token,
        refresh=refresh,
        access_expires_at=now + timedelta(seconds=token.expires_in),
        refresh_expires_at=min(known) if known else None,
    )
