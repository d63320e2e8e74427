"""Asks every remote account a cheap question, for `doctor`."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base.errors import ConnectorError
from storefront_sync.core.status import TokenCheck
from storefront_sync.jobs import process
from storefront_sync.saleor.errors import SaleorError
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.models import AppRegistration, Cooperative, Shop


def saleor_tokens() -> Iterator[TokenCheck]:
    """One answer a cooperative: whether its Saleor knows our App's token."""
    for cooperative in Cooperative.objects.select_related("installation").order_by("slug"):
        asked_at = process.now()
        url = cooperative.installation.api_url
        try:
            process.client(cooperative).app_id()
        except SaleorError as error:
            yield TokenCheck(cooperative.slug, url, error.key, error.technical, asked_at=asked_at)
        else:
            yield TokenCheck(cooperative.slug, url, asked_at=asked_at)


def shop_tokens() -> Iterator[TokenCheck]:
    """One answer a connected shop: whether its marketplace takes its token."""
    hosts = dict(AppRegistration.objects.values_list("marketplace", "host"))
    for shop in Shop.objects.exclude(state=Shop.State.DISCONNECTED).order_by("marketplace", "id"):
        asked_at = process.now()
        connector = process.connector(shop, CallClass.URGENT)
        url = hosts.get(shop.marketplace) or connector.manifest.host
        subject = f"{shop.marketplace} · {shop.name}"
        try:
            connector.check()
        except ConnectorError as error:
            yield TokenCheck(subject, url, error.key, error.technical, asked_at=asked_at)
        else:
            yield TokenCheck(subject, url, asked_at=asked_at)
