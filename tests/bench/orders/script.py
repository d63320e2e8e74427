"""What buyers, sellers and couriers will do with each order and when: a plan made of a seed alone."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How an order lives."""

    STRAIGHT = "straight"
    LATE_PAYER = "late_payer"
    TIMED_OUT = "timed_out"
    UNPAID = "unpaid"
    CANCELLED_AT_ONCE = "cancelled_at_once"
    CANCELLED_LATER = "cancelled_later"
    CANCELLED_PACKED = "cancelled_packed"
    WISH_REFUSED = "wish_refused"
    WISH_GRANTED = "wish_granted"
    PARTLY_CANCELLED = "partly_cancelled"
    GIVEN_BACK = "given_back"
    LEFT_LYING = "left_lying"


SHARES: Mapping[Kind, int] = {
    Kind.STRAIGHT: 34,
    Kind.LATE_PAYER: 12,
    Kind.TIMED_OUT: 6,
    Kind.UNPAID: 2,
    Kind.CANCELLED_AT_ONCE: 6,
    Kind.CANCELLED_LATER: 6,
    Kind.CANCELLED_PACKED: 4,
    Kind.WISH_REFUSED: 4,
    Kind.WISH_GRANTED: 4,
    Kind.PARTLY_CANCELLED: 6,
    Kind.GIVEN_BACK: 13,
    Kind.LEFT_LYING: 3,
}
"""Of a hundred orders."""


class Act(StrEnum):
    """One thing that happens; most are the control plane's own words. HAND_OVER and CUT are done by staff
    through the service, the others on the marketplace."""

    ORDER = "order"
    HAND_OVER = "hand-over"
    CUT = "cut"
    PAY = "pay"
    ARRANGE = "arrange"
    SHIP = "ship"
    DELIVER = "deliver"
    COMPLETE = "complete"
    REQUEST_CANCEL = "request-cancel"
    KEEP = "keep"
    CANCEL = "cancel"
    CANCEL_PART = "cancel-part"
    RETURN = "return"
    ASK_BACK = "ask-back"
    ACCEPT = "accept"
    SEND_BACK = "send-back"
    REFUND = "refund"
    WITHDRAW = "withdraw"


BY_STAFF: Mapping[Act, Act] = {Act.ARRANGE: Act.HAND_OVER, Act.CANCEL_PART: Act.CUT}
"""What staff may do through the service instead of in the marketplace's own app."""
THROUGH_US = 0.5
"""Share of the orders of which they do so."""
SCARCE = 0.2
"""Share of the orders that are for goods of which there are few."""
RUSH_SECONDS = 5.0
"""These come all at once, so often: no number can be told to all marketplaces between them."""
RETURN_ACTS = frozenset({Act.ACCEPT, Act.SEND_BACK, Act.REFUND, Act.WITHDRAW})
"""Those of a return; the others are of its order."""
UNPAID_KINDS = frozenset({Kind.LATE_PAYER, Kind.TIMED_OUT, Kind.UNPAID})
GAPS = ((0.2, 0.0, 0.05), (0.8, 0.1, 1.0))
"""(weight, least, most) of the time between two acts, in shares of the longest pause: some follow each other
faster than anybody reads."""
STAYS = 0.06
"""Share of the steps on the way after which an order goes no further."""


@dataclass(frozen=True)
class Life:
    """One order. `picks` are draws in [0, 1) that choose the goods, one a line, `pieces` how many of each;
    `acts` are (seconds after the start, act), the order itself first. `whole` and `goods_back` say what is
    given back: all of it or one piece, the goods or only the money. `scarce`: it is for goods of which there
    are few."""

    number: int
    kind: Kind
    channel: int
    picks: tuple[float, ...]
    pieces: tuple[int, ...]
    acts: tuple[tuple[float, Act], ...]
    whole: bool = True
    goods_back: bool = True
    scarce: bool = False

    @property
    def paid(self) -> bool:
        """Whether the buyer pays at once."""
        return self.kind not in UNPAID_KINDS


def lives(seed: int, orders: int, seconds: float, channels: int) -> list[Life]:
    """`orders` lives that begin within `seconds` seconds on `channels` marketplaces, in time's order."""
    rng = random.Random(seed)
    pause = min(4.0, seconds / 6)
    starts = sorted(rng.uniform(0, seconds) for _ in range(orders))
    return [_life(rng, number, at, pause, channels) for number, at in enumerate(starts)]


def _life(rng: random.Random, number: int, at: float, pause: float, channels: int) -> Life:
    kind = rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
    goods_back = kind is not Kind.GIVEN_BACK or rng.random() >= 0.15
    chain = _chain(rng, kind, goods_back=goods_back)
    if rng.random() < THROUGH_US:
        chain = [BY_STAFF.get(act, act) for act in chain]
    scarce = rng.random() < SCARCE
    if scarce:
        at -= at % RUSH_SECONDS
    acts = [(at, Act.ORDER)]
    for act in chain:
        # Whoever cancels at once does so before anybody can have read of the order.
        gap = 0.0 if kind is Kind.CANCELLED_AT_ONCE else _gap(rng) * pause
        acts.append((acts[-1][0] + gap, act))
    lines = rng.choice((2, 2, 3)) if Act.CUT in chain else rng.choice((1, 1, 1, 2, 2, 3))
    least = 2 if kind is Kind.PARTLY_CANCELLED else 1
    return Life(
        number,
        kind,
        rng.randrange(channels),
        picks=tuple(rng.random() for _ in range(lines)),
        pieces=tuple(rng.randint(least, 3) for _ in range(lines)),
        acts=tuple(acts),
        whole=rng.random() < 0.5,
        goods_back=goods_back,
        scarce=scarce,
    )


def _gap(rng: random.Random) -> float:
    _, least, most = rng.choices(GAPS, weights=[weight for weight, _, _ in GAPS])[0]
    return rng.uniform(least, most)


def _chain(rng: random.Random, kind: Kind, *, goods_back: bool) -> list[Act]:
    """The acts after the order."""
    way = _way(rng)
    match kind:
        case Kind.LATE_PAYER:
            return [Act.PAY, *way]
        case Kind.TIMED_OUT | Kind.CANCELLED_AT_ONCE | Kind.CANCELLED_LATER:
            return [Act.CANCEL]
        case Kind.CANCELLED_PACKED:
            return [Act.ARRANGE, Act.CANCEL]
        case Kind.WISH_REFUSED:
            return [Act.REQUEST_CANCEL, Act.KEEP, *way]
        case Kind.WISH_GRANTED:
            return [Act.REQUEST_CANCEL, Act.CANCEL]
        case Kind.PARTLY_CANCELLED:
            return [Act.CANCEL_PART, *way]
        case Kind.GIVEN_BACK:
            back = [Act.SEND_BACK, Act.REFUND] if goods_back else [Act.REFUND]
            after = [Act.WITHDRAW] if rng.random() < 0.1 else back
            ends = [Act.RETURN] if rng.random() < 0.3 else []
            return [Act.SHIP, Act.DELIVER, Act.ASK_BACK, Act.ACCEPT, *after, *ends]
        case Kind.UNPAID:
            return []
        case Kind.LEFT_LYING:
            return way[: way.index(Act.SHIP)]
    return way


def _way(rng: random.Random) -> list[Act]:
    """From ready to the buyer, perhaps not all of it."""
    way = [Act.SHIP, Act.DELIVER, Act.COMPLETE]
    if rng.random() < 0.7:
        way = [Act.ARRANGE, *way]
    stays = next((at for at in range(len(way)) if way[at] is not Act.ARRANGE and rng.random() < STAYS), None)
    return way if stays is None else way[: stays + 1]
