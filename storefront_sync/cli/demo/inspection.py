"""Looks, at the end, whether any secret or buyer's data can be read in clear."""

from __future__ import annotations

from collections.abc import Mapping

from storefront_sync.cli.demo import remains
from storefront_sync.cli.demo.guarded import marketplace_secrets, sealed_secrets
from storefront_sync.cli.demo.leaks import Leak, search
from storefront_sync.cli.demo.stage import Stage
from storefront_sync.settings.addresses import database_url, redis_url
from storefront_sync.settings.keys import cipher, encryption_keys, secret_key


class Inspection:
    """Collects secrets while they are good, since a token that was replaced must not be found either."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        table = stage.settings
        self._secrets: dict[str, str] = dict.fromkeys(encryption_keys(table), "encryption key")
        self._secrets[secret_key(table)] = "secret key"

    def note(self, also: Mapping[str, str] | None = None) -> None:
        """Remember what is secret at this moment, and `also` these texts (text → what it is)."""
        self._secrets |= marketplace_secrets(self._stage.markets)
        self._secrets |= self._stage.store.secrets()
        self._secrets |= sealed_secrets(database_url(self._stage.settings), cipher().decrypt)
        self._secrets |= also or {}

    def leaks(self) -> list[Leak]:
        """Where any of it stands in our logs, pages, tables, Valkey or command lines."""
        self.note()
        table = self._stage.settings
        places = [
            *remains.logs(table.state_dir / "log"),
            *remains.pages(table.public_url),
            *remains.tables(database_url(table)),
            *remains.valkey(redis_url(table)),
            *remains.command_lines(self._stage.supervisor.pids().items()),
        ]
        return list(search(self._secrets, places))
