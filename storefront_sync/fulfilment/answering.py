"""Answers enquiries: a step is a few calls for one order, or for the labels of some of one shop's, and what
it learned is written before the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from connectors.base.errors import ConnectorError, RateLimited, Transient
from connectors.base.fulfilment import Fulfilment
from connectors.base.protocol import Connector
from connectors.base.types import ExternalOrderId
from storefront_sync.fulfilment import answers, ask, short
from storefront_sync.fulfilment.enquiries import LONGEST, CancelAsked, Kind
from storefront_sync.fulfilment.enquiry_rows import close, due, take, written
from storefront_sync.fulfilment.labels import LONGEST_PAUSE, PAUSE, TRIES
from storefront_sync.fulfilment.models import EnquiredOrder, Enquiry
from storefront_sync.fulfilment.offered import options_of, reason_named
from storefront_sync.fulfilment.printing import joined, print_some, replace
from storefront_sync.ledger.leases import LeaseLost
from storefront_sync.tenants.api_keys import was_revoked
from storefront_sync.tenants.models import Shop

MOST_STEPS: Final = 200
"""Of one job, whatever the clock says."""


@dataclass(frozen=True)
class Reach:
    """What answering needs. `turn`: no step lasts longer; `keep`: how long an answer is kept; `longest`: when
    to let others have the worker."""

    connector: Callable[[Shop], Connector]
    now: Callable[[], datetime]
    turn: timedelta
    keep: timedelta
    longest: timedelta


@dataclass
class Answered:
    """What was done: `shops` have a cancel to carry out; `more`: there is work left that can be done at
    once."""

    shops: set[int] = field(default_factory=set)
    more: bool = False


def carry_on(cooperative_id: int, reach: Reach) -> Answered:
    """Answer the cooperative's enquiries for a while, those that had the fewest steps first, so that a small
    one doesn't wait for a hundred labels."""
    deadline = reach.now() + reach.longest
    done = Answered()
    for _ in range(MOST_STEPS):
        row = due(reach.now()).filter(cooperative=cooperative_id).order_by("turn", "pk").first()
        if row is None:
            return done
        if reach.now() >= deadline:
            break
        taken = take(row.pk, reach.now(), reach.turn)
        if taken is not None:
            try:
                done.shops |= _step(taken, reach)
            except LeaseLost:
                continue
    done.more = due(reach.now()).filter(cooperative=cooperative_id).exists()
    return done


def _step(enquiry: Enquiry, reach: Reach) -> set[int]:
    """Take an enquiry a step further; returns the shops that have a cancel to carry out. Raises LeaseLost."""
    left = enquiry.orders.filter(answered_at=None).select_related("order", "shop__cooperative")
    rows = list(left.order_by("tries", "place"))
    now = reach.now()
    if was_revoked(enquiry.cooperative, enquiry.by):
        _give_up(enquiry, rows, "enquiry.key_revoked", reach)
    elif rows and now >= enquiry.asked_at + LONGEST:
        _give_up(enquiry, rows, "enquiry.too_long", reach)
    elif rows:
        return _ask(enquiry, rows, reach)
    else:
        pdfs = joined(enquiry)
        with written(enquiry):
            replace(enquiry, pdfs)
            close(enquiry, reach.now(), reach.keep)
    return set()


def _give_up(enquiry: Enquiry, rows: Sequence[EnquiredOrder], key: str, reach: Reach) -> None:
    """Nothing more is asked; what was printed so far is handed out with the next step."""
    with written(enquiry):
        for row in rows:
            _tell(row, key, reach.now())
        if enquiry.kind != Kind.LABELS:
            close(enquiry, reach.now(), reach.keep)


def _ask(enquiry: Enquiry, rows: Sequence[EnquiredOrder], reach: Reach) -> set[int]:
    first = rows[0]
    key, connector, fulfilment = _reached(first.shop, reach)
    if fulfilment is None or connector is None:
        with written(enquiry):
            for row in rows:
                if row.shop_id == first.shop_id:
                    _tell(row, key, reach.now())
        return set()
    if enquiry.kind == Kind.LABELS:
        at_once = connector.manifest.capabilities.label_parcels
        some = [row for row in rows if row.shop_id == first.shop_id]
        print_some(enquiry, some, fulfilment, at_once, reach.now)
        return set()
    try:
        return _one(enquiry, first, connector, fulfilment, reach)
    except ConnectorError as error:
        _failed(enquiry, first, error, reach)
    except answers.TooLong as error:
        with written(enquiry):
            _tell(first, error.key, reach.now())
    return set()


def _reached(shop: Shop, reach: Reach) -> tuple[str, Connector | None, Fulfilment | None]:
    """The shop's connector and the part of it that handles orders; else the text key of why not."""
    if shop.state != Shop.State.ACTIVE:
        return "fulfilment.shop_off", None, None
    connector = reach.connector(shop)
    return "fulfilment.not_here", connector, connector.fulfilment


def _one(
    enquiry: Enquiry, row: EnquiredOrder, connector: Connector, fulfilment: Fulfilment, reach: Reach
) -> set[int]:
    """Ask about one order, and write the answer. Raises ConnectorError, TooLong, LeaseLost."""
    order_id = ExternalOrderId(row.order.external_id)
    if enquiry.kind == Kind.HANDOVER:
        answer = answers.handover(options_of(order_id, fulfilment))
    elif enquiry.kind == Kind.REASONS:
        answer = answers.reasons(fulfilment.cancel_options(order_id))
    elif enquiry.kind == Kind.SHORT:
        partial = connector.manifest.capabilities.partial_cancel
        lacks, ways = short.choices(row.order, fulfilment.cancel_options(order_id), partial=partial)
        answer = answers.short(lacks, ways)
    else:
        return _cancel(enquiry, row, fulfilment, reach)
    sealed = answers.sealed(answer)
    with written(enquiry):
        _tell(row, "", reach.now(), sealed)
    return set()


def _cancel(enquiry: Enquiry, row: EnquiredOrder, fulfilment: Fulfilment, reach: Reach) -> set[int]:
    """Cancel for a reason that is offered now; what stands against it is told with the reasons there are. The
    request and the answer are written together."""
    wish = CancelAsked.from_json(enquiry.wish)
    offered = fulfilment.cancel_options(ExternalOrderId(row.order.external_id))
    option = reason_named(offered, wish.reason)
    key = "fulfilment.no_such_reason" if option is None else ""
    if option is not None and option.zeroes_stock and not wish.empties_listing:
        key = "fulfilment.reason_empties_listing"
    with_reasons = answers.sealed(answers.reasons(offered))
    with written(enquiry):
        if key or option is None:
            _tell(row, key, reach.now(), with_reasons)
            return set()
        asked = ask.cancel(enquiry.cooperative, row.order_id, option, wish.lines, enquiry.by, reach.now())
        for refused in asked.refused:
            _tell(row, refused.key, reach.now(), with_reasons)
        for request in asked.requests:
            _tell(row, "", reach.now(), answers.sealed({"request": request.pk}))
    return asked.shops


def _failed(enquiry: Enquiry, row: EnquiredOrder, error: ConnectorError, reach: Reach) -> None:
    """What may pass is asked again after a pause, a few times; the rest is told."""
    now = reach.now()
    until = error.until if isinstance(error, RateLimited) else now + PAUSE
    passes = isinstance(error, Transient) or (isinstance(error, RateLimited) and until - now <= LONGEST_PAUSE)
    row.tries += 1
    others = enquiry.orders.filter(answered_at=None, tries__lt=row.tries).exclude(pk=row.pk)
    at_once = isinstance(error, Transient) and others.exists()
    with written(enquiry, None if at_once or not passes else max(until, now + PAUSE)):
        if passes and row.tries < TRIES:
            row.save(update_fields=["tries"])
        else:
            _tell(row, error.key, now)


def _tell(row: EnquiredOrder, outcome: str, now: datetime, answer: str | None = None) -> None:
    """The order is answered, or it is said why not."""
    row.outcome, row.answered_at = outcome, now
    if answer is not None:
        row.answer_encrypted = answer
    row.save(update_fields=["outcome", "answered_at", "answer_encrypted", "tries"])
