"""One publication, step by step. What a step is about to do is written before it is done, and each may be
repeated: whoever comes after a crash goes on from the row.

    prepare ─▶ send ─▶ finish ─▶ link ─▶ done      a new listing
    prepare ─▶ send ─▶ done                        newer words for one that is there; showing, hiding
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.base.catalogue import Catalogue
from connectors.base.draft import Published
from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected
from connectors.base.readiness import Missing
from connectors.base.types import Applied, ItemId, ListingView
from mappings.words import ListingStatus
from storefront_sync.catalog.models import Listing
from storefront_sync.ledger.leases import Held
from storefront_sync.publishing import rows, stored
from storefront_sync.publishing.check import Checked, Reach, already_listed, check
from storefront_sync.publishing.link import link_models, take_over
from storefront_sync.publishing.models import KeptListing, Publication
from storefront_sync.publishing.rows import Kind, Step
from storefront_sync.saleor.pictures import Picture

FOUND_AT_ONCE = 10
"""Most SKUs of one `Catalogue.find`."""
FOUND_AFTER = timedelta(minutes=1)
"""How long a marketplace may take until a new listing is found by its SKU."""
MOST_FINISHES = 20
"""Further steps of one publication before somebody should look."""


@dataclass(frozen=True)
class Work:
    """One row with all that its steps need. `longest_call`: after this a call that was given up can't land
    any more. `fetch` brings a picture of the store."""

    row: Publication
    reach: Reach
    catalogue: Catalogue
    fetch: Callable[[str], Picture]
    held: Held
    longest_call: timedelta

    def now(self) -> datetime:
        """The time."""
        return self.reach.now()

    def save(self, **fields: object) -> None:
        """Write fields under the lease, and hold that long enough for one more call. Raises LeaseLost."""
        rows.save(self.row, self.held, 2 * self.longest_call, self.now(), **fields)

    def goes_on(self, **fields: object) -> None:
        """A step went well."""
        self.save(**{**rows.went_on(self.row, self.now()), **fields})

    def stop(self, key: str, **detail: str) -> None:
        """Staff have to look."""
        self.save(**rows.stop(self.row, key, detail, self.now()))


def step(work: Work) -> None:
    """Do what comes next and write down how far it came. Raises ConnectorError where it failed and nothing
    else is known, StorefrontError where the product is none any more, LeaseLost."""
    match work.row.step:
        case Step.PREPARE:
            _prepare(work)
        case Step.SEND if work.row.kind == Kind.PUBLISH:
            _publish(work)
        case Step.SEND if work.row.kind == Kind.UPDATE:
            _update(work)
        case Step.SEND:
            _show(work)
        case Step.FINISH:
            _finish(work)
        case _:
            _link(work)


def _prepare(work: Work) -> None:
    """Look at the product again, hand over pictures that the marketplace doesn't have, keep the draft."""
    row = work.row
    checked = check(row.shop, row.product_id, work.reach)
    if row.kind == Kind.PUBLISH and _there_already(work, checked):
        return
    lacks = _hindering(checked.lacks, row.kind)
    if lacks:
        work.stop("publish.lacking", count=str(len(lacks)), first=lacks[0].key, **lacks[0].values)
        return
    pictures = {picture.id: picture.url for picture in checked.product.pictures}
    for picture in checked.pictures:
        if picture not in row.images:
            found = work.fetch(pictures[picture])
            work.save()
            image = work.catalogue.upload_image(found.content, found.name)
            work.goes_on(images={**row.images, picture: image})
    again = check(row.shop, row.product_id, work.reach, row.images)
    if again.pictures != checked.pictures or _hindering(again.lacks, row.kind):
        return  # it was changed meanwhile: once more from the beginning
    work.goes_on(
        step=Step.SEND,
        draft=stored.draft_json(again.made.draft),
        variants=list(again.made.variants),
        digest=stored.digest(again.made.draft, again.pictures),
    )


def _hindering(lacks: Sequence[Missing], kind: str) -> list[Missing]:
    """What stands in the way: stock, prices and variants of a listing that is there are set elsewhere."""
    elsewhere = ("model", "tiers", "product") if kind == Kind.UPDATE else ()
    return [row for row in lacks if not row.where.startswith(elsewhere)] if elsewhere else list(lacks)


def _there_already(work: Work, checked: Checked) -> bool:
    """Whether the shop has these goods, so that nothing may be made; told and offered for linking, or gone
    on with where it is our own of a try whose answer was lost."""
    row = work.row
    skus = [model.sku for model in checked.made.draft.models if model.sku]
    if row.sent_at is not None:
        items = _items_of(work, skus)
        if items:
            _adopt(work, items)
        return bool(items)
    found = _find(work, skus)
    if found:
        take_over(row.shop, found, work.now)
    known = already_listed(row.shop, checked)
    if known:
        work.stop("publish.listed_already", **known[0].values)
    return bool(known)


def _items_of(work: Work, skus: Sequence[str]) -> list[str]:
    """Items of the shop with these SKUs, by the marketplace's search and by what was read there."""
    read = Listing.objects.filter(shop=work.row.shop, sku__in=skus, gone_at=None)
    return sorted({view.item_id for view in _find(work, skus)} | set(read.values_list("item_id", flat=True)))


def _find(work: Work, skus: Sequence[str]) -> list[ListingView]:
    found: list[ListingView] = []
    for start in range(0, len(skus), FOUND_AT_ONCE):
        work.save()
        found += work.catalogue.find(skus[start : start + FOUND_AT_ONCE])
    return found


def _publish(work: Work) -> None:
    """Send the draft. After a try without an answer the marketplace is searched first, and it isn't sent
    again before that try can't land any more."""
    row = work.row
    draft = stored.draft(row.draft)
    before = row.sent_at
    if before is not None:
        items = _items_of(work, [model.sku for model in draft.models])
        if items:
            _adopt(work, items)
            return
        landed_by = before + work.longest_call + FOUND_AFTER
        if work.now() < landed_by:
            work.save(not_before=landed_by)
            return
    work.save(sent_at=work.now())
    try:
        published = work.catalogue.publish(draft, row.key)
    except OutcomeUnknown:
        raise
    except ConnectorError:
        # Of this try nothing was applied; an earlier one stays as uncertain as it was.
        work.save(sent_at=before, **({} if before is not None else {"step": Step.PREPARE}))
        raise
    _made(work, published)


def _adopt(work: Work, items: Sequence[str]) -> None:
    """What was found is our own, since nothing was before: a try whose answer was lost took effect.

    Whether there are further steps isn't known; one that was done may be repeated.
    """
    if len(items) > 1:
        work.stop("publish.found_twice", items=", ".join(items[:5]))
        return
    sent_at = work.row.sent_at or work.now()
    work.goes_on(item_id=items[0], step=Step.FINISH, not_before=sent_at + work.longest_call)


def _made(work: Work, published: Published) -> None:
    work.goes_on(
        item_id=published.item_id,
        model_ids=list(published.models),
        step=Step.LINK if published.finish_at is None else Step.FINISH,
        not_before=published.finish_at,
    )


def _finish(work: Work) -> None:
    row = work.row
    if row.finishes >= MOST_FINISHES:
        work.stop("publish.never_finished", item=row.item_id)
        return
    work.save(finishes=row.finishes + 1)
    _made(work, work.catalogue.finish(ItemId(row.item_id), stored.draft(row.draft)))


def _link(work: Work) -> None:
    """Read the listing back, link its models to the variants, and keep its words as the product's from now
    on."""
    row = work.row
    began = work.now()
    work.save()
    views = work.reach.connector.read_listings([ItemId(row.item_id)])
    if not views:
        work.save(**rows.pause(row, "publish.not_shown_yet", None, work.now()))
        return
    take_over(row.shop, views, work.now, began)
    link_models(row, views, work.now())
    KeptListing.objects.update_or_create(
        shop=row.shop,
        product_id=row.product_id,
        defaults={
            "item_id": row.item_id,
            "product_name": row.product_name,
            "digest": row.digest,
            "images": row.images,
            "hidden_by_us": False,
            "next_at": work.now(),
        },
    )
    work.save(**rows.close(row, work.now()))


def _update(work: Work) -> None:
    row = work.row
    work.save()
    work.catalogue.update(ItemId(row.item_id), stored.draft(row.draft))
    KeptListing.objects.filter(shop=row.shop, item_id=row.item_id).update(
        digest=row.digest, images=row.images, product_name=row.product_name
    )
    work.save(**rows.close(row, work.now()))


def _show(work: Work) -> None:
    row = work.row
    visible = row.kind == Kind.SHOW
    work.save()
    outcomes = work.catalogue.show([ItemId(row.item_id)], visible)
    outcome = next((one for one in outcomes if one.item_id == row.item_id), None)
    if outcome is None or outcome.applied is Applied.UNKNOWN:
        raise OutcomeUnknown("connection.no_outcome")
    if outcome.applied is Applied.NO:
        raise outcome.error or Rejected("connection.no_outcome")
    KeptListing.objects.filter(shop=row.shop, item_id=row.item_id).update(hidden_by_us=not visible)
    status = ListingStatus.LIVE if visible else ListingStatus.HIDDEN
    Listing.objects.filter(shop=row.shop, item_id=row.item_id, gone_at=None).update(status=status.value)
    work.save(**rows.close(row, work.now()))
