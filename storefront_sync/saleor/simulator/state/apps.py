"""Apps, their webhooks and the deliveries made to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from storefront_sync.saleor.simulator.state.node import Node


@dataclass(slots=True, eq=False)
class App(Node):
    """An installed app; its token is never shown in a repr."""

    name: str
    identifier: str
    permissions: frozenset[str]
    version: str = ""
    app_url: str = ""
    manifest_url: str = ""
    about: str = ""
    author: str = ""
    logo: str = ""
    is_active: bool = True
    deleted: bool = False
    token: str = field(default="", repr=False)
    webhooks: list[Webhook] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    problems: list[AppProblem] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Extension(Node):
    """Where an app shows in the Dashboard. Mount and target are free text to the server."""

    identifier: str | None
    label: str
    mount: str
    target: str
    url: str
    permissions: tuple[str, ...]
    settings: dict[str, object]


@dataclass(slots=True, eq=False)
class AppProblem(Node):
    """What an app tells staff. `dismissed_by` is APP, USER or, while it is open, ""."""

    key: str
    message: str
    count: int = 1
    is_critical: bool = False
    dismissed_by: str = ""


@dataclass(slots=True, eq=False)
class Webhook(Node):
    """A subscription of an app. `events` in upper case, as the enum has them."""

    app: App
    name: str
    target_url: str
    query: str
    events: frozenset[str]
    is_active: bool = True
    deliveries: list[Delivery] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Delivery(Node):
    """One event on its way. `status` is PENDING or FAILED: a successful one is deleted, as in Saleor."""

    event: str
    body: bytes = field(repr=False)
    status: str = "PENDING"
    attempts: list[Attempt] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Attempt(Node):
    """One try; `code` is 0 where there was no answer."""

    code: int
    status: str
    duration: float


@dataclass(slots=True, eq=False)
class Installation(Node):
    """An installation that is running or has failed. `permissions` are those that staff grant, whatever the
    manifest asks for; None: just those, as the Dashboard sends them."""

    app_name: str
    manifest_url: str
    permissions: frozenset[str] | None
    activate: bool = True
    status: str = "PENDING"
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """The person at the Dashboard."""

    id: str
    email: str
    is_staff: bool = True
    permissions: frozenset[str] | None = None
    """None: all."""
    metadata: dict[str, str] = field(default_factory=dict)
    private_metadata: dict[str, str] = field(default_factory=dict)
