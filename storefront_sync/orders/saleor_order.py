"""One marketplace order in Saleor: draft, complete, pay. Every step may be repeated after a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from connectors.base.errors import ConfigError, Transient
from mappings.money import Rupiah
from mappings.whole_lines import whole_lines
from mappings.words import Aspect
from storefront_sync.catalog import mirror
from storefront_sync.catalog.models import Component
from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.ledger import holds, looks, marks
from storefront_sync.ledger.models import Hold, Look
from storefront_sync.orders import mark, stand_ins
from storefront_sync.orders.address import address_of
from storefront_sync.orders.fulfilled import tell_cancelled
from storefront_sync.orders.models import Order
from storefront_sync.orders.note import note_of
from storefront_sync.orders.payment import record_once
from storefront_sync.orders.phases import Phase
from storefront_sync.orders.reference import reference
from storefront_sync.saleor.buyer_address import NEUTRAL_ADDRESS, BuyerAddress
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import AddressRefused, MutationRefused, SaleorError, ShortOfStock
from storefront_sync.saleor.types import DraftLine, DraftOrder, OrderRead, StockRead
from storefront_sync.tenants.problems import open_problem

WAY_NOT_OPEN = "SHIPPING_METHOD_NOT_APPLICABLE"
"""Saleor's word where the method doesn't reach the order's postcode."""
MOST_REFUSALS = 3
"""Parts of an address that are tried without, before all of it is left out."""


class TotalDiffers(ConfigError):
    """Saleor's total of the draft isn't the sum of our lines: nothing is completed."""


def place(order: Order, client: SaleorClient, now: Callable[[], datetime]) -> set[int]:
    """Bring the order into Saleor, from wherever an earlier attempt stopped. Returns the shops that got
    marks.

    Raises ShortOfStock (the draft stays), MutationRefused or another SaleorError (the next attempt goes
    on).
    """
    shops: set[int] = set()
    resumed = order.phase in (Phase.DRAFT.value, Phase.SHORT.value)
    if order.phase in (Phase.SEEN.value, Phase.WAITING_LINK.value):
        stand_ins.decide(order, client)
        _make_draft(order, client, now)
    if order.phase in (Phase.DRAFT.value, Phase.SHORT.value):
        shops = _complete(order, client, now, resumed=resumed)
    if order.phase == Phase.IMPORTED.value:
        return shops
    if order.paid:  # else it stays placed, and is looked at again when the marketplace says that it is paid
        record_once(
            client,
            order.saleor_id,
            name=order.shop_front,
            reference=reference(order),
            amount=Rupiah(_goods(order)),
        )
        _set_phase(order, Phase.IMPORTED)
    return shops


def _make_draft(order: Order, client: SaleorClient, now: Callable[[], datetime]) -> None:
    """Create the draft, or find the one that an earlier attempt created: references are unique in Saleor."""
    lines = _lines(order)
    try:
        draft = _send_draft(order, lines, client, now)
    except SaleorError as error:
        found = client.order_by_reference(reference(order))
        if found is None:
            raise error
        if not stand_ins.agree(order, lines, found):
            client.draft_order_delete(found.id)
            _made_anew(order)
        draft = found
    expected = sum(line.quantity * line.unit_price for line in lines)
    if draft.status == "DRAFT" and draft.total != expected:
        raise TotalDiffers("order.total_differs", f"{draft.total} instead of {expected}")
    order.saleor_id, order.saleor_number = draft.id, draft.number
    order.phase = Phase.DRAFT.value
    order.save(update_fields=["saleor_id", "saleor_number", "phase"])


def _send_draft(
    order: Order, lines: tuple[DraftLine, ...], client: SaleorClient, now: Callable[[], datetime]
) -> OrderRead:
    """No order waits for an address: what Saleor refuses of it is left out and told, in the end all of it."""
    buyer = address_of(order)
    for _ in range(MOST_REFUSALS):
        try:
            return client.draft_order_create(_draft(order, lines, buyer))
        except AddressRefused as error:
            open_problem(
                order.cooperative_id,
                "order.address_refused",
                f"order:{order.pk}",
                {"order": order.external_id, "field": error.field},
                shop_id=order.shop_id,
                now=now(),
            )
            buyer = buyer.without(error.field)
    return client.draft_order_create(_draft(order, lines, BuyerAddress(NEUTRAL_ADDRESS)))


def _draft(order: Order, lines: tuple[DraftLine, ...], buyer: BuyerAddress) -> DraftOrder:
    return DraftOrder(
        channel_id=order.cooperative.channel_id,
        external_reference=reference(order),
        lines=lines,
        shipping_method_id=order.cooperative.shipping_method_id or None,
        postcode_mark=mark.mark_of(order.cooperative),
        address=buyer.address,
        metadata={
            "marketplace": order.shop_front,
            "marketplace_order": order.external_id,
            "marketplace_shipping": str(order.shipping_fee),
        },
        # Not in the public part, which shows to whoever knows the order's id.
        private_metadata={f"buyer_{name}": text for name, text in buyer.aside.items()},
        customer_note=note_of(order),
    )


def _lines(order: Order) -> tuple[DraftLine, ...]:
    """The order's lines as variants at whole rupiah, sorted by variant so that two orders lock in one
    order."""
    parts: list[DraftLine] = []
    stood_in = dict(order.stand_ins.values_list("line_key", "variant_id"))
    for line in order.lines.order_by("line_key"):
        if line.line_key in stood_in:
            parts.append(DraftLine(stood_in[line.line_key], line.quantity, Rupiah(line.unit_price)))
            continue
        components = list(Component.objects.filter(listing__orderline=line).select_related("variant"))
        units = {part.variant.saleor_id: part.units * line.quantity for part in components}
        prices = {part.variant.saleor_id: Rupiah(part.variant.price or 0) for part in components}
        parts += [
            DraftLine(part.variant_key, part.quantity, part.unit_price)
            for part in whole_lines(Rupiah(line.quantity * line.unit_price), units, prices)
        ]
    return tuple(sorted(parts, key=lambda part: (part.variant_id, part.unit_price)))


def _complete(order: Order, client: SaleorClient, now: Callable[[], datetime], *, resumed: bool) -> set[int]:
    """Let Saleor allocate. The answer's stocks contain this order: writing them and ending the hold is one
    step. A draft of an earlier attempt (`resumed`) is looked at again first."""
    if resumed:
        found = client.order_by_reference(reference(order))
        if found is None:
            return _made_anew(order)
        if found.status == "CANCELED":
            return _ended_by_staff(order, now)
        if found.status != "DRAFT":
            return _completed_before(order, found, now)
        if found.total != _goods(order):  # the marketplace shows other lines than when it was made
            client.draft_order_delete(found.id)
            return _made_anew(order)
    sent = now()
    holds.completion_sent(order.pk, sent)
    try:
        completed = client.draft_order_complete(order.saleor_id)
    except ShortOfStock:
        holds.completion_sent_forgotten(order.pk)
        raise
    except MutationRefused as error:
        found = client.order_by_reference(reference(order))
        if found is not None and _has_an_old_mark(order, found, error, client, resumed=resumed):
            client.draft_order_delete(found.id)
            return _made_anew(order)
        if found is None or found.status in ("DRAFT", "CANCELED"):
            raise
        return _completed_before(order, found, now)
    returned = now()
    with transaction.atomic():
        holds.completion_returned(order.pk, returned)
        window = ReadWindow(sent, returned, answer_of=order.pk)
        shops = _take_stocks(order, completed.stocks, window, now())
        _set_phase(order, Phase.PLACED)
    return shops


def _has_an_old_mark(
    order: Order, found: OrderRead, error: MutationRefused, client: SaleorClient, *, resumed: bool
) -> bool:
    """Whether the draft was made with a mark that set-up has renewed since, or that we weren't told of."""
    if found.status != "DRAFT" or error.code != WAY_NOT_OPEN:
        return False
    return mark.read_again(order.cooperative, client) or resumed


def _take_stocks(
    order: Order, stocks: Mapping[str, Sequence[StockRead]], window: ReadWindow, now: datetime
) -> set[int]:
    changes = mirror.write_stocks(order.cooperative_id, stocks, window)
    # Others' holds too: what this answer says of their order can't be told, but a later read can.
    waiting = Hold.objects.filter(variant__holds__order_id=order.pk).filter(
        Q(variant__stock_answer_of=None) | ~Q(variant__stock_answer_of=F("order_id")),
        completion_returned_at__gte=F("variant__stock_read_started"),
    )
    refs = set(waiting.values_list("variant__saleor_id", flat=True))
    looks.request(order.cooperative_id, Look.Kind.VARIANT, refs, now)
    # The numbers may be the same, since somebody cancelled meanwhile, and yet contain this order from now on.
    ended = set(Hold.objects.filter(order_id=order.pk).values_list("variant_id", flat=True))
    return marks.mark_variants(changes.stock | ended, Aspect.STOCK, now)


def _completed_before(order: Order, found: OrderRead, now: Callable[[], datetime]) -> set[int]:
    """An earlier attempt, or staff, completed the draft: whatever is read from now on contains the order."""
    with transaction.atomic():
        holds.completion_sent(order.pk, now())
        holds.completion_returned(order.pk, now())
        refs = {line.variant_id for line in found.lines if line.variant_id}
        looks.request(order.cooperative_id, Look.Kind.VARIANT, refs, now())
        _set_phase(order, Phase.PLACED)
    return set()


def _goods(order: Order) -> int:
    """What the order's lines cost together, in rupiah."""
    return sum(line.quantity * line.unit_price for line in order.lines.all())


def _made_anew(order: Order) -> set[int]:
    """The draft was deleted: it is made again by the next attempt, since the marketplace still wants the
    goods. What a stand-in was for may be known by then."""
    with transaction.atomic():
        order.stand_ins.all().delete()
        holds.completion_sent_forgotten(order.pk)
        _set_phase(order, Phase.SEEN)
    raise Transient("order.draft_deleted")


def _ended_by_staff(order: Order, now: Callable[[], datetime]) -> set[int]:
    """Staff cancelled it in Saleor while the marketplace still wants it."""
    with transaction.atomic():
        tell_cancelled(order, now())
        _set_phase(order, Phase.IMPORTED)
    return set()


def _set_phase(order: Order, phase: Phase) -> None:
    order.phase = phase.value
    order.save(update_fields=["phase"])
