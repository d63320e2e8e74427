"""Publishing: a marketplace's categories in, listings out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from connectors.base.category import Category, CategoryId, CategoryRules, Courier
from connectors.base.draft import Draft, ImageId, Published
from connectors.base.types import ItemId, ItemOutcome, ListingView


class Catalogue(Protocol):
    """The part of a connector that makes listings. Every method raises only `ConnectorError`s; none sleeps.

    The caller has checked a draft by `readiness.missing` before it is sent.
    """

    def categories(self) -> tuple[Category, ...]:
        """The whole tree, in Indonesian where the marketplace speaks it. Changes rarely: keep it."""

    def rules(self, category_id: CategoryId) -> CategoryRules:
        """What a listing in this leaf must be like. Raises Rejected where there is no such leaf."""

    def couriers(self) -> tuple[Courier, ...]:
        """The shop's couriers; empty where a listing doesn't choose any."""

    def upload_image(self, content: bytes, name: str) -> ImageId:
        """Hand over one picture (JPEG or PNG; `name` without a path). May be repeated: it leaves an unused
        picture at worst."""

    def publish(self, draft: Draft, key: str) -> Published:
        """Make a listing; hidden from buyers until `finish` where it takes several steps.

        `key` is unique for this publication (≤ 64 characters of A-Z a-z 0-9 - and _) and stays the same when
        it is tried again: marketplaces that know such a key make one listing of two tries. After an
        OutcomeUnknown, ask `find` before trying again.
        """

    def finish(self, item_id: ItemId, draft: Draft) -> Published:
        """The next step of a publication. Repeating a step that was done is success."""

    def find(self, skus: Sequence[str]) -> tuple[ListingView, ...]:
        """Listings, hidden ones too, whose SKU is one of these (≤ 10). Of other shops: never."""

    def update(self, item_id: ItemId, draft: Draft) -> None:
        """Set title, description, category, attributes, pictures, weight, size, couriers and pre-order days.
        Stock, prices and the set of variants stay as they are."""

    def show(self, item_ids: Sequence[ItemId], visible: bool) -> tuple[ItemOutcome, ...]:
        """Show listings to buyers or hide them, on every shop front of the shop; ≤ 20, one outcome each."""
