"""The base of the service's own errors."""

from __future__ import annotations

from storefront_sync.core.redaction import redact


class StorefrontError(Exception):
    """A named failure of the service: `key` is a text key for people, `technical` a text for developers.

    The technical text passes the redactor here, so that no secret can reach a log through an exception.
    """

    def __init__(self, key: str, technical: str = "") -> None:
        cleaned = redact(technical)
        super().__init__(key, cleaned)
        self.key = key
        self.technical = cleaned

    def __str__(self) -> str:
        return f"{self.key}: {self.technical}" if self.technical else self.key
