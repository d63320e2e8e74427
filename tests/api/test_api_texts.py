"""What Saleor's Dashboard shows of us is said in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import storefront_sync.api
from tests.texts.compile import CATALOGUES, texts


def test_every_reason_to_refuse_an_installation_has_a_sentence() -> None:
    folder = Path(storefront_sync.api.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    used = set(re.findall(r'"(register\.[a-z_]+)"', code))
    for language in ("id", "en"):
        assert used == set(texts(CATALOGUES / language / "LC_MESSAGES" / "api.po"))
