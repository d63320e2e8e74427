"""The job of making and keeping listings: publications of a shop, and what follows its products."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from connectors.base.errors import ConnectorError
from storefront_sync.core.ids import ShopId
from storefront_sync.core.wakeup import wake
from storefront_sync.jobs import process
from storefront_sync.jobs.boundary import job
from storefront_sync.jobs.links import links_changed
from storefront_sync.jobs.wakeups import QueueWakeUp
from storefront_sync.publishing import rows, trees, upkeep
from storefront_sync.publishing.drain import Pace, carry_on
from storefront_sync.publishing.upkeep import Rhythm
from storefront_sync.settings.env import settings
from storefront_sync.tenants.models import Shop

LONGEST = timedelta(seconds=20)
"""Of one job: pictures take their time, and nobody waits for a listing as for a stock."""
_log = structlog.get_logger(__name__)


@job
def publish_shop(shop_id: int, queue: str) -> None:
    """Carry the shop's publications on, and look whether published products changed."""
    del queue
    shop = Shop.objects.select_related("cooperative__installation").get(pk=shop_id)
    if shop.state != Shop.State.ACTIVE or (shop.not_before is not None and shop.not_before > process.now()):
        return
    reach = process.reach(shop)
    shelf = process.picture_shelf(shop.cooperative.installation)
    table = settings()
    if reach.connector.catalogue is not None and shop.marketplace in _old_trees():
        trees.Shelf(shop, reach.connector.catalogue, reach.fresh_for, process.now).tree()
    try:
        upkeep.look(shop, reach, Rhythm(timedelta(seconds=table.publish_refresh_seconds), LONGEST))
    except ConnectorError as error:
        _log.warning("publishing.not_looked", shop=shop_id, key=error.key)
    done = carry_on(shop, reach, shelf.fetch, Pace(table.lease_seconds, process.longest_call(), LONGEST))
    if done.linked:
        links_changed(shop.cooperative_id)
        wake().drain(ShopId(shop_id))
    if done.more:
        wake_publishing(shop_id)


def wake_publishing(shop_id: int) -> None:
    """Have the shop's publications looked at soon."""
    QueueWakeUp(process.redis(), settings().wakeup_seconds).publish(ShopId(shop_id))


def due_publishing(now: datetime) -> set[int]:
    """Active shops with something to publish, to look after or to read again, told by the rows alone."""
    active = Shop.objects.filter(state=Shop.State.ACTIVE).exclude(not_before__gt=now)
    wanted = set(rows.due(now).values_list("shop_id", flat=True).distinct()) | set(upkeep.due_shops(now))
    found = set(active.filter(pk__in=wanted).values_list("pk", flat=True))
    for marketplace in _old_trees():
        reader = active.filter(marketplace=marketplace).order_by("pk").values_list("pk", flat=True).first()
        found |= set() if reader is None else {reader}
    return found


def _old_trees() -> list[str]:
    return trees.old_trees(process.categories_fresh_for(), process.now())
