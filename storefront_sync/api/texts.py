"""The few sentences that people read through the API: why Saleor's Dashboard couldn't install the App."""

from __future__ import annotations

from storefront_sync.core.sentences import sentence
from storefront_sync.settings.env import settings


def text(key: str) -> str:
    """The sentence of a key in the service's language (setting `language`)."""
    return sentence(key, settings().language)
