"""Staff look at what came back. Only what they find good goes into stock again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from mappings.words import ReturnState
from storefront_sync.catalog.models import Component, Listing, Variant
from storefront_sync.core.errors import StorefrontError
from storefront_sync.returns.intake import subject
from storefront_sync.returns.models import Inspection, InspectionLine, Restock, Return
from storefront_sync.returns.overdue import OVERDUE
from storefront_sync.returns.pieces import Looked, all_looked_at, came_back, looked_at, ordered
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.problems import close_problem

_NOT_HERE = (ReturnState.ASKED.value, ReturnState.CLOSED.value)
"""Nothing was agreed on, or it came to nothing: such goods aren't ours to put back."""
MOST_PIECES = 1_000_000


class InspectionRefused(StorefrontError):
    """What staff say can't be so; nothing was stored. Its key says why."""


@dataclass(frozen=True)
class Inspected:
    """What an inspection came to: its row, and the pieces that go back into stock by variant (row id), below
    zero where they are taken off again."""

    inspection: Inspection
    into_stock: Mapping[int, int] = field(default_factory=dict)


def inspect(
    cooperative: Cooperative,
    returned_id: int,
    found: Mapping[str, Looked],
    by: str,
    now: datetime,
    *,
    warehouse_id: str = "",
    seen: int | None = None,
) -> Inspected:
    """Keep what staff found, by line key, and have the good pieces go back into stock.

    It may be done in parts, never twice for the same piece: the pieces of all inspections together are no
    more than came back. Numbers below zero correct an earlier one. `seen` is how many inspections there were
    when whoever asks looked; another one since refuses this. Raises InspectionRefused.
    """
    with transaction.atomic():
        returned = _locked(cooperative, returned_id)
        given = {key: looked for key, looked in sorted(found.items()) if looked != Looked()}
        if not given:
            raise InspectionRefused("return.nothing_found")
        if seen is not None and seen != returned.inspections.count():
            raise InspectionRefused("return.looked_at_meanwhile")
        _check_place(cooperative, warehouse_id)
        _check_pieces(returned, given)
        parts = {key: _parts(returned, key) for key, looked in given.items() if looked.good}
        inspection = Inspection.objects.create(
            cooperative=cooperative, returned=returned, at=now, by=by, warehouse_id=warehouse_id
        )
        InspectionLine.objects.bulk_create(
            InspectionLine(
                inspection=inspection,
                line_key=key,
                good=looked.good,
                damaged=looked.damaged,
                lost=looked.lost,
                parts=parts.get(key, []),
            )
            for key, looked in given.items()
        )
        into_stock = _units(given, parts)
        Restock.objects.bulk_create(
            Restock(
                cooperative=cooperative, inspection=inspection, variant_id=variant, pieces=units, owed=units
            )
            for variant, units in into_stock.items()
        )
        _close(returned, now)
    return Inspected(inspection, into_stock)


def _locked(cooperative: Cooperative, returned_id: int) -> Return:
    """The return, with all others of its order locked too: their pieces are of the same lines."""
    own = Return.objects.filter(cooperative=cooperative, pk=returned_id).first()
    if own is None:
        raise InspectionRefused("return.unknown")
    alike = Return.objects.filter(cooperative=cooperative, shop=own.shop_id)
    alike = alike.filter(external_order_id=own.external_order_id).order_by("pk").select_for_update()
    returned = next((row for row in alike if row.pk == returned_id), None)
    if returned is None:
        raise InspectionRefused("return.unknown")
    if not returned.goods_back:
        raise InspectionRefused("return.no_goods")
    if returned.state in _NOT_HERE:
        raise InspectionRefused("return.not_on_its_way")
    return returned


def _check_place(cooperative: Cooperative, warehouse_id: str) -> None:
    if warehouse_id and not cooperative.warehouses.filter(warehouse_id=warehouse_id).exists():
        raise InspectionRefused("return.unknown_warehouse")


def _check_pieces(returned: Return, given: Mapping[str, Looked]) -> None:
    expected, in_order = came_back(returned), ordered(returned)
    if not expected:
        raise InspectionRefused("return.order_unknown")
    here = looked_at([returned.pk])
    others = Return.objects.filter(shop=returned.shop_id, external_order_id=returned.external_order_id)
    everywhere = looked_at(list(others.values_list("pk", flat=True)))
    for key, looked in given.items():
        if key not in expected:
            raise InspectionRefused("return.unknown_line", key)
        if max(abs(looked.good), abs(looked.damaged), abs(looked.lost)) > MOST_PIECES:
            raise InspectionRefused("return.too_many_pieces", key)
        after = here.get(key, Looked()).plus(looked)
        if min(after.good, after.damaged, after.lost) < 0:
            raise InspectionRefused("return.below_zero", key)
        of_order = everywhere.get(key, Looked()).plus(looked)
        if after.pieces > expected[key] or of_order.pieces > in_order.get(key, expected[key]):
            raise InspectionRefused("return.too_many_pieces", key)


def _parts(returned: Return, line_key: str) -> list[list[int]]:
    """What a piece of the line is made of: as it was found before, else as its listing is linked now."""
    before = InspectionLine.objects.filter(inspection__returned=returned, line_key=line_key)
    earlier = before.exclude(parts=[]).order_by("pk").first()
    if earlier is not None:
        return list(earlier.parts)
    if returned.order is None:
        raise InspectionRefused("return.order_unknown")
    line = returned.order.lines.filter(line_key=line_key).first()
    if line is None:
        raise InspectionRefused("return.unknown_line", line_key)
    linked = Component.objects.filter(
        listing__shop=returned.shop_id,
        listing__item_id=line.item_id,
        listing__model_id=line.model_id,
        listing__link=Listing.Link.LINKED,
    )
    parts = [[part.variant_id, part.units] for part in linked.order_by("variant_id")]
    if not parts:
        raise InspectionRefused("return.not_linked", line_key)
    return parts


def _units(given: Mapping[str, Looked], parts: Mapping[str, Sequence[Sequence[int]]]) -> dict[int, int]:
    """Variant (row id) → pieces into stock, for goods whose stock is counted at all."""
    units: dict[int, int] = {}
    for key, of_one in parts.items():
        for variant, each in of_one:
            units[variant] = units.get(variant, 0) + each * given[key].good
    counted = Variant.objects.filter(pk__in=units, track_inventory=True).order_by("pk")
    return {pk: units[pk] for pk in counted.values_list("pk", flat=True) if units[pk]}


def _close(returned: Return, now: datetime) -> None:
    done = all_looked_at(returned)
    returned.inspected_at = (returned.inspected_at or now) if done else None
    returned.save(update_fields=["inspected_at"])
    if done:
        close_problem(returned.cooperative_id, OVERDUE, subject(returned), shop_id=returned.shop_id, now=now)
