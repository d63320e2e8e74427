"""What the pages say is written, and nothing is written that no page says."""

from __future__ import annotations

import re
from typing import get_args

from mappings.words import OrderState
from storefront_sync.console.health import Mood
from storefront_sync.console.shown import State
from storefront_sync.console.words import _UNITS
from storefront_sync.orders.phases import Phase
from storefront_sync.tenants.consent_requests import Reason
from tests.docs.tables import ROOT
from tests.texts.compile import CATALOGUES, texts

PACKAGE = ROOT / "storefront_sync"
KEY = re.compile(r'"(console\.(?!css"|js")[a-z_]+(?:\.[a-z_]+)*)"')
FAMILIES = {
    "console.mood": set(get_args(Mood)),
    "console.place": set(get_args(State)),
    "console.state": {state.value for state in OrderState},
    "console.phase": {phase.value for phase in Phase},
    "console.connect.refused": {reason.value for reason in Reason},
    "console.ago": {"now", *(unit for unit, _ in _UNITS)},
    "console.ahead": {"now", *(unit for unit, _ in _UNITS)},
}


def test_every_text_that_pages_name_is_there_and_no_other() -> None:
    files = [*(PACKAGE / "console").rglob("*.py"), *(PACKAGE / "templates").rglob("*.html")]
    named = {key for file in files for key in KEY.findall(file.read_text(encoding="utf-8"))}
    assert FAMILIES.keys() <= named
    used = named - FAMILIES.keys() | {f"{name}.{word}" for name, words in FAMILIES.items() for word in words}
    for language in ("id", "en"):
        assert used == set(texts(CATALOGUES / language / "LC_MESSAGES" / "console.po"))


def test_templates_hold_no_sentence_of_their_own() -> None:
    for file in (PACKAGE / "templates").rglob("*.html"):
        bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", file.read_text(encoding="utf-8"))
        assert set(re.findall(r"[A-Za-z]{2,}", bare)) <= {"Storefront", "Sync"}, file.name
