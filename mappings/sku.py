"""Codes on goods and listings, brought to one spelling."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"[\s\-_‐-―−]+")
_GTIN_LENGTHS = (8, 12, 13, 14)


def normal_sku(text: str) -> str:
    """A SKU in lower case without spaces, dashes and underscores; "" when there is none."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def normal_barcode(text: str) -> str:
    """A barcode's digits as GTIN-14; "" when it is absent or its length or check digit is wrong."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if not (digits.isascii() and digits.isdecimal() and len(digits) in _GTIN_LENGTHS):
        return ""
    padded = digits.zfill(14)
    if int(padded) == 0:
        return ""
    weighted = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(padded))
    return padded if weighted % 10 == 0 else ""
