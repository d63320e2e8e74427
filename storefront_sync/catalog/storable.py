"""Other people's texts as PostgreSQL can hold them."""

from __future__ import annotations

import re

_NEVER_STORED = re.compile("[\0\ud800-\udfff]")
"""NUL, which PostgreSQL's texts and JSON can't hold, and halves of characters, which UTF-8 doesn't have."""


def storable(text: str, longest: int) -> str:
    """The text, at most `longest` characters, with U+FFFD for each character that can't be stored."""
    return _NEVER_STORED.sub("\ufffd", text[:longest])
