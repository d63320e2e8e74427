"""Our App as a Saleor has it: what it may do, what it is told of, where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storefront_sync.saleor import app_wire
from storefront_sync.saleor.adapter import utc


@dataclass(frozen=True)
class AppIdentity:
    """Who a token is at the Saleor that knows it: the App's id there, and the identifier of its manifest."""

    app_id: str
    identifier: str


@dataclass(frozen=True)
class WebhookRead:
    """One webhook. `failed_at`: when the youngest event happened that Saleor gave up telling, aware, UTC."""

    id: str
    name: str
    active: bool
    target_url: str
    query: str
    events: frozenset[str]
    failed_at: datetime | None


@dataclass(frozen=True)
class ExtensionRead:
    """One place in the Dashboard; names in capitals."""

    identifier: str
    mount: str
    target: str
    url: str


@dataclass(frozen=True)
class AppRead:
    """The App and its server. `api_url` is the address that the server itself calls its API by."""

    identity: AppIdentity
    app_url: str
    permissions: frozenset[str]
    extensions: tuple[ExtensionRead, ...]
    webhooks: tuple[WebhookRead, ...]
    api_url: str
    schema_version: str


@dataclass(frozen=True)
class RemoteProblem:
    """A problem that the Dashboard shows beside our App, or has shown: `dismissed_by` is "APP", "USER" or
    "" while it is open."""

    key: str
    message: str
    dismissed_by: str


def app_read(app: app_wire.AppWire, server: app_wire.ServerWire) -> AppRead:
    """The App in our own words."""
    return AppRead(
        identity=AppIdentity(app.id, app.identifier or ""),
        app_url=(app.app_url or "").rstrip("/"),
        permissions=frozenset(row.code for row in app.permissions or ()),
        extensions=tuple(
            ExtensionRead(row.identifier or "", row.mount_name, row.target_name, row.url)
            for row in app.extensions
        ),
        webhooks=tuple(_webhook(row) for row in app.webhooks or ()),
        api_url=f"{server.domain.url.rstrip('/')}/graphql/",
        schema_version=server.schema_version,
    )


def problem(row: app_wire.AppProblemWire) -> RemoteProblem:
    """A problem in our own words."""
    return RemoteProblem(row.key, row.message, row.dismissed.by if row.dismissed else "")


def _webhook(row: app_wire.WebhookWire) -> WebhookRead:
    failed = row.event_deliveries.edges if row.event_deliveries else []
    return WebhookRead(
        id=row.id,
        name=row.name or "",
        active=row.is_active,
        target_url=row.target_url,
        query=row.subscription_query or "",
        events=frozenset(event.event_type for event in row.async_events),
        failed_at=max((utc(edge.node.created_at) for edge in failed), default=None),
    )
