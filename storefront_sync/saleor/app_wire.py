"""The answers about our own App, as Saleor sends them."""

from __future__ import annotations

from datetime import datetime

from storefront_sync.saleor.wire import DomainWire, Edge, Identified, Result, Wire


class IdentityWire(Wire):
    """An App as its own token sees it. `identifier` is its manifest's id; Apps of old have none."""

    id: str
    identifier: str | None = None


class IdentityAnswer(Wire):
    """The answer to who a token is; nobody where it is of no App."""

    app: IdentityWire | None


class PermissionWire(Wire):
    code: str


class ExtensionWire(Wire):
    identifier: str | None = None
    mount_name: str
    target_name: str
    url: str


class EventWire(Wire):
    event_type: str


class DeliveryWire(Wire):
    created_at: datetime


class DeliveriesWire(Wire):
    edges: list[Edge[DeliveryWire]]


class WebhookWire(Wire):
    id: str
    name: str | None = None
    is_active: bool
    target_url: str
    subscription_query: str | None = None
    async_events: list[EventWire]
    event_deliveries: DeliveriesWire | None = None


class AppWire(IdentityWire):
    app_url: str | None = None
    version: str | None = None
    permissions: list[PermissionWire] | None = None
    extensions: list[ExtensionWire]
    webhooks: list[WebhookWire] | None = None


class ServerWire(Wire):
    schema_version: str
    domain: DomainWire


class AppStateAnswer(Wire):
    app: AppWire | None
    shop: ServerWire


class DoneAnswer(Wire):
    """A mutation of which only its refusals are of interest; its operation calls it `result`."""

    result: Result


class DismissedWire(Wire):
    by: str


class AppProblemWire(Wire):
    key: str
    message: str
    dismissed: DismissedWire | None = None


class AppWithProblems(Identified):
    problems: list[AppProblemWire] | None = None


class AppProblemsAnswer(Wire):
    app: AppWithProblems | None
