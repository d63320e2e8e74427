"""`python -m tests.docs.tables`: writes the tables of settings and metrics in docs/operations.md from the
code."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

import storefront_sync
from storefront_sync.settings.env import Settings, variable

ROOT = Path(storefront_sync.__file__).resolve().parent.parent
OPERATIONS = ROOT / "docs" / "operations.md"


def settings_table() -> str:
    """One row a setting: variable, default, meaning."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{variable(name)}` | {_default(field.default)} | {field.description} |")
    return "\n".join(rows)


def metrics_table() -> str:
    """One row a metric: name as scraped, labels, meaning."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront_sync.settings.django")
    from storefront_sync.cli.django_start import start_django  # noqa: PLC0415 – only these need Django

    start_django()
    from storefront_sync.api.gauges import GAUGES  # noqa: PLC0415

    rows = ["| metric | labels | meaning |", "|---|---|---|"]
    for gauge in GAUGES:
        name = f"{gauge.name}_total" if gauge.counter else gauge.name
        rows.append(f"| `{name}` | {', '.join(f'`{label}`' for label in gauge.labels)} | {gauge.help} |")
    return "\n".join(rows)


def written(text: str, name: str) -> str:
    """The table that stands in the text between the marks of that name."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", text, re.DOTALL)
    assert found is not None, f"docs/operations.md has no place for the table of {name}"
    return found.group(1)


def write() -> None:
    """Put both tables in their places."""
    text = OPERATIONS.read_text(encoding="utf-8")
    for name, table in (("settings", settings_table()), ("metrics", metrics_table())):
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        text = f"{before}<!-- {name} -->\n{table}\n<!-- /{name} -->{rest.partition(f'<!-- /{name} -->')[2]}"
    OPERATIONS.write_text(text, encoding="utf-8")


def _default(value: object) -> str:
    if value is PydanticUndefined:
        return "see meaning"
    if (
        value is None
        or value == ()
        or value == ""
        or (isinstance(value, SecretStr) and not value.get_secret_value())
    ):
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"


if __name__ == "__main__":
    write()
