"""What must never be readable in clear: keys, tokens, and what we know of buyers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

import psycopg
from psycopg import sql

from storefront_sync.cli.demo.control import MarketControl
from storefront_sync.core.redaction import tells_secret

_SEALED = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND column_name LIKE '%\\_encrypted' ORDER BY 1, 2
"""
_SECRET_PARTS = frozenset({"access", "refresh", "secret", "name", "phone", "street"})
"""Parts of sealed objects that are secret; a buyer's town or province stands in other texts too."""


def marketplace_secrets(markets: Iterable[MarketControl]) -> dict[str, str]:
    """Secret → what it is, as the simulated marketplaces have given them out up to now."""
    found: dict[str, str] = {}
    for market in markets:
        known = market.credentials()
        found[known.app_secret] = f"app secret of {market.marketplace}"
        found |= {
            value: f"{name} of {market.marketplace}"
            for name, value in known.options.items()
            if tells_secret(name)
        }
        for shop in known.shops:
            found[shop.access_token] = f"access token of {market.marketplace}"
            found[shop.refresh_token] = f"refresh token of {market.marketplace}"
            if shop.cipher:
                found[shop.cipher] = f"shop cipher of {market.marketplace}"
    return found


def sealed_secrets(database_url: str, decrypt: Callable[[str], str]) -> dict[str, str]:
    """Secret → the column that keeps it sealed: every column whose name ends in `_encrypted`."""
    found: dict[str, str] = {}
    with psycopg.connect(database_url) as database:
        for table, column in database.execute(_SEALED).fetchall():
            rows = database.execute(
                sql.SQL("SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''").format(
                    column=sql.Identifier(column), table=sql.Identifier(table)
                )
            )
            for (ciphertext,) in rows:
                found |= dict.fromkeys(_texts(decrypt(ciphertext)), f"{table}.{column}")
    return found


def _texts(opened: str) -> Iterator[str]:
    content = _object(opened)
    if content is None:
        yield opened
        return
    yield from (str(value) for name, value in content.items() if name in _SECRET_PARTS)
    options = _object(str(content.get("options", ""))) or {}
    yield from (str(value) for name, value in options.items() if tells_secret(name))


def _object(text: str) -> dict[str, object] | None:
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
