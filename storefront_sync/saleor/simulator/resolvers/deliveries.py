"""Webhooks of apps as they are read, and what became of their deliveries."""

from __future__ import annotations

from storefront_sync.saleor.simulator.arguments.apps import DeliveriesArguments
from storefront_sync.saleor.simulator.arguments.paging import PageArguments
from storefront_sync.saleor.simulator.binding import resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.paging import paginate
from storefront_sync.saleor.simulator.state.apps import App, Attempt, Delivery, Webhook

MAY = ("MANAGE_APPS",)


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


@resolver("Webhook", "eventDeliveries", DeliveriesArguments)
def deliveries(source: Webhook, call: Call, page: DeliveriesArguments) -> dict[str, object]:
    """Deliveries that wait or have failed; successful ones are gone."""
    wanted = page.filter.status
    rows = [row for row in source.deliveries if wanted in (None, row.status)]
    return paginate("eventDeliveries", rows, page)


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
