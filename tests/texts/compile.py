"""`python -m tests.texts.compile`: makes the `.mo` catalogues from the `.po` ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from storefront_sync.cli.texts import CATALOGUES

_ALWAYS_THE_SAME = datetime(2026, 1, 1, tzinfo=UTC)


def sources() -> list[Path]:
    """All `.po` catalogues."""
    return sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po"))


def texts(source: Path) -> dict[str, str]:
    """The texts of one `.po` catalogue by key."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def compile_all() -> None:
    """Write every `.mo` beside its `.po`."""
    for source in sources():
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        catalogue.creation_date = catalogue.revision_date = _ALWAYS_THE_SAME
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


if __name__ == "__main__":
    compile_all()
