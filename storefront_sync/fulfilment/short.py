"""What can be done for an order that stock doesn't cover, and what each costs, the cheapest first.

Shares, buffers and last units only bear on what buyers are shown: Saleor gives an order whatever lies in
the cooperative's warehouses. So there is nothing to be taken from another channel, but from another *order*,
whose buyer wants to give it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q, Sum

from connectors.base.aftersale import CancelOption
from mappings.words import CancelReason, OrderState
from storefront_sync.catalog.models import Component, Variant, VariantStock
from storefront_sync.ledger.models import Hold
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.tenants.models import CooperativeWarehouse

MOST_OTHERS = 5
DEAREST_LAST = (
    CancelReason.BUYER_ASKED,
    CancelReason.NO_CASH_ON_DELIVERY,
    CancelReason.NO_DELIVERY_THERE,
    CancelReason.OTHER,
    CancelReason.OUT_OF_STOCK,
    CancelReason.WRONG_PRICE,
)
"""Reasons by what they cost a seller: what the buyer wants or causes is no fault of the shop's; lack of stock
and a wrong price are (no fact sheet gives points; each marketplace's rules for sellers do, and change)."""


@dataclass(frozen=True)
class Lacking:
    """Goods of which pieces are missing: `missing` for this order alone, `ahead` for older orders that wait
    for the same and get them first. `line_keys` are the order's lines with them."""

    goods: str
    sku: str
    missing: int
    ahead: int
    line_keys: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """Something that can be done: text keys of what and of what it costs, what fills them in, the lines to
    cancel (none = all, or nothing to cancel), and the command's words where there is a command."""

    key: str
    cost: str
    values: Mapping[str, object] = field(default_factory=dict)
    command: str = ""
    line_keys: tuple[str, ...] = ()


def choices(
    order: Order, offered: Sequence[CancelOption], *, partial: bool
) -> tuple[tuple[Lacking, ...], tuple[Way, ...]]:
    """What an order lacks, and what can be done; arguments as of `ways`."""
    lacks = lacking(order)
    return lacks, ways(order, lacks, offered, partial=partial)


def in_words(values: Mapping[str, object], say: Callable[[str], str]) -> dict[str, object]:
    """What fills in a way's sentence, the reason in words; `say` gives the sentence of a key."""
    if "reason" not in values:
        return dict(values)
    return {**values, "reason": say(f"cli.orders.reason.{values['reason']}")}


def lacking(order: Order) -> tuple[Lacking, ...]:
    """What is missing, by what Saleor was last read to have."""
    held = Hold.objects.filter(order_id=order.pk, cooperative_id=order.cooperative_id, by_write=False)
    units: dict[int, int] = {}
    lines: dict[int, list[str]] = {}
    for row in held.order_by("pk"):
        units[row.variant_id] = units.get(row.variant_id, 0) + row.units
        lines.setdefault(row.variant_id, []).append(row.line_key)
    free = _free(order.cooperative_id, units)
    found = []
    for variant in Variant.objects.filter(pk__in=units, track_inventory=True).order_by("pk"):
        missing = units[variant.pk] - max(0, free.get(variant.pk, 0))
        if missing > 0:
            goods = " · ".join(part for part in (variant.product_name, variant.options) if part)
            ahead = _ahead(order, variant.pk)
            found.append(Lacking(goods, variant.sku, missing, ahead, tuple(lines[variant.pk])))
    return tuple(found)


def ways(
    order: Order, lacks: Sequence[Lacking], options: Sequence[CancelOption], *, partial: bool
) -> tuple[Way, ...]:
    """What can be done, the cheapest first. `options` are the reasons that the marketplace offers now;
    `partial`: whether it cancels parts of an order."""
    found = [_wait(order, lacks), *_given_back(order, lacks)]
    ranked = sorted(options, key=lambda one: (one.zeroes_stock, DEAREST_LAST.index(one.reason)))
    for option in ranked:
        short_lines = sorted({key for row in lacks for key in row.line_keys})
        some = 0 < len(short_lines) < order.lines.count()
        if partial and some and option.reason is CancelReason.OUT_OF_STOCK:
            found.append(_cancel(order, option, short_lines))
        found.append(_cancel(order, option, ()))
    return tuple(found)


def _wait(order: Order, lacks: Sequence[Lacking]) -> Way:
    if not lacks:
        return Way("short.enough_now", "short.costs_nothing")
    return Way("short.wait", "short.costs_time" if order.ship_by else "short.costs_waiting")


def _given_back(order: Order, lacks: Sequence[Lacking]) -> list[Way]:
    """Other buyers who want to cancel and whose goods are the ones that are missing."""
    skus = {row.sku for row in lacks}
    others = (
        Order.objects.filter(
            cooperative_id=order.cooperative_id,
            state=OrderState.CANCEL_REQUESTED.value,
            phase__in=(Phase.PLACED.value, Phase.IMPORTED.value),
            lines__listing__components__variant__sku__in=skus,
        )
        .exclude(pk=order.pk)
        .order_by("remote_created_at", "pk")
        .distinct()
    )
    return [
        Way(
            "short.given_back",
            "short.costs_nothing",
            {"other": other.external_id, "pieces": _pieces(other, skus)},
            f"orders answer {other.external_id} --accept",
        )
        for other in others[:MOST_OTHERS]
    ]


def _cancel(order: Order, option: CancelOption, line_keys: Sequence[str]) -> Way:
    words = ["orders", "cancel", order.external_id, "--reason", option.remote]
    for key in line_keys:
        words += ["--line", key]
    return Way(
        "short.cancel_part" if line_keys else "short.cancel",
        f"short.costs_{'listing' if option.zeroes_stock else option.reason.value}",
        {"reason": option.reason.value, "remote": option.remote, "lines": len(line_keys)},
        " ".join(f'"{word}"' if " " in word else word for word in words),
        tuple(line_keys),
    )


def _free(cooperative_id: int, variants: Mapping[int, int]) -> dict[int, int]:
    """Pieces that Saleor could still give away, by variant."""
    warehouses = CooperativeWarehouse.objects.filter(cooperative_id=cooperative_id)
    rows = VariantStock.objects.filter(
        variant__in=variants, warehouse_id__in=warehouses.values("warehouse_id")
    )
    left = Sum(F("quantity") - F("allocated") - F("reserved"))
    return dict(rows.values_list("variant_id").annotate(left=left))


def _ahead(order: Order, variant_id: int) -> int:
    """Pieces that older orders wait for."""
    older = Q(remote_created_at__lt=order.remote_created_at) | Q(
        remote_created_at=order.remote_created_at, pk__lt=order.pk
    )
    orders = Order.objects.filter(older, cooperative_id=order.cooperative_id, phase=Phase.SHORT.value)
    holds = Hold.objects.filter(variant_id=variant_id, order_id__in=orders.values("pk"), by_write=False)
    return holds.aggregate(units=Sum("units"))["units"] or 0


def _pieces(order: Order, skus: set[str]) -> int:
    parts = Component.objects.filter(listing__orderline__order=order, variant__sku__in=skus)
    return parts.aggregate(pieces=Sum(F("units") * F("listing__orderline__quantity")))["pieces"] or 0
