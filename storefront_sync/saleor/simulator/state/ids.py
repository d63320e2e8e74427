"""Saleor's global ids: base64 of `Type:primary key`."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode


def global_id(kind: str, key: int | str) -> str:
    """The id that the API shows for one object."""
    return b64encode(f"{kind}:{key}".encode()).decode()


def split_id(value: str) -> tuple[str, str]:
    """(type, primary key) of a global id; ("", "") where it is none."""
    try:
        kind, _, key = b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (kind, key) if key else ("", "")
