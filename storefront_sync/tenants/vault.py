"""Secrets and buyers' data at rest, encrypted with the installation's keys."""

import json
from collections.abc import Mapping
from typing import cast

from storefront_sync.settings.keys import cipher


def seal(values: Mapping[str, object]) -> str:
    """A small JSON object, encrypted."""
    return cipher().encrypt(json.dumps(dict(values)))


def unseal(ciphertext: str) -> dict[str, str]:
    """The object of `seal`; an empty text is an empty object. Raises Undecryptable."""
    return cast(dict[str, str], json.loads(cipher().decrypt(ciphertext) or "{}"))


def seal_bytes(data: bytes) -> str:
    """A file, encrypted; a third longer than it was."""
    return cipher().encrypt_bytes(data)


def unseal_bytes(ciphertext: str) -> bytes:
    """The file of `seal_bytes`. Raises Undecryptable."""
    return cipher().decrypt_bytes(ciphertext)
