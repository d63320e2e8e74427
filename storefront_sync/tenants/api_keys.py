"""Keys with which another program speaks for one cooperative. Only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from storefront_sync.core.errors import StorefrontError
from storefront_sync.tenants.models import ApiKey, Cooperative

BEGINS_WITH: Final = "sfs_"
"""So that a key is known for one wherever it turns up."""
LONGEST: Final = 200
_BY: Final = "key:"
SEEN_AGAIN: Final = timedelta(hours=1)
"""The time of the last use is kept as coarse as this, so that reading writes nothing."""


class KeyRefused(StorefrontError):
    """A key of that name is there already, or isn't."""


def make(cooperative: Cooperative, name: str, now: datetime) -> str:
    """Make a key; the text is shown this once. Raises KeyRefused where the name is taken."""
    text = BEGINS_WITH + secrets.token_urlsafe(32)
    _, made = ApiKey.objects.get_or_create(
        cooperative=cooperative, name=name, defaults={"hash": _hash(text), "made_at": now}
    )
    if not made:
        raise KeyRefused("api_key.name_taken")
    return text


def owner(text: str, now: datetime) -> ApiKey | None:
    """Whose key it is, with its cooperative; None for any other text."""
    if not text.startswith(BEGINS_WITH) or len(text) > LONGEST:
        return None
    rows = ApiKey.objects.select_related("cooperative__installation")
    key = rows.filter(hash=_hash(text)).first()
    if key is not None and (key.used_at is None or now - key.used_at > SEEN_AGAIN):
        ApiKey.objects.filter(pk=key.pk).update(used_at=now)
    return key


def revoke(cooperative: Cooperative, name: str) -> None:
    """The key opens nothing from now on. Raises KeyRefused where there is none of that name."""
    if not ApiKey.objects.filter(cooperative=cooperative, name=name).delete()[0]:
        raise KeyRefused("api_key.unknown")


def by(key: ApiKey) -> str:
    """Under which name what is done with a key stands in the books."""
    return f"{_BY}{key.name}"


def was_revoked(cooperative: Cooperative, by: str) -> bool:
    """Whether this was asked with a key that was taken back since; False for what a person asked."""
    name = by.removeprefix(_BY)
    return name != by and not ApiKey.objects.filter(cooperative=cooperative, name=name).exists()


def _hash(text: str) -> str:
    """Keys are long and random, so that a plain hash can't be guessed back."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
