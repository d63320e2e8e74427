"""Deliveries from a file, as the tests read them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from storefront_sync.saleor.signatures import KeyCache


@dataclass(frozen=True)
class Recorded:
    """One recorded request to an app; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> str:
        """The event's name, "" for the register call."""
        return self.headers.get("saleor-event", "")

    @property
    def signature(self) -> str:
        """Its signature, "" where there is none."""
        return self.headers.get("saleor-signature", "")


def read(folder: Path) -> tuple[list[Recorded], KeyCache]:
    """All deliveries of a folder and the keys that they were signed with."""
    recorded = []
    for line in (folder / "deliveries.jsonl").read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        headers = {name.lower(): value for name, value in given["headers"].items()}
        recorded.append(Recorded(given["path"], headers, given["body"].encode()))
    document = (folder / "jwks.json").read_bytes()
    return recorded, KeyCache(lambda: document, lambda: 0.0)
