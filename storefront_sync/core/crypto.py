"""Encryption of texts at rest: tokens and buyers' data."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from storefront_sync.core.errors import StorefrontError


class Undecryptable(StorefrontError):
    """The text was made with a key that is not in the list, or was altered."""


def new_key() -> str:
    """A fresh key, 44 characters of URL-safe base64."""
    return Fernet.generate_key().decode()


class TextCipher:
    """Encrypts with the first key and decrypts with any; keys are rotated by putting a new one in front.

    Raises ValueError when there is no key, or one is not 32 bytes in URL-safe base64.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("no encryption key")
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, text: str) -> str:
        """The ciphertext as ASCII; different at each call. An empty text stays empty."""
        return self.encrypt_bytes(text.encode())

    def encrypt_bytes(self, data: bytes) -> str:
        """As `encrypt`, of anything."""
        return self._fernet.encrypt(data).decode() if data else ""

    def decrypt(self, ciphertext: str) -> str:
        """The text of `encrypt`; raises Undecryptable."""
        return self.decrypt_bytes(ciphertext).decode()

    def decrypt_bytes(self, ciphertext: str) -> bytes:
        """What `encrypt_bytes` was given; raises Undecryptable."""
        if not ciphertext:
            return b""
        try:
            return self._fernet.decrypt(ciphertext.encode())
        except InvalidToken as error:
            raise Undecryptable("crypto.undecryptable") from error

    def rotate(self, ciphertext: str) -> str:
        """The same text encrypted with the first key; raises Undecryptable."""
        if not ciphertext:
            return ""
        try:
            return self._fernet.rotate(ciphertext.encode()).decode()
        except InvalidToken as error:
            raise Undecryptable("crypto.undecryptable") from error
