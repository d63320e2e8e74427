"""Staff at their desk: they send off, cut and cancel orders and link listings, by the functions of the
commands and the JSON API."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence

from connectors.base.errors import ConnectorError
from connectors.base.registry import marketplace
from connectors.base.shipment import Handover
from mappings.words import CancelReason, OrderState
from storefront_sync.fulfilment import find
from storefront_sync.fulfilment.ask import Asked
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.usual import usual_wish
from storefront_sync.fulfilment.wishes import ArrangeWish
from storefront_sync.jobs import fulfilment_desk as desk
from storefront_sync.jobs.first_run import StaffLink, confirm_links
from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Cooperative, Shop
from tests.bench.orders.errands import Errands
from tests.bench.orders.script import Act

BY = "bench"
GIVEN_UP = 0.5
"""Share of the orders without stock that staff cancel; the others wait for goods."""
IN_PART = 0.5
"""Share of these of which only the lines without stock are cancelled, where the marketplace can."""
MOST_GIVEN_UP = 2
"""Orders without stock that are cancelled at one look: each costs a question."""
IN_SALEOR = find.IN_SALEOR
OVER = frozenset({OrderState.CANCELLED, OrderState.SHIPPED, OrderState.DELIVERED, OrderState.COMPLETED})


class Staff:
    """All calls come from one thread. `did` counts what was asked and what became of it."""

    def __init__(self, seed: int, slug: str, errands: Errands) -> None:
        self.did: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._seed = seed
        self._cooperative = Cooperative.objects.get(slug=slug)
        self._errands = errands
        self._asked: set[str] = set()
        self._short: set[int] = set()
        self._given_up: set[int] = set()

    def look(self) -> None:
        """Do what can be done now."""
        wanted = self._errands.open()
        rows = {row.external_id: row for row in self._orders(wanted)}
        self._hand_over([row for key, row in rows.items() if wanted[key] is Act.HAND_OVER])
        for key, row in rows.items():
            if wanted[key] is Act.CUT and key not in self._asked and _is_ready(row):
                self._cut(row)
        for key in [key for key in wanted if key in rows]:
            self._finish(rows[key])
        self._give_up()

    def link(self, left_out: Sequence[StaffLink]) -> None:
        """Confirm what was left out at first; orders with these lines go on."""
        for shop in Shop.objects.filter(cooperative=self._cooperative).order_by("pk"):
            given = [row for row in left_out if row.marketplace == shop.marketplace]
            self.did["linked"] += confirm_links(shop, given)

    @property
    def short_seen(self) -> int:
        """Orders that were seen to lack stock."""
        return len(self._short)

    def counted(self) -> dict[str, int]:
        """What was asked of the marketplaces, and how it ended, by the service's own rows."""
        rows = Request.objects.filter(cooperative=self._cooperative).values_list("kind", "state")
        return dict(Counter(f"{kind} {state}" for kind, state in rows))

    def _orders(self, keys: dict[str, Act]) -> Iterator[Order]:
        rows = Order.objects.filter(cooperative=self._cooperative, external_id__in=keys)
        yield from rows.select_related("shop__cooperative").order_by("pk")

    def _hand_over(self, rows: Sequence[Order]) -> None:
        fresh = [row for row in rows if row.external_id not in self._asked and _is_ready(row)]
        by_shop: dict[int, list[Order]] = {}
        for row in fresh:
            by_shop.setdefault(row.shop_id, []).append(row)
        for shop_id, mine in by_shop.items():
            wish = None if usual_wish(shop_id) else self._way(mine[0])
            if wish is None and not usual_wish(shop_id):
                continue  # the marketplace doesn't answer now: at the next look
            self._note(desk.arrange(self._cooperative, mine, wish, BY, keep=wish is not None), mine)

    def _way(self, row: Order) -> ArrangeWish | None:
        """The first way that the shop is offered."""
        try:
            offered = [parcel.options for parcel in desk.options(row)]
        except (ConnectorError, desk.CannotAsk):
            return None
        for options in offered:
            for handover, places in ((Handover.PICKUP, options.pickup), (Handover.DROPOFF, options.dropoff)):
                if places is not None:
                    return ArrangeWish(handover, places[0].place_id if places else "")
        return None

    def _cut(self, row: Order) -> None:
        """Cancel the first line; the buyer gets the rest."""
        first = row.lines.order_by("line_key").values_list("line_key", flat=True).first()
        self._cancel(row, [first or ""], "cut")

    def _give_up(self) -> None:
        done = 0
        for row in find.short(self._cooperative):
            self._short.add(row.pk)
            rng = random.Random(f"{self._seed} {row.external_id}")
            if row.pk in self._given_up or rng.random() >= GIVEN_UP or done >= MOST_GIVEN_UP:
                continue
            done += 1
            lines = []
            if (
                rng.random() < IN_PART
                and marketplace(row.shop.marketplace).manifest.capabilities.partial_cancel
            ):
                lines = sorted({key for one in desk.short.lacking(row) for key in one.line_keys})
            if self._cancel(row, lines, "given up"):
                self._given_up.add(row.pk)

    def _cancel(self, row: Order, lines: Sequence[str], what: str) -> bool:
        try:
            offered = desk.cancel_options(row)
        except (ConnectorError, desk.CannotAsk):
            return False
        wanted = [one for one in offered if one.reason is CancelReason.OUT_OF_STOCK] or list(offered)
        if wanted:
            asked = desk.cancel(self._cooperative, row, wanted[0], lines, BY)
            self._note(asked, [row])
            self.did[f"{what}{' in part' if lines else ''}"] += len(asked.requests)
        return bool(wanted)

    def _note(self, asked: Asked, rows: Sequence[Order]) -> None:
        self._asked |= {row.external_id for row in rows}
        self.refused.update(one.key for one in asked.refused)

    def _finish(self, row: Order) -> None:
        """An errand is over when it was carried out or refused, or the order went on without."""
        if row.external_id in self._asked:
            over = not Request.objects.filter(order=row, closed_at=None).exists()
        else:
            over = OrderState(row.state) in OVER
        if over:
            self._errands.over(row.external_id)


def _is_ready(row: Order) -> bool:
    return row.state == OrderState.READY.value and row.phase in IN_SALEOR
