"""How the arrival of a webhook ended."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """One word per arrival; what a sender is answered follows from it.

    STORED: new, and what it names will be looked at again. DUPLICATE: was here before. STALE: older than the
    window in which repeats are known. ECHO: tells of a change that we made ourselves. IGNORED: verified, but
    names nothing of ours. FORGED: the signature is missing or wrong. MALFORMED: signed, of no known shape.
    UNKNOWN_ACCOUNT: a shop or a Saleor that isn't connected here. UNVERIFIED: the sender's keys can't be had.
    """

    STORED = "stored"
    DUPLICATE = "duplicate"
    STALE = "stale"
    ECHO = "echo"
    IGNORED = "ignored"
    FORGED = "forged"
    MALFORMED = "malformed"
    UNKNOWN_ACCOUNT = "unknown_account"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Arrival:
    """What became of one delivery. `size` is the body's length in bytes, all that is ever told of it."""

    source: str
    outcome: Outcome
    size: int
