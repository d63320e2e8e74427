"""A marketplace's error codes as data: code (and words) → class, text for people, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from connectors.base.errors import (
    AuthExpired,
    ConfigError,
    ConnectorError,
    ConsentEnded,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Transient,
)
from connectors.base.http import Throttled


class Action(StrEnum):
    """What an error asks for; it decides the class."""

    REFRESH = "refresh"
    """Refresh the token, call once more → AuthExpired."""
    CONSENT = "consent"
    """The seller must allow us again → ConsentEnded."""
    OPERATOR = "operator"
    """Whoever runs the app must act → ConfigError."""
    SELLER = "seller"
    """The seller must act in Seller Center; the row waits → Rejected."""
    WAIT = "wait"
    """Too many calls: slow down → RateLimited."""
    WAIT_DAY = "wait_day"
    """The day's quota is spent → RateLimited until it is renewed."""
    RETRY = "retry"
    """Nothing was applied; later it may pass → Transient."""
    VERIFY = "verify"
    """It broke over there: a write is perhaps applied → OutcomeUnknown on a write, Transient on a read."""
    FIX_ROW = "fix_row"
    """This row is wrong → Rejected."""
    CAMPAIGN = "campaign"
    """Locked by a campaign: wait for its end or stay above its floor → Rejected."""
    DONE = "done"
    """Says that it was done before → the caller treats it as success; else Rejected."""


NOT_THE_TOKEN = frozenset({Action.OPERATOR, Action.WAIT, Action.WAIT_DAY, Action.RETRY, Action.VERIFY})
"""What a refused token call may ask for without meaning that its code or refresh token is no good."""


@dataclass(frozen=True)
class ErrorRow:
    """One row. `words` is a case-insensitive pattern that the message must contain ("" = any message)."""

    code: str
    action: Action
    key: str
    words: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """`words`, compiled."""
        return re.compile(self.words, re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """What a marketplace said, with what is needed to name it; `quota_until`: when the day's quota is
    renewed."""

    code: str
    message: str = field(repr=False)
    write: bool
    request_id: str = ""
    shop_id: str = ""
    quota_until: datetime | None = None
    floor: int | None = None
    retry_at: datetime | None = None


class ErrorTable:
    """Rows in order: among the rows of a code, the first whose words are in the message wins.

    A code is looked up whole, then by the part after its last dot. An unknown code is `unknown_key`:
    Rejected on a write (an explicit refusal means "not applied"), Transient on a read.
    """

    def __init__(self, rows: Iterable[ErrorRow], unknown_key: str) -> None:
        self.rows = tuple(rows)
        self.unknown_key = unknown_key
        self._by_code: dict[str, list[ErrorRow]] = {}
        for row in self.rows:
            self._by_code.setdefault(row.code, []).append(row)

    @property
    def keys(self) -> frozenset[str]:
        """Every text key that an error from here may carry."""
        return frozenset({row.key for row in self.rows} | {self.unknown_key})

    def place(self, code: str, message: str = "") -> ErrorRow | None:
        """The row for what the marketplace said, or None where no row fits."""
        for name in (code, code.rpartition(".")[2]):
            for row in self._by_code.get(name, ()):
                if row.pattern.search(message):
                    return row
        return None

    def error(self, said: Said) -> ConnectorError:
        """The error to raise or to store as a row's outcome. Raises Throttled where the budget must be told.

        Its technical text is the code alone: messages repeat what was sent, and so perhaps a token or a name.
        """
        row = self.place(said.code, said.message)
        if row is None:
            action = Action.FIX_ROW if said.write else Action.RETRY
            row = ErrorRow(said.code, action, self.unknown_key)
        return self._named(row, said)

    def _named(self, row: ErrorRow, said: Said) -> ConnectorError:
        code = shown_code(said.code)
        request_id, shop_id = said.request_id, said.shop_id
        match row.action:
            case Action.REFRESH:
                return AuthExpired(row.key, code, request_id=request_id, shop_id=shop_id)
            case Action.CONSENT:
                return ConsentEnded(row.key, code, request_id=request_id, shop_id=shop_id)
            case Action.OPERATOR:
                return ConfigError(row.key, code, request_id=request_id, shop_id=shop_id)
            case Action.WAIT:
                raise Throttled(row.key, code, request_id=said.request_id)
            case Action.WAIT_DAY:
                if said.quota_until is None:
                    raise Throttled(row.key, code, request_id=said.request_id)
                return RateLimited(
                    row.key, code, until=said.quota_until, request_id=request_id, shop_id=shop_id
                )
            case Action.RETRY:
                return Transient(row.key, code, request_id=request_id, shop_id=shop_id)
            case Action.VERIFY:
                broken = OutcomeUnknown if said.write else Transient
                return broken(row.key, code, request_id=request_id, shop_id=shop_id)
            case Action.SELLER | Action.FIX_ROW | Action.DONE | Action.CAMPAIGN:
                return Rejected(
                    row.key,
                    code,
                    request_id=request_id,
                    shop_id=shop_id,
                    floor=said.floor,
                    retry_at=said.retry_at,
                )


def shown_code(code: str) -> str:
    """A remote code made safe to show: word characters, dots and dashes, at most 80."""
    return re.sub(r"[^\w.\-]", "?", code)[:80]
