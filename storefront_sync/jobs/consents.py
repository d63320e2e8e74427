"""The job that looks after one shop's consent and tokens."""

from __future__ import annotations

import structlog

from storefront_sync.core.ids import ShopId
from storefront_sync.core.wakeup import wake
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.sync.consent import due, look

_log = structlog.get_logger(__name__)


@job
def look_at_consent(shop_id: int, queue: str) -> None:
    """Refresh the shop's tokens if that is due, and ask the marketplace where consent is in doubt."""
    del queue
    shop = due(process.now()).filter(pk=shop_id).first()
    if shop is None:
        return  # another job was here a moment ago
    done = look(shop, process.remote())
    if done.ended or done.key:
        _log.warning("consent.looked", shop=shop_id, key=done.key, ended=done.ended)
    if done.back:
        _log.info("consent.back", shop=shop_id)
        wake().drain(ShopId(shop_id), urgent=True)
