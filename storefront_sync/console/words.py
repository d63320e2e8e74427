"""What templates say things with: texts by key, numbers, rupiah, ages and days, in the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django import template
from django.template import Context
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from mappings.money import written
from storefront_sync.core.sentences import sentence

register = template.Library()

_UNKNOWN: Final = "–"
_UNITS: Final = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))
_TWO: Final = 2
"""Below this many days the hours still matter."""


@register.simple_tag(takes_context=True)
def text(context: Context, *parts: str, **values: object) -> str:
    """The text of a key, given whole or in parts that are joined by dots; `{names}` are filled in."""
    return sentence(".".join(parts), _language(context), values or None)


@register.simple_tag(takes_context=True)
def filled(context: Context, key: str, values: Mapping[str, object]) -> str:
    """The text of a key with `{names}` filled in from a mapping."""
    return sentence(key, _language(context), values)


@register.simple_tag
def said(language: str, key: str) -> str:
    """The text of a key in a language that isn't the page's."""
    return sentence(key, language)


@register.simple_tag(takes_context=True)
def number(context: Context, value: int | None) -> str:
    """ "1.234" in Indonesian, "1,234" in English, "–" for None."""
    return _UNKNOWN if value is None else _grouped(value, _language(context))


@register.simple_tag
def rupiah(value: int | None) -> str:
    """ "Rp15.000" in both languages, "–" for None."""
    return written(value)


@register.simple_tag(takes_context=True)
def ago(context: Context, moment: datetime | None) -> str:
    """How long ago, in its largest unit; "–" for None."""
    return _span(context, moment, "console.ago", -1)


@register.simple_tag(takes_context=True)
def ahead(context: Context, moment: datetime | None) -> str:
    """How far in the future; what is past is told as such."""
    return _span(context, moment, "console.ahead", 1)


@register.simple_tag(takes_context=True)
def day(context: Context, moment: datetime | None) -> str:
    """ "24 Nov 2026"; "–" for None."""
    return _UNKNOWN if moment is None else _formatted(context, moment, "j M Y")


@register.simple_tag(takes_context=True)
def clock(context: Context, moment: datetime | None) -> str:
    """ "08.15 WIB" in Indonesian, "08:15 WIB" in English; "–" for None."""
    if moment is None:
        return _UNKNOWN
    return _formatted(context, moment, "H.i T" if _language(context) == "id" else "H:i T")


def _language(context: Context) -> str:
    return str(context["language"])


def _grouped(value: int, language: str) -> str:
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "id" else grouped


def _formatted(context: Context, moment: datetime, pattern: str) -> str:
    with translation.override(_language(context)):
        return date_format(localtime(moment), pattern)


def _span(context: Context, moment: datetime | None, prefix: str, direction: int) -> str:
    if moment is None:
        return _UNKNOWN
    now = context["now"]
    seconds = direction * (moment - now).total_seconds()
    language = _language(context)
    if seconds < 1:
        return sentence(f"{prefix}.now", language)
    for unit, size in _UNITS:
        if seconds >= size * (_TWO if unit == "days" else 1):
            count = _grouped(int(seconds // size), language)
            return sentence(f"{prefix}.{unit}", language, {"count": count})
    return sentence(f"{prefix}.now", language)
