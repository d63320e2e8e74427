"""The books of all simulated shops: what buyers see and what they ordered. Every change is journaled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence

from connectors.base.simulator.journal import Journal
from connectors.base.simulator.orders import STEPS, Buyer, SoldLine, SoldOrder, Step
from connectors.base.simulator.seed import SeedShop
from connectors.base.simulator.shelf import (
    BelowCampaign,
    BookError,
    Campaign,
    Item,
    Model,
    Shop,
    line_truth,
    shop_truth,
)
from mappings.words import Aspect, ListingStatus, OrderState

Wanted = tuple[str, str, int]
"""(item id, model id, pieces)."""

OrderListener = Callable[[SoldOrder], None]
EditListener = Callable[[str, Model, Aspect, int, int], None]
"""Called with (shop id, model, aspect, old value, new value)."""


class Book:
    """Thread-safe. Stock falls when an order is placed and returns when it is cancelled; writes are
    absolute."""

    def __init__(
        self,
        journal: Journal,
        now: Callable[[], float],
        *,
        main_model: Callable[[str], str],
        order_id: Callable[[SoldLine], str],
        front: Callable[[], str] = str,
    ) -> None:
        self.lock = threading.RLock()
        self.puts_back: Callable[[], bool] = lambda: True
        """Whether the marketplace puts cancelled pieces back on show."""
        self.shops: dict[str, Shop] = {}
        self.order_listeners: list[OrderListener] = []
        self.edit_listeners: list[EditListener] = []
        self._journal = journal
        self._now = now
        self.main_model = main_model
        self._order_id = order_id
        self._front = front

    def open(self, seed: SeedShop) -> None:
        """Add a shop with its listings."""
        with self.lock:
            shop = self.shops[seed.shop_id] = Shop(seed.shop_id, seed.name)
            for item in seed.items:
                models = {}
                for row in item.models:
                    model_id = row.model_id or self.main_model(item.item_id)
                    models[model_id] = Model(
                        item.item_id, model_id, row.price, row.stock, row.name, row.sku, row.barcode
                    )
                shop.items[item.item_id] = Item(
                    item.item_id, item.title, item.status, item.has_model, item.sku, models, self._now()
                )
                for model in models.values():
                    for aspect in Aspect:
                        self.show(shop.shop_id, model, aspect, "seed")

    def shop(self, shop_id: str) -> Shop:
        """One shop; raises BookError(unknown_shop). An empty id means the only shop there is."""
        if not shop_id and len(self.shops) == 1:
            return next(iter(self.shops.values()))
        if shop_id not in self.shops:
            raise BookError("unknown_shop")
        return self.shops[shop_id]

    def model(self, shop_id: str, item_id: str, model_id: str) -> tuple[Item, Model]:
        """One model and its item; raises BookError(unknown_listing)."""
        item = self.shop(shop_id).items.get(item_id)
        model = item.models.get(model_id or self.main_model(item_id)) if item else None
        if item is None or model is None:
            raise BookError("unknown_listing")
        return item, model

    def order(self, order_id: str) -> SoldOrder:
        """One order of any shop; raises BookError(unknown_order)."""
        for shop in self.shops.values():
            if order_id in shop.orders:
                return shop.orders[order_id]
        raise BookError("unknown_order")

    def place(
        self,
        shop_id: str,
        wanted: Sequence[Wanted],
        *,
        paid: bool,
        front: str = "",
        buyer: Buyer | None = None,
    ) -> SoldOrder:
        """A buyer orders; all lines or none. Raises BookError(sold_out | not_live | unknown_listing)."""
        with self.lock:
            shop = self.shop(shop_id)
            found = [
                (*self.model(shop_id, item_id, model_id), pieces) for item_id, model_id, pieces in wanted
            ]
            self._refuse_unsellable(found)
            lines = tuple(
                SoldLine(item.item_id, model.model_id, pieces, model.price, item.title, model.name, model.sku)
                for item, model, pieces in found
            )
            now = self._now()
            order = SoldOrder(
                order_id=self._order_id(lines[0]),
                shop_id=shop.shop_id,
                state=OrderState.READY if paid else OrderState.UNPAID,
                lines=lines,
                changes=[now],
                front=front or self._front(),
                buyer=buyer or Buyer(),
                paid_at=now if paid else None,
            )
            shop.orders[order.order_id] = order
            self._told(order)
            for _, model, pieces in found:
                model.stock -= pieces
                if model.campaign:
                    model.campaign.stock = max(0, model.campaign.stock - pieces)
                self.show(shop.shop_id, model, Aspect.STOCK, "sale", order_id=order.order_id)
            self._heard(order)
            return order

    def step(self, order_id: str, step: Step) -> SoldOrder:
        """Move an order on; a cancel puts its pieces back. Raises BookError(unknown_order | wrong_state)."""
        with self.lock:
            order = self.order(order_id)
            allowed, state = STEPS[step]
            if order.state not in allowed:
                raise BookError("wrong_state")
            if step == Step.CANCEL:
                return self.cancel(order_id, by="buyer")
            if step == Step.REQUEST_CANCEL:
                order.asked_from = order.state
            if step == Step.KEEP:
                state = order.asked_from or state
            now = self._now()
            order.state = state
            order.changes.append(now)
            if step == Step.PAY:
                order.paid_at = now
            self._told(order)
            self._heard(order)
            return order

    def cancel(
        self,
        order_id: str,
        *,
        by: str,
        reason: str = "",
        pieces: Mapping[int, int] | None = None,
        zeroes: bool = False,
    ) -> SoldOrder:
        """Cancel an order, or some `pieces` (by the line's index) of it; what is cancelled whole is over.

        The pieces come back on show where the marketplace does that; `zeroes`: the listings show 0 instead.
        Raises BookError(unknown_order | wrong_state | no_such_line).
        """
        with self.lock:
            order = self.order(order_id)
            if order.state not in STEPS[Step.CANCEL][0]:
                raise BookError("wrong_state")
            wanted = {at: order.left(at) for at in range(len(order.lines))} if pieces is None else pieces
            for at, count in wanted.items():
                if not 0 <= at < len(order.lines) or not 0 <= count <= order.left(at):
                    raise BookError("no_such_line")
            whole = all(wanted.get(at, 0) == order.left(at) for at in range(len(order.lines)))
            order.changes.append(self._now())
            if whole:
                order.state = OrderState.CANCELLED
                order.cancelled_at = self._now()
                order.cancelled_by, order.cancel_reason = by, reason
            else:
                order.cancelled.update(wanted)
            self._told(order)
            self._taken_back(order, wanted, zeroes=zeroes)
            self._heard(order)
            return order

    def write(
        self,
        shop_id: str,
        item_id: str,
        model_id: str,
        aspect: Aspect,
        value: int,
        *,
        call: int,
        applied: bool,
    ) -> None:
        """The seller's program sets a number. `applied` False (an ignored write) checks but changes nothing.

        Raises BookError(unknown_listing) or BelowCampaign.
        """
        with self.lock:
            item, model = self.model(shop_id, item_id, model_id)
            campaign = self.campaign(model)
            floor = self.floor(model)
            if campaign and (campaign.price_locked if aspect is Aspect.PRICE else value < floor):
                self._journal.add(
                    "refused",
                    shop_id=shop_id,
                    item_id=item_id,
                    model_id=model.model_id,
                    aspect=aspect,
                    call=call,
                )
                raise BelowCampaign(floor)
            if applied:
                self._set(model, aspect, value)
                item.updated_at = self._now()
                self.show(shop_id, model, aspect, "write", call=call)

    def edit(
        self,
        shop_id: str,
        item_id: str,
        model_id: str,
        *,
        stock: int | None = None,
        price: int | None = None,
        status: ListingStatus | None = None,
    ) -> None:
        """Somebody edits in Seller Center; campaigns don't bind him. Raises BookError(unknown_listing)."""
        with self.lock:
            shop_id = self.shop(shop_id).shop_id
            item, model = self.model(shop_id, item_id, model_id)
            item.updated_at = self._now()
            for aspect, value in ((Aspect.STOCK, stock), (Aspect.PRICE, price)):
                if value is None:
                    continue
                old = model.stock if aspect is Aspect.STOCK else model.price
                self._set(model, aspect, value)
                self.show(shop_id, model, aspect, "edit")
                for listener in self.edit_listeners:
                    listener(shop_id, model, aspect, old, value)
            if status is not None and status is not item.status:
                item.status = status
                self._journal.add("status", shop_id=shop_id, item_id=item_id, value=status)

    def start_campaign(
        self,
        shop_id: str,
        item_id: str,
        model_id: str,
        stock: int | None,
        ends_at: float | None = None,
        *,
        price_locked: bool = False,
    ) -> None:
        """Hold `stock` pieces for a campaign; None lifts it. Raises BookError(unknown_listing)."""
        with self.lock:
            shop_id = self.shop(shop_id).shop_id
            _, model = self.model(shop_id, item_id, model_id)
            model.campaign = None if stock is None else Campaign(stock, ends_at, price_locked)
            self._journal.add(
                "campaign",
                shop_id=shop_id,
                item_id=item_id,
                model_id=model.model_id,
                stock=stock,
                ends_at=ends_at,
                price_locked=price_locked,
            )

    def campaign(self, model: Model) -> Campaign | None:
        """The campaign that binds a model now."""
        campaign = model.campaign
        if campaign and campaign.ends_at is not None and campaign.ends_at <= self._now():
            model.campaign = None
        return model.campaign

    def floor(self, model: Model) -> int:
        """The pieces that a campaign holds now; never more than are shown."""
        campaign = self.campaign(model)
        return min(campaign.stock, max(model.stock, 0)) if campaign else 0

    def truth(self, shop_id: str = "") -> dict[str, object]:
        """{"now", "shops": {shop id: {"listings": […], "orders": […]}}} as the control plane shows it."""
        with self.lock:
            shops = [self.shop(shop_id)] if shop_id else list(self.shops.values())
            return {"now": self._now(), "shops": {shop.shop_id: shop_truth(shop) for shop in shops}}

    def _refuse_unsellable(self, found: Iterable[tuple[Item, Model, int]]) -> None:
        asked: dict[tuple[str, str], int] = {}
        for item, model, pieces in found:
            if item.status is not ListingStatus.LIVE:
                raise BookError("not_live")
            key = (model.item_id, model.model_id)
            asked[key] = asked.get(key, 0) + pieces
            if pieces < 1 or model.stock < asked[key]:
                raise BookError("sold_out")
        if not asked:
            raise BookError("unknown_listing")

    def _taken_back(self, order: SoldOrder, pieces: Mapping[int, int], *, zeroes: bool) -> None:
        for at, count in pieces.items():
            line = order.lines[at]
            try:
                _, model = self.model(order.shop_id, line.item_id, line.model_id)
            except BookError:
                continue
            if not count or not (zeroes or self.puts_back()):
                continue
            model.stock = 0 if zeroes else model.stock + count
            self.show(order.shop_id, model, Aspect.STOCK, "cancel", order_id=order.order_id)

    def _set(self, model: Model, aspect: Aspect, value: int) -> None:
        if aspect is Aspect.STOCK:
            model.stock = value
        else:
            model.price = value

    def show(self, shop_id: str, model: Model, aspect: Aspect, cause: str, **more: object) -> None:
        """Journal what buyers see of a model now, and why."""
        value = model.stock if aspect is Aspect.STOCK else model.price
        self._journal.add(
            "shown",
            shop_id=shop_id,
            item_id=model.item_id,
            model_id=model.model_id,
            aspect=aspect.value,
            value=value,
            cause=cause,
            **{"call": None, **more},
        )

    def _told(self, order: SoldOrder) -> None:
        self._journal.add(
            "order",
            shop_id=order.shop_id,
            order_id=order.order_id,
            state=order.state.value,
            lines=[line_truth(line) for line in order.lines],
        )

    def _heard(self, order: SoldOrder) -> None:
        for listener in self.order_listeners:
            listener(order)
