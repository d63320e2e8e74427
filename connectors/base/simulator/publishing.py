"""Listings that are made, changed, hidden and shown through a simulated API."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from connectors.base.draft import Draft, DraftModel
from connectors.base.simulator.book import Book
from connectors.base.simulator.journal import Journal
from connectors.base.simulator.shelf import Audit, BookError, Item, Model
from mappings.words import Aspect, ListingStatus

FIRST_ITEM = 7_100_000_000


class Publishing:
    """Writes listings into the book. Ids are decimal digits.

    `option_name` turns a variant's options into its name; a listing that is made or shown is looked over for
    `audit_seconds` (0 = shown at once) and blocked meanwhile.
    """

    def __init__(
        self,
        book: Book,
        journal: Journal,
        now: Callable[[], float],
        option_name: Callable[[Sequence[str]], str],
        audit_seconds: float,
    ) -> None:
        self._book = book
        self._journal = journal
        self._now = now
        self._option_name = option_name
        self._audit_seconds = audit_seconds
        self._made: dict[tuple[str, str], str] = {}
        self._last_item = FIRST_ITEM

    def create(self, shop_id: str, draft: Draft, status: ListingStatus, *, key: str = "") -> Item:
        """A new listing that gets this status after its audit. With a `key` that this shop has used: the
        listing of that time, unchanged."""
        with self._book.lock:
            shop = self._book.shop(shop_id)
            if key and (shop.shop_id, key) in self._made:
                return shop.items[self._made[(shop.shop_id, key)]]
            item_id = self.new_item_id()
            if key:
                self._made[(shop.shop_id, key)] = item_id
            item = Item(
                item_id=item_id,
                title=draft.title,
                status=status,
                has_model=bool(draft.tiers),
                sku="" if draft.tiers or not draft.models else draft.models[0].sku,
                models={},
                updated_at=self._now(),
                page=draft,
            )
            shop.items[item_id] = item
            self._put_models(shop.shop_id, item, draft.models)
            self._look_over(item, status)
            self._told("published", shop.shop_id, item)
            return item

    def give_models(self, shop_id: str, item_id: str, draft: Draft) -> Item:
        """Give a listing that was made without them its variants; raises BookError(wrong_state) where it has
        them already."""
        with self._book.lock:
            item = self._item(shop_id, item_id)
            if item.has_model or item.page is None:
                raise BookError("wrong_state")
            item.has_model, item.sku, item.models = True, "", {}
            item.page = replace(item.page, tiers=draft.tiers, models=draft.models)
            self._put_models(shop_id, item, draft.models)
            item.updated_at = self._now()
            self._told("finished", shop_id, item)
            return item

    def rewrite(self, shop_id: str, item_id: str, draft: Draft, *, audit: bool = False) -> Item:
        """Another page for a listing; its variants, stock and prices stay. Raises
        BookError(unknown_listing)."""
        with self._book.lock:
            item = self._item(shop_id, item_id)
            old = item.page
            kept = replace(draft, tiers=old.tiers, models=old.models) if old else draft
            item.page, item.title, item.updated_at = kept, draft.title, self._now()
            if audit and item.status is ListingStatus.LIVE:
                self._look_over(item, item.status)
            self._told("updated", shop_id, item)
            return item

    def show(self, shop_id: str, item_id: str, visible: bool) -> Item:
        """Show or hide a listing; raises BookError(unknown_listing), or BookError(not_live) for one that the
        marketplace itself has blocked."""
        with self._book.lock:
            item = self._item(shop_id, item_id)
            if item.status is ListingStatus.BLOCKED and item.audit is None:
                raise BookError("not_live")
            if not visible:
                item.status, item.audit = ListingStatus.HIDDEN, None
            elif item.status is not ListingStatus.LIVE and item.audit is None:
                self._look_over(item, ListingStatus.LIVE)
            item.updated_at = self._now()
            self._told("shown" if visible else "hidden", shop_id, item)
            return item

    def found(self, shop_id: str, skus: Collection[str]) -> list[Item]:
        """The shop's listings that have one of these SKUs."""
        with self._book.lock:
            return [
                item
                for item in self._book.shop(shop_id).items.values()
                if item.status is not ListingStatus.DELETED
                and ({item.sku} | {model.sku for model in item.models.values()}) & set(skus)
            ]

    def settle(self) -> None:
        """End the audits that are due."""
        with self._book.lock:
            for shop in self._book.shops.values():
                for item in shop.items.values():
                    if item.audit is not None and item.audit.ends_at <= self._now():
                        item.status, item.audit = item.audit.then, None

    def new_item_id(self) -> str:
        """An id that no listing has."""
        self._last_item += 1_000
        return str(self._last_item)

    def _item(self, shop_id: str, item_id: str) -> Item:
        item = self._book.shop(shop_id).items.get(item_id)
        if item is None or item.status is ListingStatus.DELETED:
            raise BookError("unknown_listing")
        return item

    def _put_models(self, shop_id: str, item: Item, models: Sequence[DraftModel]) -> None:
        for number, row in enumerate(models, start=1):
            model_id = f"{item.item_id}{number}" if item.has_model else self._book.main_model(item.item_id)
            name = self._option_name(row.options)
            model = Model(item.item_id, model_id, row.price, row.stock, name, row.sku, row.barcode)
            item.models[model_id] = model
            for aspect in Aspect:
                self._book.show(shop_id, model, aspect, "publish")

    def _look_over(self, item: Item, then: ListingStatus) -> None:
        if self._audit_seconds and then is ListingStatus.LIVE:
            item.status, item.audit = (
                ListingStatus.BLOCKED,
                Audit(self._now() + self._audit_seconds, then),
            )
        else:
            item.status = then

    def _told(self, what: str, shop_id: str, item: Item) -> None:
        self._journal.add("listing", shop_id=shop_id, item_id=item.item_id, what=what, status=item.status)
