"""Attributes, product types and categories: the whole server's, so they are added to and never taken from."""

from __future__ import annotations

from collections.abc import Mapping

from storefront_sync.saleor.setup import present, wire
from storefront_sync.saleor.setup.blueprint import (
    AttributePart,
    CategoryPart,
    ProductTypePart,
)
from storefront_sync.saleor.setup.outcome import Outcome, differences
from storefront_sync.saleor.setup.present import TypeFound
from storefront_sync.saleor.setup.server import make
from storefront_sync.saleor.setup.work import PRODUCT_TYPE_KEY, Work

MAY_BE_CHOSEN_BY = ("DROPDOWN", "BOOLEAN", "SWATCH", "NUMERIC")
"""Saleor lets shoppers choose a variant by these only."""


def attributes(work: Work) -> dict[str, str]:
    """The ids of the blueprint's attributes by slug."""
    found = present.attributes(work.transport) if work.blueprint.attributes else {}
    return {part.slug: _attribute(work, part, found.get(part.slug)) for part in work.blueprint.attributes}


def _attribute(work: Work, part: AttributePart, found: tuple[str, AttributePart] | None) -> str:
    if found is None:
        given: dict[str, object] = {
            "name": part.name,
            "slug": part.slug,
            "type": "PRODUCT_TYPE",
            "inputType": part.input,
        }
        if part.values:
            given["values"] = [{"name": value} for value in part.values]
        made = make(work.transport, "CreateAttribute", input=given)
        work.note("attribute", part.name, Outcome.MADE)
        return made
    attribute_id, there = found
    unequal = differences(("name", part.name, there.name), ("input", part.input, there.input))
    if part.input != there.input:
        # Its kind can't be changed any more: what was written under it would be lost.
        work.note("attribute", part.name, Outcome.DIFFERS, unequal)
        return attribute_id
    missing = [value for value in part.values if value not in there.values]
    if missing:
        values = [{"name": value} for value in missing]
        make(work.transport, "ChangeAttribute", id=attribute_id, input={"addValues": values})
    if work.judge("attribute", part.name, unequal, completed=bool(missing)):
        make(work.transport, "ChangeAttribute", id=attribute_id, input={"name": part.name})
    return attribute_id


def product_types(work: Work, attribute_ids: Mapping[str, str]) -> None:
    """The blueprint's product types."""
    found = present.product_types(work.transport) if work.blueprint.product_types else {}
    for part in work.blueprint.product_types:
        _product_type(work, part, found.get(part.slug), attribute_ids)


def _product_type(work: Work, part: ProductTypePart, found: TypeFound | None, ids: Mapping[str, str]) -> None:
    if found is None:
        made = make(
            work.transport,
            "CreateProductType",
            input={
                "name": part.name,
                "slug": part.slug,
                "kind": "NORMAL",
                "isShippingRequired": part.shipped,
                "productAttributes": [ids[slug] for slug in part.product_attributes],
                "variantAttributes": [ids[slug] for slug in part.variant_attributes],
            },
        )
        _choose_by(work, made, part.chosen_by, ids)
        work.note("product_type", part.name, Outcome.MADE)
        return
    operations: list[dict[str, object]] = [
        {"id": ids[slug], "type": "PRODUCT"}
        for slug in part.product_attributes
        if slug not in found.product_attributes
    ]
    operations += [
        {"id": ids[slug], "type": "VARIANT", "variantSelection": slug in part.chosen_by}
        for slug in part.variant_attributes
        if slug not in found.variant_attributes
    ]
    if operations:
        make(work.transport, "AssignAttributes", type=found.id, operations=operations)
    there = [slug for slug in part.chosen_by if slug in found.variant_attributes]
    unchosen = [slug for slug in there if slug not in found.chosen_by]
    if unchosen and work.fresh:
        _choose_by(work, found.id, tuple(unchosen), ids)
    unequal = differences(("name", part.name, found.name), ("shipped", part.shipped, found.shipped))
    if unchosen and not work.fresh:
        unequal += differences(
            ("chosen_by", tuple(there), tuple(slug for slug in there if slug not in unchosen))
        )
    completed = bool(operations) or (bool(unchosen) and work.fresh)
    if work.judge("product_type", part.name, unequal, completed=completed):
        given = {"name": part.name, "isShippingRequired": part.shipped}
        make(work.transport, "ChangeProductType", id=found.id, input=given)
        _choose_by(work, found.id, tuple(unchosen), ids)


def _choose_by(work: Work, type_id: str, slugs: tuple[str, ...], ids: Mapping[str, str]) -> None:
    inputs = {part.slug: part.input for part in work.blueprint.attributes}
    chosen = [slug for slug in slugs if inputs[slug] in MAY_BE_CHOSEN_BY]
    if chosen:
        operations = [{"id": ids[slug], "variantSelection": True} for slug in chosen]
        make(work.transport, "ChooseByAttributes", type=type_id, operations=operations)


def categories(work: Work) -> None:
    """The blueprint's tree of categories."""
    found = present.categories(work.transport) if work.blueprint.categories else {}
    for part in work.blueprint.categories:
        _category(work, part, found, None)


def _category(
    work: Work, part: CategoryPart, found: Mapping[str, wire.Category], parent: wire.NamedSlug | None
) -> None:
    metadata = [{"key": PRODUCT_TYPE_KEY, "value": part.product_type}] if part.product_type else []
    there = found.get(part.slug)
    if there is None:
        given = {"name": part.name, "slug": part.slug, "metadata": metadata}
        key = make(
            work.transport, "CreateCategory", input=given, parent=parent.id if parent is not None else None
        )
        work.note("category", part.name, Outcome.MADE)
    else:
        key = there.id
        complete = bool(metadata) and there.product_type is None
        if complete:
            make(work.transport, "ChangeCategory", id=key, input={"metadata": metadata})
        above = parent.slug if parent is not None else ""
        moved = differences(("parent", above, there.parent.slug if there.parent else ""))
        unequal = differences(
            ("name", part.name, there.name),
            ("product_type", part.product_type, part.product_type if complete else there.product_type),
        )
        if moved:
            # Saleor has no way to move a category.
            work.note("category", part.name, Outcome.DIFFERS, unequal + moved)
        elif work.judge("category", part.name, unequal, completed=complete):
            given = {"name": part.name, "metadata": metadata}
            make(work.transport, "ChangeCategory", id=key, input=given)
    for child in part.children:
        _category(work, child, found, wire.NamedSlug(id=key, slug=part.slug))
