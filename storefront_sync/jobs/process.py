"""What a worker process holds: the clock, Valkey, connectors and clients with their open sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from redis import Redis

from connectors.base.protocol import Connector
from connectors.base.registry import marketplace
from connectors.base.services import Timeouts
from storefront_sync.core.clock import PatientClock, SystemClock
from storefront_sync.fulfilment.work import Pace as FulfilmentPace
from storefront_sync.orders.feed import Reach as OrderReach
from storefront_sync.orders.settle import Pace as OrderPace
from storefront_sync.publishing.check import Reach
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.pictures import PictureShelf
from storefront_sync.settings.addresses import redis_url
from storefront_sync.settings.env import settings
from storefront_sync.settings.keys import cipher
from storefront_sync.sync.budgets import PATIENCE, CallClass
from storefront_sync.sync.connect import Remote, connect
from storefront_sync.sync.drain import Pace
from storefront_sync.sync.sweep import WipeGuard
from storefront_sync.tenants.models import AppRegistration, Cooperative, Installation, Shop

DRAIN_OVERLAP = timedelta(seconds=5)
"""A drain re-reads this much of the order feed; the wide overlap of the settings is for the periodic
reading."""
LONGEST_FULFILMENT = timedelta(seconds=20)
"""Of one job that carries out what staff asked."""
MOST_CALLS_OF_A_STEP = 6
"""A connector arranges many parcels in a few calls: a read, one or two writes, a token renewed between."""
KEPT_OPEN = 200
"""Connectors and clients kept with their sessions, per process."""


@cache
def redis() -> Redis:
    """This process's link to Valkey."""
    return Redis.from_url(redis_url(settings()), socket_timeout=30, socket_connect_timeout=3)


@dataclass
class _Time:
    clock: PatientClock


_time = _Time(SystemClock())


def live_by(clock: PatientClock) -> PatientClock:
    """Let the jobs of this process live by another clock; returns the one before."""
    before, _time.clock = _time.clock, clock
    return before


def now() -> datetime:
    """The time."""
    return _time.clock.now()


def sleep(seconds: float) -> None:
    """Wait."""
    _time.clock.sleep(seconds)


@dataclass
class _Open:
    """Sessions that outlive a job, by what they were made from: changed credentials make a new one."""

    connectors: dict[tuple[object, ...], Connector]
    clients: dict[tuple[object, ...], SaleorClient]


_open = _Open({}, {})


def connector(shop: Shop, kind: CallClass) -> Connector:
    """The shop's connector for calls of this class, with its session kept open between jobs."""
    registration = AppRegistration.objects.get(marketplace=shop.marketplace)
    key = (shop.pk, kind, registration.secrets_encrypted, registration.host, shop.cipher_encrypted)
    if key not in _open.connectors:
        if len(_open.connectors) >= KEPT_OPEN:
            _open.connectors.clear()
        _open.connectors[key] = connect(shop, kind, remote())
    return _open.connectors[key]


def remote() -> Remote:
    """What reaching a marketplace needs of this process."""
    return Remote(redis(), now, sleep, _timeouts())


def client(cooperative: Cooperative) -> SaleorClient:
    """The client of the cooperative's Saleor, with our App's token."""
    return installation_client(cooperative.installation)


def installation_client(installation: Installation) -> SaleorClient:
    """The client of a Saleor, with our App's token."""
    key = (installation.api_url, installation.token_encrypted)
    if key not in _open.clients:
        if len(_open.clients) >= KEPT_OPEN:
            _open.clients.clear()
        _open.clients[key] = SaleorClient(
            installation.api_url, cipher().decrypt(installation.token_encrypted), timeouts=_timeouts()
        )
    return _open.clients[key]


def public_url() -> str:
    """Where we are reached, if that was set: "" for the default, which is nobody's address on purpose."""
    table = settings()
    return table.public_url if "public_url" in table.model_fields_set else ""


def _timeouts() -> Timeouts:
    table = settings()
    return Timeouts(table.connect_timeout_seconds, table.read_timeout_seconds)


def longest_call() -> timedelta:
    """After this a call that was given up can't land any more."""
    table = settings()
    return timedelta(seconds=table.connect_timeout_seconds + table.read_timeout_seconds)


def categories_fresh_for() -> timedelta:
    """How old a marketplace's categories and their rules may be."""
    return timedelta(hours=settings().category_refresh_hours)


def reach(shop: Shop) -> Reach:
    """What checking and publishing in a shop need."""
    connector_ = connector(shop, CallClass.NORMAL)
    return Reach(connector_, client(shop.cooperative), categories_fresh_for(), now)


def picture_shelf(installation: Installation) -> PictureShelf:
    """Where a Saleor's pictures are fetched."""
    return PictureShelf(installation.api_url, settings().picture_origins, _timeouts(), now)


def drain_pace(shop: Shop) -> Pace:
    """How a drain of this shop goes."""
    table = settings()
    capabilities = marketplace(shop.marketplace).manifest.capabilities
    lag = capabilities.feed_lag_seconds if table.feed_lag_seconds is None else table.feed_lag_seconds
    return Pace(
        debounce=timedelta(seconds=table.debounce_seconds),
        lease_seconds=table.lease_seconds,
        longest_call=longest_call(),
        feed_lag=timedelta(seconds=lag + capabilities.time_resolution_seconds),
        most_calls=table.drain_calls,
        longest=timedelta(seconds=table.drain_seconds),
        starved_after=timedelta(seconds=table.oldest_mark_seconds),
    )


def catalogue_period() -> timedelta:
    """How often Saleor is asked for changed goods."""
    return timedelta(seconds=settings().catalogue_poll_seconds)


def saleor_orders_period() -> timedelta:
    """How often Saleor is asked what staff did to imported orders."""
    return timedelta(seconds=settings().saleor_orders_poll_seconds)


def wipe_guard() -> WipeGuard:
    """When a sweep stops and asks."""
    return WipeGuard(share=settings().sweep_stop_percent / 100)


def order_pace() -> OrderPace:
    """How settling orders goes."""
    table = settings()
    return OrderPace(lease_seconds=table.lease_seconds, longest=timedelta(seconds=table.drain_seconds))


def fulfilment_pace() -> FulfilmentPace:
    """How carrying out what staff asked goes."""
    table = settings()
    turn = timedelta(seconds=PATIENCE[CallClass.NORMAL])
    return FulfilmentPace(
        lease_seconds=table.lease_seconds,
        longest_call=longest_call(),
        longest_step=MOST_CALLS_OF_A_STEP * (longest_call() + turn),
        longest=LONGEST_FULFILMENT,
    )


def order_reach() -> OrderReach:
    """How far back the order feed is read."""
    table = settings()
    wide = timedelta(seconds=table.order_overlap_seconds)
    return OrderReach(
        overlap=min(DRAIN_OVERLAP, wide),
        wide=wide,
        wide_every=timedelta(seconds=table.order_poll_seconds),
        first=timedelta(days=15),
    )
