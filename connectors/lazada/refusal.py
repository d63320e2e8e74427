"""What a refusal's words say beyond its code: a ban's length, a campaign's end, the code that is meant."""

from __future__ import annotations

import re
from datetime import datetime

from connectors.lazada.config import WIB

BAN = re.compile(r"ban will last (\d{1,5}) ?s", re.IGNORECASE)
WINDOW_END = re.compile(r"between .{19} ?- ?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", re.IGNORECASE)
INNER_CODE = re.compile(r"^\s*E?0*(\d{1,4})\s*:")
NAMED = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
LONGEST_BAN_SECONDS = 86_400.0
NEXT_SECOND = 1.0


def ban_seconds(message: str) -> float:
    """How long to wait after "too many calls": what the message says, else until the next second."""
    found = BAN.search(message)
    return min(float(found.group(1)), LONGEST_BAN_SECONDS) if found else NEXT_SECOND


def campaign_end(message: str) -> datetime | None:
    """The end of the window in "restrictions … in effect between A - B", or None."""
    found = WINDOW_END.search(message)
    return local_time(found.group(1)) if found else None


def inner_code(message: str) -> str:
    """The code with which a message begins ("E4170: …"), or ""."""
    found = INNER_CODE.match(message)
    return found.group(1) if found else ""


def named_codes(code: str, message: str) -> tuple[str, ...]:
    """What a detail may mean by: its code, the number with which its message begins, the names in it
    (`BIZ_CHECK_PRICE_IS_ZERO`)."""
    names = [code, inner_code(message), *NAMED.findall(message)]
    return tuple(dict.fromkeys(name for name in names if name))


def local_time(text: str) -> datetime | None:
    """`YYYY-MM-DD HH:MM:SS` in the country's time, or None."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=WIB)
    except ValueError:
        return None
