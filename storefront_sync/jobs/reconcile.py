"""Reads everything back now: the whole of Saleor, then every listing of every shop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from connectors.base.errors import ConnectorError
from storefront_sync.core.status import Reconciled, ReconcileStep
from storefront_sync.jobs import process
from storefront_sync.jobs.work import after_reading
from storefront_sync.saleor.errors import SaleorError
from storefront_sync.sync.budgets import CallClass
from storefront_sync.sync.scan import MOST_PAGES, scan
from storefront_sync.sync.sweep import sweep
from storefront_sync.tenants.models import Cooperative, Shop

Progress = Callable[[int, int | None], None]


def steps(cooperative: str = "", *, accept_zero: bool = False) -> list[ReconcileStep]:
    """What there is to read back, of one cooperative (by slug) or of all. `accept_zero`: staff have
    looked, and a sweep may take as many listings to nothing as it finds."""
    found: list[ReconcileStep] = []
    for row in Cooperative.objects.select_related("installation").order_by("slug"):
        if cooperative and row.slug != cooperative:
            continue
        found.append(ReconcileStep(f"{row.slug} · Saleor", partial(_sweep, row, accept_zero=accept_zero)))
        connected = Shop.objects.filter(cooperative=row).exclude(state=Shop.State.DISCONNECTED)
        for shop in connected.order_by("marketplace", "id"):
            found.append(
                ReconcileStep(f"{row.slug} · {shop.marketplace} · {shop.name}", partial(_scan, shop))
            )
    return found


def _sweep(cooperative: Cooperative, progress: Progress, *, accept_zero: bool) -> Reconciled:
    try:
        done = sweep(
            cooperative,
            process.client(cooperative),
            process.now,
            progress=progress,
            guard=None if accept_zero else process.wipe_guard(),
        )
    except SaleorError as error:
        return Reconciled(0, 0, error.key)
    after_reading(cooperative, done)
    return Reconciled(done.read, done.changed)


def _scan(shop: Shop, progress: Progress) -> Reconciled:
    read = differing = 0
    connector = process.connector(shop, CallClass.NORMAL)
    for _ in range(MOST_PAGES):
        try:
            done = scan(shop, connector, process.now)
        except ConnectorError as error:
            return Reconciled(read, differing, error.key)
        read += done.rows
        differing += done.differing
        progress(read, read if done.finished else None)
        if done.finished:
            break
    return Reconciled(read, differing)
