"""Apps: reading them, installing, switching off, deleting."""

from __future__ import annotations

from collections.abc import Sequence

from storefront_sync.saleor.simulator.arguments.base import ById, Selector
from storefront_sync.saleor.simulator.arguments.paging import PageArguments
from storefront_sync.saleor.simulator.arguments.setup import AppInstallArguments
from storefront_sync.saleor.simulator.binding import mutation, refuse, resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.paging import paginate
from storefront_sync.saleor.simulator.state.apps import App, Attempt, Delivery, Installation, Webhook

MAY = ("MANAGE_APPS",)


@resolver("Query", "app", Selector)
def app(source: object, call: Call, wanted: Selector) -> App | None:
    """The calling app, or any for MANAGE_APPS; nobody else has an answer, which is how a dead token shows."""
    own = call.viewer.app
    if own is not None and wanted.id in (None, own.id):
        return own
    call.viewer.require("OWNER", *MAY)
    found = call.store.find(App, wanted.id)
    return found if found and not found.deleted else None


@resolver("Query", "apps", PageArguments, needs=MAY)
def apps(source: object, call: Call, page: PageArguments) -> dict[str, object]:
    """All apps that aren't deleted."""
    return paginate("apps", [row for row in call.store.apps if not row.deleted], page)


@resolver("Query", "appsInstallations", needs=MAY)
def installations(source: object, call: Call) -> list[Installation]:
    """Installations that run or have failed."""
    return call.store.installations


@resolver("AppInstallation", "createdAt")
def installation_created(source: Installation, call: Call) -> object:
    """When it was begun."""
    return source.created


@resolver("App", "permissions")
def permissions(source: App, call: Call) -> Sequence[dict[str, str]]:
    """What the app may do."""
    return [
        {"code": code, "name": code.replace("_", " ").capitalize()} for code in sorted(source.permissions)
    ]


@resolver("App", "webhooks")
def webhooks(source: App, call: Call) -> list[Webhook]:
    """For the app itself and for MANAGE_APPS."""
    if source is not call.viewer.app:
        call.viewer.require("OWNER", *MAY)
    return source.webhooks


@resolver("Webhook", "asyncEvents")
def async_events(source: Webhook, call: Call) -> list[dict[str, str]]:
    """The events subscribed to."""
    return [
        {"name": name.replace("_", " ").capitalize(), "eventType": name} for name in sorted(source.events)
    ]


@resolver("Webhook", "subscriptionQuery")
def subscription_query(source: Webhook, call: Call) -> str:
    """Its query."""
    return source.query


@resolver("Webhook", "eventDeliveries", PageArguments)
def deliveries(source: Webhook, call: Call, page: PageArguments) -> dict[str, object]:
    """Deliveries that wait or have failed; successful ones are gone."""
    return paginate("eventDeliveries", source.deliveries, page)


@resolver("EventDelivery", "createdAt")
def delivery_created(source: Delivery, call: Call) -> object:
    """When the event happened."""
    return source.created


@resolver("EventDelivery", "eventType")
def delivery_event(source: Delivery, call: Call) -> str:
    """Which event."""
    return source.event


@resolver("EventDelivery", "payload")
def delivery_payload(source: Delivery, call: Call) -> str:
    """The body."""
    return source.body.decode()


@resolver("EventDelivery", "attempts", PageArguments)
def attempts(source: Delivery, call: Call, page: PageArguments) -> dict[str, object]:
    """The tries so far."""
    return paginate("attempts", source.attempts, page)


@resolver("EventDeliveryAttempt", "createdAt")
def attempt_created(source: Attempt, call: Call) -> object:
    """When it was tried."""
    return source.created


@resolver("EventDeliveryAttempt", "responseStatusCode")
def attempt_code(source: Attempt, call: Call) -> int | None:
    """What was answered, if anything."""
    return source.code or None


@mutation("appInstall", AppInstallArguments, needs=MAY)
def install(call: Call, arguments: AppInstallArguments) -> dict[str, object]:
    """Begin an installation; a worker fetches the manifest and hands the token over."""
    given = arguments.input
    installation = Installation(
        *call.store.stamp("AppInstallation", long_key=True),
        app_name=given.app_name,
        manifest_url=given.manifest_url,
        permissions=frozenset(given.permissions),
        activate=given.activate_after_installation,
    )
    call.store.installations.append(installation)
    call.backstage.install(installation)
    return {"appInstallation": installation}


@mutation("appDeleteFailedInstallation", ById, needs=MAY)
def forget_installation(call: Call, arguments: ById) -> dict[str, object]:
    """Take a failed installation off the list."""
    found = call.store.installations
    row = next((one for one in found if one.id == arguments.id and one.status == "FAILED"), None)
    if row is None:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {arguments.id}")
    found.remove(row)
    return {"appInstallation": row}


@mutation("appDelete", ById, needs=MAY)
def delete(call: Call, arguments: ById) -> dict[str, object]:
    """Delete an app: its token is dead at once."""
    found = _app(call, arguments.id)
    found.deleted = True
    found.is_active = False
    found.webhooks.clear()
    return {"app": found}


@mutation("appDeactivate", ById, needs=MAY)
def deactivate(call: Call, arguments: ById) -> dict[str, object]:
    """Switch an app off: its token is nobody's, and no events are made for it."""
    found = _app(call, arguments.id)
    found.is_active = False
    return {"app": found}


@mutation("appActivate", ById, needs=MAY)
def activate(call: Call, arguments: ById) -> dict[str, object]:
    """Switch an app on again."""
    found = _app(call, arguments.id)
    found.is_active = True
    return {"app": found}


def _app(call: Call, app_id: str) -> App:
    found = call.store.find(App, app_id)
    if found is None or found.deleted:
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {app_id}")
    return found
