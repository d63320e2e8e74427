"""Arguments of apps, their webhooks and their problems."""

from __future__ import annotations

from pydantic import Field

from storefront_sync.saleor.simulator.arguments.base import Arguments
from storefront_sync.saleor.simulator.arguments.paging import PageArguments


class AppInstallInput(Arguments):
    app_name: str
    manifest_url: str
    activate_after_installation: bool = True
    permissions: list[str] = Field(default_factory=list)


class AppInstallArguments(Arguments):
    input: AppInstallInput


class AppChange(Arguments):
    name: str | None = None
    permissions: list[str] | None = None


class AppCreation(Arguments):
    name: str = ""
    identifier: str | None = None
    permissions: list[str] = Field(default_factory=list)


class AppCreateArguments(Arguments):
    input: AppCreation


class AppUpdateArguments(Arguments):
    id: str
    input: AppChange


class WebhookInput(Arguments):
    name: str = ""
    target_url: str | None = None
    async_events: list[str] = Field(default_factory=list)
    app: str | None = None
    is_active: bool = True
    query: str | None = None


class WebhookArguments(Arguments):
    input: WebhookInput


class WebhookChange(Arguments):
    name: str | None = None
    target_url: str | None = None
    async_events: list[str] = Field(default_factory=list)
    is_active: bool | None = None
    query: str | None = None


class WebhookUpdateArguments(Arguments):
    id: str
    input: WebhookChange


class DeliveryFilter(Arguments):
    status: str | None = None


class DeliveriesArguments(PageArguments):
    filter: DeliveryFilter = DeliveryFilter()


class Limit(Arguments):
    limit: int | None = None


class ProblemInput(Arguments):
    message: str
    key: str
    critical_threshold: int | None = None
    aggregation_period: int = 60


class ProblemArguments(Arguments):
    input: ProblemInput


class DismissByApp(Arguments):
    ids: list[str] | None = None
    keys: list[str] | None = None


class DismissByStaff(Arguments):
    keys: list[str]
    app: str


class DismissInput(Arguments):
    by_app: DismissByApp | None = None
    by_staff_with_keys: DismissByStaff | None = None


class DismissArguments(Arguments):
    input: DismissInput
