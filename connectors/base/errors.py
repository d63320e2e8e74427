"""The six classes of error that a marketplace call can end in."""

from __future__ import annotations

from datetime import datetime


class ConnectorError(Exception):
    """A named failure. `key` is a text key for people, `technical` a redacted text, `request_id` the
    remote's id.

    The exception's own text is made of these alone, so that no token, URL or body can reach a log through it.
    """

    def __init__(self, key: str, technical: str = "", *, request_id: str = "", shop_id: str = "") -> None:
        super().__init__(key, technical, request_id, shop_id)
        self.key = key
        self.technical = technical
        self.request_id = request_id
        self.shop_id = shop_id

    def __str__(self) -> str:
        parts = [self.key, self.technical, f"request {self.request_id}" if self.request_id else ""]
        return " · ".join(part for part in parts if part)


class ConfigError(ConnectorError):
    """A person must act: wrong partner key, consent ended, shop banned. Nothing is retried until somebody
    did."""


class ConsentEnded(ConfigError):
    """The seller must let us in again: consent ended or was taken back, or a permission is missing in it."""


class AuthExpired(ConnectorError):
    """The access token is not accepted. The connector refreshes once by itself; seen outside, consent has
    ended."""


class RateLimited(ConnectorError):
    """Nothing was applied; the marketplace takes no more calls of this shop before `until`."""

    def __init__(
        self, key: str, technical: str = "", *, until: datetime, request_id: str = "", shop_id: str = ""
    ) -> None:
        super().__init__(key, technical, request_id=request_id, shop_id=shop_id)
        self.until = until


class Transient(ConnectorError):
    """Nothing was applied and the same call may succeed later."""


class Rejected(ConnectorError):
    """This row is refused as it is; the others go on. `retry_at` is set where it is known when it may pass
    (a campaign's end); `floor` where a lower bound was the reason."""

    def __init__(
        self,
        key: str,
        technical: str = "",
        *,
        request_id: str = "",
        shop_id: str = "",
        retry_at: datetime | None = None,
        floor: int | None = None,
    ) -> None:
        super().__init__(key, technical, request_id=request_id, shop_id=shop_id)
        self.retry_at = retry_at
        self.floor = floor


ZERO_REFUSED = "listing.zero_refused"
"""Key of a Rejected row whose 0 isn't taken: the listing has to be hidden instead."""


class OutcomeUnknown(ConnectorError):
    """Perhaps applied (time-out, broken connection, 5xx on a write): read back before writing again."""
