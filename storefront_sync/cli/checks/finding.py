"""What a check found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One checked thing. `key` is the text that tells how it is, and what to do where it isn't `well`.

    `values` fill the text's names; `technical` is for developers, redacted.
    """

    subject: str
    well: bool
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    technical: str = ""
