"""Buyers who order, pay and cancel in a simulated shop."""

from __future__ import annotations

import random
from collections.abc import Sequence

from connectors.base.simulator.book import Book
from connectors.base.simulator.orders import SoldOrder, Step
from connectors.base.simulator.shelf import BookError
from mappings.words import ListingStatus, OrderState


class Buyers:
    """Seeded buyers of one shop. Each `act` does one thing; the caller decides how often.

    `pays_later` is the share of orders placed unpaid, `cancels` the share of acts that cancel an open order.
    """

    def __init__(
        self,
        book: Book,
        shop_id: str,
        rng: random.Random,
        *,
        pays_later: float = 0.2,
        cancels: float = 0.1,
        most_pieces: int = 3,
    ) -> None:
        self._book = book
        self._shop_id = shop_id
        self._rng = rng
        self._pays_later = pays_later
        self._cancels = cancels
        self._most_pieces = most_pieces

    def act(self) -> SoldOrder | None:
        """Order something, pay for an order or cancel one; None where there was nothing to do."""
        if self._rng.random() < self._cancels:
            return self._step(Step.CANCEL, (OrderState.UNPAID, OrderState.READY))
        if self._rng.random() < self._pays_later:
            paid = self._step(Step.PAY, (OrderState.UNPAID,))
            if paid:
                return paid
        return self.buy()

    def buy(self) -> SoldOrder | None:
        """Order one to `most_pieces` pieces of something that is live and in stock."""
        with self._book.lock:
            shelf = [
                model
                for item in self._book.shop(self._shop_id).items.values()
                if item.status is ListingStatus.LIVE
                for model in item.models.values()
                if model.stock > 0 and model.price > 0
            ]
            if not shelf:
                return None
            model = self._rng.choice(shelf)
            pieces = self._rng.randint(1, min(model.stock, self._most_pieces))
            return self._book.place(
                self._shop_id,
                [(model.item_id, model.model_id, pieces)],
                paid=self._rng.random() >= self._pays_later,
            )

    def _step(self, step: Step, states: Sequence[OrderState]) -> SoldOrder | None:
        with self._book.lock:
            open_orders = [
                order for order in self._book.shop(self._shop_id).orders.values() if order.state in states
            ]
            if not open_orders:
                return None
            try:
                return self._book.step(self._rng.choice(open_orders).order_id, step)
            except BookError:
                return None
