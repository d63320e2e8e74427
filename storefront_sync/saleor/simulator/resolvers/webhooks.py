"""Webhooks that an app, or staff for it, makes and deletes outside a manifest."""

from __future__ import annotations

from storefront_sync.saleor.simulator.arguments.apps import WebhookArguments, WebhookUpdateArguments
from storefront_sync.saleor.simulator.arguments.base import ById
from storefront_sync.saleor.simulator.binding import mutation, refuse
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.installer import events_of, is_target
from storefront_sync.saleor.simulator.state.apps import App, Webhook

MAY = ("MANAGE_APPS",)


@mutation("webhookCreate", WebhookArguments)
def create_webhook(call: Call, arguments: WebhookArguments) -> dict[str, object]:
    """A webhook of the calling app, or for MANAGE_APPS of a named one."""
    given = arguments.input
    app = _app(call, given.app)
    if not given.target_url:
        raise refuse("targetUrl", "REQUIRED", "This field cannot be blank.")
    _check_target(given.target_url)
    if not given.query:
        raise refuse("query", "MISSING_SUBSCRIPTION", "Subscription query is required.")
    problem = call.backstage.check_subscription(given.query)
    if problem:
        raise refuse("query", "SYNTAX", problem)
    webhook = Webhook(
        *call.store.stamp("Webhook"),
        app=app,
        name=given.name,
        target_url=given.target_url,
        query=given.query,
        events=frozenset(given.async_events) or events_of(given.query),
        is_active=given.is_active,
    )
    app.webhooks.append(call.store.add(webhook))
    return {"webhook": webhook}


def _check_target(url: str) -> None:
    if not is_target(url):
        raise refuse("targetUrl", "INVALID", "Enter a valid URL.")


@mutation("webhookUpdate", WebhookUpdateArguments)
def update_webhook(call: Call, arguments: WebhookUpdateArguments) -> dict[str, object]:
    """Change a webhook of the calling app, or any for MANAGE_APPS; what isn't given stays."""
    webhook = _webhook(call, arguments.id)
    given = arguments.input
    if given.target_url:
        _check_target(given.target_url)
    if given.query:
        problem = call.backstage.check_subscription(given.query)
        if problem:
            raise refuse("query", "SYNTAX", problem)
        webhook.query, webhook.events = given.query, events_of(given.query)
    webhook.name = webhook.name if given.name is None else given.name
    webhook.target_url = given.target_url or webhook.target_url
    webhook.events = frozenset(given.async_events) or webhook.events
    webhook.is_active = webhook.is_active if given.is_active is None else given.is_active
    return {"webhook": webhook}


@mutation("webhookDelete", ById)
def delete_webhook(call: Call, arguments: ById) -> dict[str, object]:
    """Delete a webhook of the calling app, or any for MANAGE_APPS."""
    webhook = _webhook(call, arguments.id)
    webhook.is_active = False
    webhook.app.webhooks.remove(webhook)
    call.store.drop(webhook)
    return {"webhook": webhook}


def _app(call: Call, app_id: str | None) -> App:
    own = call.viewer.app
    if own is not None and app_id in (None, own.id):
        return own
    call.viewer.require(*MAY)
    found = call.store.find(App, app_id)
    if found is None or found.deleted:
        raise refuse("app", "NOT_FOUND", f"Couldn't resolve to a node: {app_id}")
    return found


def _webhook(call: Call, webhook_id: str) -> Webhook:
    found = call.store.find(Webhook, webhook_id)
    own = call.viewer.app
    if own is None:
        call.viewer.require(*MAY)
    if found is None or (own is not None and found.app is not own):
        raise refuse("id", "NOT_FOUND", f"Couldn't resolve to a node: {webhook_id}")
    return found
