"""The job of reading what buyers give back."""

from __future__ import annotations

from datetime import timedelta

import structlog

from connectors.base.errors import AuthExpired, ConnectorError, ConsentEnded
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.returns.feed import read_returns
from storefront_sync.settings.env import settings
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.consent_end import doubt
from storefront_sync.tenants.models import Shop

_log = structlog.get_logger(__name__)


@job
def returns_of_shop(shop_id: int, queue: str) -> None:
    """Read the shop's returns that changed."""
    del queue
    shop = Shop.objects.select_related("cooperative").get(pk=shop_id)
    if shop.state != Shop.State.ACTIVE or (shop.not_before is not None and shop.not_before > process.now()):
        return
    period = timedelta(seconds=settings().returns_poll_seconds)
    try:
        read_returns(shop, process.connector(shop, CallClass.NORMAL), period, process.now)
    except (
        ConnectorError
    ) as error:  # the rows stay as they were, and the next reading begins where this one did
        _log.warning("returns.not_read", shop=shop_id, key=error.key)
        if isinstance(error, ConsentEnded | AuthExpired):
            doubt(shop_id, process.now())
