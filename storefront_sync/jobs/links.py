"""What follows from listings that were linked, to other goods or to none any more."""

from __future__ import annotations

from storefront_sync.core.ids import CooperativeId
from storefront_sync.core.wakeup import wake
from storefront_sync.jobs.returned import goods_became_known
from storefront_sync.orders import settle


def links_changed(cooperative_id: int) -> None:
    """The cooperative's orders that waited for a link go on, and what its stand-ins stand for is held."""
    if settle.links_changed(cooperative_id):
        wake().orders(CooperativeId(cooperative_id))
    goods_became_known(cooperative_id)
