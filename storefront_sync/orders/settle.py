"""Carries out an order's plan in Saleor, one restartable step at a time, under a lease of the order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from mappings.words import Aspect, OrderState, ParcelState
from storefront_sync.catalog.models import Listing
from storefront_sync.ledger import marks
from storefront_sync.ledger.leases import lease
from storefront_sync.orders import cancelling, saleor_order, sending, trimming
from storefront_sync.orders.cancelling import NotCancelled
from storefront_sync.orders.intake import GOODS_HAVE_LEFT, hold_lines
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.orders.plan import Effect, plan
from storefront_sync.orders.sending import UnpaidNotSent
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import (
    UNREACHABLE,
    MutationRefused,
    SaleorError,
    ShortOfStock,
)
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.problems import close_all, open_problem

MOST_ORDERS = 20
CANCELLED_AWAY = "order.cancelled_on_the_way"
LEFT_UNSEEN = "order.left_unseen"
PARCEL_STOPPED = "order.parcel_stopped"
FOR_PEOPLE = ("order.cancelled_in_saleor", "order.lines_changed")
"""Differences that no step of ours ends."""
SHORT_AGAIN_AFTER = timedelta(seconds=30)
"""Abandoned carts look like short stock until their reservation lapses; a rise of the stock wakes it
earlier. Doubled each time, so that many short orders leave room for others."""
SHORT_AGAIN_AT_MOST = timedelta(minutes=5)


@dataclass(frozen=True)
class Pace:
    """The settings of settling."""

    lease_seconds: float
    longest: timedelta = timedelta(seconds=2)


@dataclass
class Settled:
    """What a stretch did. `shops` have new marks; `more` = it stopped for its two seconds, not for want of
    work."""

    orders: int
    shops: set[int]
    more: bool


def settle_orders(
    cooperative: Cooperative, client: SaleorClient, pace: Pace, now: Callable[[], datetime]
) -> Settled:
    """Settle the cooperative's orders that have something to do, the oldest first, for two seconds.

    A failure of Saleor pauses that order; an unreachable Saleor ends the stretch. Raises nothing of Saleor's.
    """
    began = now()
    done = Settled(0, set(), more=False)
    due = (
        Order.objects.filter(cooperative=cooperative)
        .exclude(settled=F("wanted"))
        .exclude(not_before__gt=began)
        .order_by("remote_created_at", "id")
        .values_list("id", flat=True)[:MOST_ORDERS]
    )
    for order_id in list(due):
        with lease(f"order:{order_id}", now, pace.lease_seconds) as held:
            if held is None:
                continue
            reachable, shops = _settle_one(Order.objects.get(pk=order_id), client, now)
        done.orders += 1
        done.shops |= shops
        if not reachable:
            return done
        if now() - began >= pace.longest:
            done.more = True
            return done
    done.more = done.orders == MOST_ORDERS
    return done


def _settle_one(order: Order, client: SaleorClient, now: Callable[[], datetime]) -> tuple[bool, set[int]]:
    """Returns whether Saleor was reachable, and the shops that got marks."""
    wanted = order.wanted
    shops = _hold_what_was_linked(order, now())
    state = OrderState(order.state)
    effects = plan(
        Phase(order.phase),
        state,
        lines_linked=_all_linked(order),
        left=order.left_at is not None,
        early=order.early_at is not None,
    )
    try:
        for effect in effects:
            shops |= _carry_out(effect, order, client, now)
    except ShortOfStock as error:
        _short(order, error, now())
        return True, shops
    except NotCancelled as error:
        _tell(order, error.key, {"why": error.technical}, now())
        Order.objects.filter(pk=order.pk).update(settled=wanted, attempts=0, not_before=None)
        return True, shops
    except (MutationRefused, UnpaidNotSent) as error:
        _pause(order, error, now(), told=True)
        return True, shops
    except SaleorError as error:
        _pause(order, error, now(), told=order.attempts >= 3)
        return not isinstance(error, UNREACHABLE), shops
    Order.objects.filter(pk=order.pk).update(settled=wanted, attempts=0, not_before=None)
    standing = (*_standing(effects, state), *_tell_what_left(order, now()))
    close_all(order.cooperative_id, f"order:{order.pk}", shop_id=order.shop_id, but=standing, now=now())
    return True, shops


def _standing(effects: tuple[Effect, ...], state: OrderState) -> tuple[str, ...]:
    """Problems that stay open though the steps were carried out."""
    if {Effect.DROP, Effect.DELETE_DRAFT, Effect.CANCEL} & set(effects):
        return ()
    waiting = ("order.waiting_link",) if Effect.WAIT_FOR_LINK in effects else ()
    address = () if state in GOODS_HAVE_LEFT else ("order.address_refused",)
    return (*FOR_PEOPLE, *address, *waiting)


def _tell_what_left(order: Order, now: datetime) -> tuple[str, ...]:
    """Goods that had left aren't back because an order or a parcel is cancelled. Where we took the order for
    one that hadn't left, or never knew it, Saleor's stock counts them. Returns what was told."""
    stopped = (ParcelState.CANCELLED.value, ParcelState.LOST.value)
    if order.state == OrderState.CANCELLED.value and order.left_at is not None:
        unknown = order.phase in (Phase.CANCELLED.value, Phase.NEVER.value)
        key = LEFT_UNSEEN if unknown else CANCELLED_AWAY
    elif order.parcels.filter(state__in=stopped).exclude(left_at=None).exists():
        key = PARCEL_STOPPED
    else:
        return ()
    _tell(order, key, {}, now)
    return (key,)


def _tell(order: Order, key: str, detail: Mapping[str, object], now: datetime) -> None:
    open_problem(
        order.cooperative_id,
        key,
        f"order:{order.pk}",
        {"order": order.external_id, **detail},
        shop_id=order.shop_id,
        now=now,
    )


def _carry_out(effect: Effect, order: Order, client: SaleorClient, now: Callable[[], datetime]) -> set[int]:
    if effect is Effect.IMPORT:
        return saleor_order.place(order, client, now)
    if effect is Effect.DELETE_DRAFT:
        return cancelling.delete_draft(order, client, now)
    if effect is Effect.CANCEL:
        return cancelling.cancel(order, client, now)
    if effect is Effect.TRIM:
        return trimming.trim(order, client, now)
    if effect is Effect.SEND:
        return sending.send(order, client, now)
    if effect is Effect.DROP:
        if order.wanted - order.settled > 1:  # an attempt that died may have made the draft
            return cancelling.delete_draft(order, client, now)
        return cancelling.freed(order, now())
    if effect is Effect.WAIT_FOR_LINK:
        _set_phase(order, Phase.WAITING_LINK)
        _tell(order, "order.waiting_link", {}, now())
    return set()


def _set_phase(order: Order, phase: Phase) -> None:
    order.phase = phase.value
    order.save(update_fields=["phase"])


def _all_linked(order: Order) -> bool:
    return not order.lines.exclude(listing__link=Listing.Link.LINKED).exists()


def _hold_what_was_linked(order: Order, now: datetime) -> set[int]:
    """A line may have been linked, or its listing first seen, since the order came in."""
    if (
        order.phase not in (Phase.SEEN.value, Phase.WAITING_LINK.value)
        or order.state == OrderState.CANCELLED.value
    ):
        return set()
    with transaction.atomic():
        for line in order.lines.filter(listing=None):
            line.listing = Listing.objects.filter(
                shop_id=order.shop_id, item_id=line.item_id, model_id=line.model_id
            ).first()
            if line.listing is not None:
                line.save(update_fields=["listing"])
        return marks.mark_variants(hold_lines(order, now), Aspect.STOCK, now)


def _short(order: Order, error: ShortOfStock, now: datetime) -> None:
    """Saleor can't allocate: the draft stays, the units stay held, and the order stays visible."""
    with transaction.atomic():
        order.phase = Phase.SHORT.value
        order.short_since = order.short_since or now
        order.not_before = now + min(SHORT_AGAIN_AFTER * 2 ** min(order.attempts, 20), SHORT_AGAIN_AT_MOST)
        order.attempts += 1
        order.save(update_fields=["phase", "short_since", "not_before", "attempts"])
        _tell(order, "order.short", {"lines": len(error.order_lines)}, now)


def _pause(order: Order, error: SaleorError, now: datetime, *, told: bool) -> None:
    pause = timedelta(seconds=min(0.5 * 2 ** min(order.attempts, 20), 300))
    Order.objects.filter(pk=order.pk).update(attempts=F("attempts") + 1, not_before=now + pause)
    if told:
        _tell(order, error.key, {"why": error.technical}, now)


def stock_rose(variant_ids: set[int]) -> int:
    """Orders that were short of these variants may be tried again at once; returns how many."""
    if not variant_ids:
        return 0
    return Order.objects.filter(
        phase=Phase.SHORT.value,
        lines__listing__components__variant_id__in=variant_ids,
    ).update(not_before=None)


_LINKED = """
FROM orders_orderline AS line
JOIN catalog_listing AS listing ON listing.shop_id = ordered.shop_id
    AND listing.item_id = line.item_id AND listing.model_id = line.model_id AND listing.link = 'linked'
"""
_OWN_GOODS = """
NOT EXISTS (
    SELECT 1 FROM orders_standin AS stood WHERE stood.order_id = ordered.id AND stood.line_key = line.line_key
)
"""
"""The goods of a stand-in's line are held by the part that takes them out of stock."""
_TAKE_UP = f"""
UPDATE orders_order SET wanted = wanted + 1, not_before = NULL WHERE id IN (
    SELECT ordered.id FROM orders_order AS ordered
    WHERE ordered.phase IN ('seen', 'waiting_link') AND ordered.state <> 'cancelled'
      AND ordered.settled = ordered.wanted
      AND (%(cooperative)s::bigint IS NULL OR ordered.cooperative_id = %(cooperative)s)
      AND (
        EXISTS (
            SELECT 1 {_LINKED} JOIN catalog_component AS part ON part.listing_id = listing.id
            LEFT JOIN ledger_hold AS hold ON hold.order_id = ordered.id AND hold.line_key = line.line_key
                AND hold.variant_id = part.variant_id
            WHERE line.order_id = ordered.id AND hold.completion_sent_at IS NULL AND {_OWN_GOODS}
              AND hold.units IS DISTINCT FROM part.units * line.quantity
        ) OR EXISTS (
            SELECT 1 {_LINKED} JOIN ledger_hold AS hold ON hold.order_id = ordered.id
                AND hold.line_key = line.line_key
            WHERE line.order_id = ordered.id AND hold.completion_sent_at IS NULL AND {_OWN_GOODS}
              AND NOT EXISTS (
                SELECT 1 FROM catalog_component AS part
                WHERE part.listing_id = listing.id AND part.variant_id = hold.variant_id
            )
        ) OR ordered.phase = 'waiting_link' AND ordered.state NOT IN ('unpaid', 'cancel_requested')
            AND NOT EXISTS (
                SELECT 1 FROM orders_orderline AS other WHERE other.order_id = ordered.id
                AND NOT EXISTS (SELECT 1 {_LINKED} WHERE line.id = other.id)
            )
      )
    ORDER BY ordered.id FOR UPDATE SKIP LOCKED
)
"""  # noqa: S608 – constants


def links_changed(cooperative_id: int | None = None) -> int:
    """Look again at every settled order (of one cooperative, or of all) that can go on or holds other units
    than its lines are linked to now; returns how many.

    Told by the rows alone, so that a link whose news was lost is found by the sweeper.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_UP, {"cooperative": cooperative_id})
        return int(cursor.rowcount)
