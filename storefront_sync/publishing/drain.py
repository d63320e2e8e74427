"""Carries a shop's publications on, under a lease, for a short while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.base.errors import ConnectorError, RateLimited, Rejected
from storefront_sync.core.errors import StorefrontError
from storefront_sync.ledger.leases import Held, LeaseLost, lease
from storefront_sync.publishing import rows
from storefront_sync.publishing.check import Reach
from storefront_sync.publishing.models import Publication
from storefront_sync.publishing.steps import Work, step
from storefront_sync.saleor.pictures import Picture
from storefront_sync.tenants.models import Shop

MOST_ROWS = 50
"""Publications that one drain looks at."""


@dataclass(frozen=True)
class Pace:
    """How a drain goes: the lease's seconds, the longest that a call may take effect, and how long to go
    on."""

    lease_seconds: float
    longest_call: timedelta
    longest: timedelta


@dataclass(frozen=True)
class Carried:
    """What a drain did. `more`: there is work left that can be done at once; `linked`: new links stand."""

    busy: bool = False
    more: bool = False
    linked: bool = False


def carry_on(shop: Shop, reach: Reach, fetch: Callable[[str], Picture], pace: Pace) -> Carried:
    """Carry the shop's publications on, oldest first, until nothing is due or the time is over."""
    deadline = reach.now() + pace.longest
    linked = False
    try:
        with lease(f"publish:{shop.pk}", reach.now, pace.lease_seconds) as held:
            if held is None:
                return Carried(busy=True)
            due = rows.due(reach.now()).filter(shop=shop).select_related("shop__cooperative")
            for row in due.order_by("asked_at", "pk")[:MOST_ROWS]:
                if reach.now() >= deadline:
                    break
                went = _carry(row, held, reach, fetch, pace, deadline)
                linked |= row.closed_at is not None and row.kind == Publication.Kind.PUBLISH
                if not went:
                    break
    except LeaseLost:
        return Carried(busy=True, linked=linked)
    return Carried(more=rows.due(reach.now()).filter(shop=shop).exists(), linked=linked)


def _carry(
    row: Publication,
    held: Held,
    reach: Reach,
    fetch: Callable[[str], Picture],
    pace: Pace,
    deadline: datetime,
) -> bool:
    """Carry one on as far as it goes; returns whether others of the shop may be tried."""
    catalogue = reach.connector.catalogue
    keep = 2 * pace.longest_call
    if catalogue is None:
        rows.save(row, held, keep, reach.now(), **rows.stop(row, "publish.no_catalogue", {}, reach.now()))
        return True
    work = Work(row, reach, catalogue, fetch, held, pace.longest_call)
    while _is_due(row, reach.now()) and reach.now() < deadline:
        try:
            step(work)
        except LeaseLost:
            raise
        except RateLimited as error:
            work.save(**rows.pause(row, error.key, error.until, reach.now()))
            return False
        except Rejected as error:
            work.stop(error.key, said=error.technical, request=error.request_id)
        except StorefrontError as error:
            work.stop(error.key)
        except ConnectorError as error:
            work.save(**rows.pause(row, error.key, None, reach.now()))
    return True


def _is_due(row: Publication, now: datetime) -> bool:
    return row.closed_at is None and not row.stopped_key and (row.not_before is None or row.not_before <= now)
