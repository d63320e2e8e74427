"""The few sentences that people read through the API: why Saleor's Dashboard couldn't install the App."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from storefront_sync.settings.env import settings

_CATALOGUES = Path(__file__).resolve().parent.parent / "locale"


def text(key: str) -> str:
    """The sentence of a key in the service's language (setting `language`)."""
    return _catalogue(settings().language).gettext(key)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("api", _CATALOGUES, languages=[language])
