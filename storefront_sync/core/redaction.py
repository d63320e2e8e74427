"""Takes secrets and buyers' data out of texts before they reach a log, an exception or a screen.

It errs on the side of hiding: a text that lost an order number is a nuisance, a token in a log is a breach.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Final

HIDDEN: Final = "[hidden]"
"""What stands in the place of a secret."""

_TELLING_SECRETS = (
    r"access[-_]?key|api[-_]?key|app[-_]?key|app[-_]?secret|authorization|auth[-_]?code|bearer|cipher|cookie|"
    r"credentials?|encryption[-_]?keys?|jwt|partner[-_]?key|passphrase|passwd|password|private[-_]?key|push[-_]?key|"
    r"pwd|secret|session[-_]?id|signature|token"
)
_TELLING_PERSONS = (
    r"address|buyer|customer|district|e[-_]?mail|first[-_]?name|full[-_]?name|last[-_]?name|phone|postal[-_]?code|"
    r"receiver|recipient|street"
)

_TELLING_NAME = re.compile(
    rf"(?:^|[-_.]|(?<=[a-z])(?=[A-Z]))(?i:{_TELLING_SECRETS}|{_TELLING_PERSONS}|sign)s?(?:$|[-_.]|(?=[A-Z]))"
)

_RULES: Final = (
    # A whole header value: "Authorization: Bearer abc", "Cookie: a=b; c=d" – to the end of the line.
    (
        re.compile(r"((?:proxy-)?authorization|(?:set-)?cookie)(\"?'?\s*[:=]\s*)[^\r\n]+", re.I),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"\b(bearer|basic|jwt)\s+[A-Za-z0-9._~+/=:-]{4,}", re.I), rf"\1 {HIDDEN}"),
    # user:password@ in an address.
    (re.compile(r"(://[^\s/:@]*):[^\s/]*@"), rf"\1:{HIDDEN}@"),
    # name=value, name: value and "name": "value" of names that tell secrets.
    (
        re.compile(
            rf"((?<![A-Za-z])(?:[\w-]{{0,40}}(?:{_TELLING_SECRETS})|sign)s?(?![A-Za-z])"
            r"(?:\\*[\"'])?\s*(?:=>|=|:)\s*(?!\[hidden\]))"
            r"(\\*\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?|[^\s&;,\"'<>)}\]]+)",
            re.I,
        ),
        rf"\1{HIDDEN}",
    ),
    # ?code= of an OAuth redirect and ?key= of an API, only inside a query.
    (re.compile(r"([?&](?:code|key|sig)=)[^\s&#\"']+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){1,4}"), HIDDEN),
    (re.compile(r"[^\s@<>\"'=:;,(){}\[\]/&?]{1,64}@[^\s@<>\"'=:;,(){}\[\]/&?]{1,255}\.[^\W\d_]{2,}"), HIDDEN),
    # A telephone number: +… of any country, or an Indonesian one written 08…, 62 8…, (031)….
    (re.compile(r"\+\d(?:[\s().-]{0,2}\d){7,14}(?!\d)"), HIDDEN),
    (re.compile(r"(?<![\w.])(?:62[\s.-]?|0)8\d(?:[\s.-]?\d){6,11}(?![\w])"), HIDDEN),
    (re.compile(r"\(0\d{2,3}\)[\s-]?\d{3,4}[\s-]?\d{3,4}"), HIDDEN),
)

_WORDS = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_HEX = re.compile(r"(?<![A-Za-z0-9])[0-9a-fA-F]{32,}(?![A-Za-z0-9])")
_GLOBAL_ID = re.compile(rb"[A-Za-z]{2,40}:[0-9A-Za-z-]{1,40}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def redact(text: str) -> str:
    """The text without tokens, signatures, passwords, e-mail addresses and telephone numbers."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    text = _HEX.sub(HIDDEN, text)
    return _WORDS.sub(_hide_if_random, text)


def redact_value(value: object) -> object:
    """The same value with every text in it redacted, and everything hidden that stands under a telling
    name."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, bytes):
        return redact(value.decode("utf-8", "replace"))
    if isinstance(value, Mapping):
        return {
            key: HIDDEN
            if isinstance(key, str) and tells_secret(key) and item not in (None, "")
            else redact_value(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return redact(str(value))


def tells_secret(name: str) -> bool:
    """Whether what stands under this name must not be shown: "access_token", "buyerPhone", "X-Api-Key"."""
    return _TELLING_NAME.search(name) is not None


def _hide_if_random(match: re.Match[str]) -> str:
    """Hide a long run that mixes letters and digits as generated secrets do; keep paths, words and global
    ids."""
    run = match.group()
    if _UUID.fullmatch(run) or _is_global_id(run):
        return run
    pieces = (
        [piece for piece in run.split("/") if len(piece) >= 20] if "/" in run and "+" not in run else [run]
    )
    return HIDDEN if any(_looks_random(piece) for piece in pieces) else run


def _looks_random(run: str) -> bool:
    digits = sum(character.isdigit() for character in run)
    upper = sum(character.isupper() for character in run)
    lower = sum(character.islower() for character in run)
    if digits == len(run):
        return False
    return digits >= 2 and (upper >= 2 or lower >= 2) and (digits + min(upper, lower)) * 5 >= len(run)


def _is_global_id(run: str) -> bool:
    """Whether the run is Saleor's way of writing an id: base64 of "ProductVariant:348"."""
    try:
        return _GLOBAL_ID.fullmatch(base64.b64decode(run + "=" * (-len(run) % 4), validate=True)) is not None
    except (binascii.Error, ValueError):
        return False
