"""Secrets that the service makes for itself, once, and keeps in the state folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path

from storefront_sync.core.crypto import TextCipher, new_key
from storefront_sync.settings.env import Settings, settings


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret in the file (mode 0600), made first where the file is absent; the same one for racing
    processes."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link either appears whole or fails: nobody reads half a key, and the first one stays.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def secret_key(table: Settings) -> str:
    """The key of sessions and signed links."""
    return table.secret_key.get_secret_value() or kept_secret(
        table.state_dir / "secret_key", lambda: secrets.token_urlsafe(48)
    )


def encryption_keys(table: Settings) -> tuple[str, ...]:
    """The keys of the database's encrypted columns, newest first."""
    given = tuple(key.get_secret_value() for key in table.encryption_keys)
    if given:
        return given
    return tuple(kept_secret(table.state_dir / "encryption_keys", new_key).replace(",", " ").split())


@cache
def cipher() -> TextCipher:
    """The cipher of this process."""
    return TextCipher(encryption_keys(settings()))
