"""What the state of the service is told in: plain values between the jobs layer and the screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Problem:
    """One kind of trouble in one shop: a text key for people, how many rows have it, and what the text of one
    of them names."""

    key: str
    count: int
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenOrder:
    """An order of a marketplace that isn't in the store yet: its number there, and "waiting_link" or
    "short"."""

    external_id: str
    phase: str


@dataclass(frozen=True)
class ShopStatus:
    """One shop at a glance. Counts are listings, `oldest_seconds` the age of its oldest mark (None: no
    mark)."""

    cooperative: str
    marketplace: str
    shop: str
    in_sync: int
    behind: int
    blocked: int
    unlinked: int
    oldest_seconds: float | None
    orders_imported: int
    orders_waiting: int
    orders_short: int
    publishing: int = 0
    """Products on their way into the shop, and published listings on their way to newer words."""
    publishing_stopped: int = 0
    """Those of them that wait for staff."""
    problems: tuple[Problem, ...] = ()
    open_orders: tuple[OpenOrder, ...] = ()


@dataclass(frozen=True)
class InstallationStatus:
    """One Saleor: its address, whose it is (slugs), its version, when our App there was last looked at
    (aware, UTC; None: never) and what is wrong with it."""

    api_url: str
    cooperatives: tuple[str, ...]
    version: str
    checked_at: datetime | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Unlinked:
    """A listing without a link and why: `reason` is a text key; `suggested` = a code leads to one of ours,
    but something speaks against it."""

    cooperative: str
    marketplace: str
    item_id: str
    model_id: str
    title: str
    sku: str
    reason: str
    suggested: bool


@dataclass(frozen=True)
class TokenCheck:
    """The answer of one remote account to a cheap authenticated call.

    `key` is "" where all is well, else a text key; `url` the address that answered; `server_time` its own
    clock where it told it, and `asked_at` ours at that moment.
    """

    subject: str
    url: str
    key: str = ""
    technical: str = ""
    server_time: datetime | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True)
class Reconciled:
    """What reading one shop (or one cooperative's Saleor) back has found.

    `read` rows were compared, `marked` of them differed and will be pushed; `key` is "" or the text key of
    what failed.
    """

    read: int
    marked: int
    key: str = ""


@dataclass(frozen=True)
class ReconcileStep:
    """One thing to read back now. `run` raises nothing but programming errors."""

    subject: str
    run: Callable[[Callable[[int, int | None], None]], Reconciled]
    """Told rows so far, and how many there are where that is known."""
