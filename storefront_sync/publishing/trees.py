"""Categories, their rules and couriers, kept so that a check costs no call; stale ones serve while the
marketplace is away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from connectors.base.catalogue import Catalogue
from connectors.base.category import Category, CategoryId, CategoryRules, Courier
from connectors.base.errors import ConnectorError, Rejected
from storefront_sync.core.errors import StorefrontError
from storefront_sync.publishing import stored
from storefront_sync.publishing.models import CategoryRulesRead, CategoryTree, CouriersRead
from storefront_sync.tenants.models import Shop

MOST_NODES = 50_000
RETRY_AFTER = timedelta(minutes=10)
"""A refresh that failed is not tried again before."""
UNUSED_FOR = timedelta(days=90)
_log = structlog.get_logger(__name__)


class TreeTooBig(StorefrontError):
    """A marketplace's tree is beyond any that is known: not stored."""


@dataclass(frozen=True)
class Shelf:
    """One shop's view of what its marketplace wants. `fresh_for` is how old an answer may be before it is
    asked for again; an older one is given where the marketplace can't be asked."""

    shop: Shop
    catalogue: Catalogue
    fresh_for: timedelta
    now: Callable[[], datetime]

    def tree(self) -> tuple[Category, ...]:
        """The whole tree. Raises ConnectorError where there is none yet and none can be had."""
        row = CategoryTree.objects.filter(marketplace=self.shop.marketplace).first()
        if row is not None and self._is_fresh(row.read_at):
            return stored.tree(row.nodes)
        try:
            nodes = self.catalogue.categories()
        except ConnectorError as error:
            if row is None:
                raise
            self._postpone(row, error)
            return stored.tree(row.nodes)
        if len(nodes) > MOST_NODES:
            raise TreeTooBig("publish.tree_too_big", f"{self.shop.marketplace}: {len(nodes)} categories")
        CategoryTree.objects.update_or_create(
            marketplace=self.shop.marketplace,
            defaults={"nodes": stored.tree_json(nodes), "read_at": self.now()},
        )
        return nodes

    def rules(self, category_id: CategoryId) -> CategoryRules | None:
        """What a category wants; None where the marketplace has no such leaf. Raises ConnectorError."""
        rows = CategoryRulesRead.objects.filter(marketplace=self.shop.marketplace, category_id=category_id)
        row = rows.first()
        if row is None or not self._is_fresh(row.read_at):
            try:
                row = self._read_rules(category_id)
            except ConnectorError as error:
                if row is None:
                    raise
                self._postpone(row, error)
        rows.update(used_at=self.now())
        return None if row.rules is None else stored.rules(row.rules)

    def couriers(self) -> tuple[Courier, ...]:
        """The shop's couriers. Raises ConnectorError where none were read yet and none can be had."""
        row = CouriersRead.objects.filter(shop=self.shop).first()
        if row is None or not self._is_fresh(row.read_at):
            try:
                read = self.catalogue.couriers()
            except ConnectorError as error:
                if row is None:
                    raise
                self._postpone(row, error)
                return stored.couriers(row.couriers)
            row, _ = CouriersRead.objects.update_or_create(
                shop=self.shop, defaults={"couriers": stored.couriers_json(read), "read_at": self.now()}
            )
        return stored.couriers(row.couriers)

    def _read_rules(self, category_id: CategoryId) -> CategoryRulesRead:
        try:
            found: object = stored.rules_json(self.catalogue.rules(category_id))
        except Rejected:
            found = None
        now = self.now()
        row, _ = CategoryRulesRead.objects.update_or_create(
            marketplace=self.shop.marketplace,
            category_id=category_id,
            defaults={"rules": found, "read_at": now, "used_at": now},
        )
        return row

    def _is_fresh(self, read_at: datetime) -> bool:
        return read_at > self.now() - self.fresh_for

    def _postpone(self, row: CategoryTree | CategoryRulesRead | CouriersRead, error: ConnectorError) -> None:
        _log.warning("categories.stale", shop=self.shop.pk, kind=type(row).__name__, key=error.key)
        type(row).objects.filter(pk=row.pk).update(read_at=self.now() - self.fresh_for + RETRY_AFTER)


def old_trees(fresh_for: timedelta, now: datetime) -> list[str]:
    """Marketplaces whose tree is due to be read again."""
    rows = CategoryTree.objects.filter(read_at__lte=now - fresh_for)
    return list(rows.values_list("marketplace", flat=True))


def forget_unused(now: datetime) -> None:
    """Drop the rules of categories that nothing was published in for long."""
    CategoryRulesRead.objects.filter(used_at__lt=now - UNUSED_FOR).delete()
