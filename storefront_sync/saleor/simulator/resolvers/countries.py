"""Countries, by the two-letter codes that the schema knows."""

from __future__ import annotations

NAMES = {
    "ID": "Indonesia",
    "MY": "Malaysia",
    "SG": "Singapore",
    "TL": "Timor-Leste",
    "US": "United States of America",
}


def country(code: str) -> dict[str, object]:
    """A country as the API shows it."""
    return {"code": code, "country": NAMES.get(code, code)}
