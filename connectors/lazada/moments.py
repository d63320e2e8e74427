"""Lazada's times: two forms of texts, and numbers in seconds or milliseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime

FIRST_MILLISECONDS = 10**11
"""A number from here on counts milliseconds: as seconds it would be the year 5138."""
_ZONE = re.compile(r" ?([+-]\d\d):?(\d\d)$")


def moment(text: str) -> datetime | None:
    """`2026-01-01 06:44:30 +0700` or `2026-01-01T06:44:30+07:00` as an aware moment in UTC; else None.

    The documents show the second form, live answers the first.
    """
    try:
        found = datetime.fromisoformat(_ZONE.sub(r"\1:\2", text.strip()))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def instant(number: int) -> datetime | None:
    """Epoch seconds or milliseconds as a moment; None for 0 or beyond the calendar."""
    try:
        seconds = number / 1000 if number >= FIRST_MILLISECONDS else float(number)
        return datetime.fromtimestamp(seconds, UTC) if number > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
