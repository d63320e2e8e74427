"""The two writes: sellable stock and list prices, refused row by row under one code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from connectors.base.simulator.book import Book
from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.shelf import BelowCampaign, Item, Model
from connectors.lazada.simulator.asked import SkuRow, parameters, sku_rows
from connectors.lazada.simulator.refusal import MESSAGES, Refusal, success
from connectors.lazada.simulator.stores import Stores, local_time
from mappings.words import Aspect, ListingStatus

MOST_ROWS = 50
HIGHEST = 10**9
RESTRICTED = (
    "During the Bday Mega campaign, there are restrictions for stock adjustments in effect between "
    "2020-01-01 00:00:00 - {end}. Sellers can increase stocks, but may not decrease stocks."
)


class RowRefused(Exception):
    """Why one row isn't taken; `campaign`: because a campaign locks it."""

    def __init__(self, message: str, *, campaign: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.campaign = campaign


@dataclass(frozen=True)
class Change:
    """One row that could be applied: a number, and pieces outside the first warehouse."""

    item: Item
    model: Model
    value: int
    elsewhere: Mapping[str, int]


class ProductWrites:
    """Writes for the shop that a request's token names. `at` tells how a switch stands."""

    def __init__(
        self, book: Book, stores: Stores, shop_of: Callable[[Incoming], str], at: Callable[[str], str]
    ) -> None:
        self._book = book
        self._stores = stores
        self._shop_of = shop_of
        self._at = at

    def stock(self, request: Incoming, fate: Fate) -> Outgoing:
        """product/stock/sellable/update: overwrites what buyers can take."""
        return self._write(request, fate, Aspect.STOCK, "204", self._pieces)

    def price(self, request: Incoming, fate: Fate) -> Outgoing:
        """product/price_quantity/update, for prices."""
        return self._write(request, fate, Aspect.PRICE, "4171", self._rupiah)

    def _write(
        self,
        request: Incoming,
        fate: Fate,
        aspect: Aspect,
        too_many: str,
        read: Callable[[str, SkuRow, Item, Model], Change],
    ) -> Outgoing:
        rows = sku_rows(parameters(request))
        if not rows:
            raise Refusal("30")
        if len(rows) > MOST_ROWS:
            raise Refusal(too_many)
        shop_id = self._shop_of(request)
        with self._book.lock:
            details: list[Mapping[str, object]] = []
            changes: list[Change] = []
            locked = False
            for place, row in enumerate(rows):
                if place == fate.refused_row:
                    details.append(self._detail(shop_id, row, "This row was refused"))
                    continue
                try:
                    change = read(shop_id, row, *self._found(shop_id, row))
                    self._refuse_locked(change, aspect)
                except RowRefused as refused:
                    locked = locked or refused.campaign
                    details.append(self._detail(shop_id, row, refused.message))
                else:
                    changes.append(change)
            if locked and self._at("campaign_refusal") == "as_code":
                raise _as_code(aspect, details)
            injected = fate.refused_row >= 0
            if details and not injected and self._at("batch_with_a_bad_row") == "nothing_applied":
                raise Refusal("501", detail=details)
            for change in changes:
                self._apply(shop_id, change, aspect, fate)
        if details:
            raise Refusal("501", detail=details)
        return success({})

    def _found(self, shop_id: str, row: SkuRow) -> tuple[Item, Model]:
        item = self._book.shop(shop_id).items.get(row.one("itemid"))
        model = item.models.get(row.one("skuid")) if item else None
        if item is None or model is None or item.status is ListingStatus.DELETED:
            raise RowRefused("ITEM_NOT_FOUND: the item or SKU does not exist")
        return item, model

    def _pieces(self, shop_id: str, row: SkuRow, item: Item, model: Model) -> Change:
        first, *others = self._stores.codes(shop_id)
        if not row.warehouses:
            pieces = _whole(row.one("sellablequantity"), "negative sellable")
            return Change(item, model, pieces + self._stores.elsewhere(model.model_id), {})
        if not others:
            raise RowRefused("A seller with one warehouse can't use the multi-warehouse format")
        parts = {code: _whole(pieces, "negative sellable") for code, pieces in row.warehouses}
        if not set(parts) <= {first, *others}:
            raise RowRefused("The warehouse code does not exist")
        elsewhere = {code: parts.get(code, 0) for code in others}
        return Change(item, model, sum(parts.values()), elsewhere)

    def _rupiah(self, shop_id: str, row: SkuRow, item: Item, model: Model) -> Change:
        text = row.one("price")
        price = _whole(text.removesuffix(".00"), "BIZ_CHECK_PRICE_PRECISION_INVALID: price")
        if not price:
            raise RowRefused("BIZ_CHECK_PRICE_IS_ZERO: the price is zero")
        return Change(item, model, price, {})

    def _refuse_locked(self, change: Change, aspect: Aspect) -> None:
        campaign = self._book.campaign(change.model)
        if campaign is None:
            return
        if aspect is Aspect.PRICE:
            if campaign.price_locked:
                raise RowRefused("THD_IC_ERR_F_IC_ABILITY_PG_004: locked by a campaign", campaign=True)
            return
        if change.value >= self._book.floor(change.model):
            return
        if campaign.ends_at is None:
            raise RowRefused("negative sellable on channel inventory", campaign=True)
        raise RowRefused(f"E4170: {RESTRICTED.format(end=local_time(campaign.ends_at))}", campaign=True)

    def _apply(self, shop_id: str, change: Change, aspect: Aspect, fate: Fate) -> None:
        item_id, model_id = change.item.item_id, change.model.model_id
        try:
            self._book.write(
                shop_id, item_id, model_id, aspect, change.value, call=fate.call, applied=fate.applied
            )
        except BelowCampaign as below:
            raise AssertionError("refused before") from below
        if fate.applied and change.elsewhere:
            self._stores.lay(model_id, change.elsewhere)

    def _detail(self, shop_id: str, row: SkuRow, message: str) -> Mapping[str, object]:
        item = self._book.shop(shop_id).items.get(row.one("itemid"))
        model = item.models.get(row.one("skuid")) if item else None
        code = (model.sku if model else "") or (item.sku if item else "")
        if not code or self._at("detail_names") == "sku_id":
            return {"field": row.one("skuid"), "message": message}
        return {"field": code, "message": message, "seller_sku": code}


def _as_code(aspect: Aspect, details: Sequence[Mapping[str, object]]) -> Refusal:
    if aspect is Aspect.PRICE:
        return Refusal("4135", "THD_IC_ERR_F_IC_ABILITY_PG_004: locked by a campaign")
    told = [str(detail["message"]) for detail in details]
    window = next((message for message in told if "between" in message), MESSAGES["501"])
    return Refusal("4170", window.partition(": ")[2])


def _whole(text: str, problem: str) -> int:
    if not text.isdecimal() or len(text) > 10 or int(text) > HIGHEST:
        raise RowRefused(f"{problem}: {text[:20]!r} is not taken")
    return int(text)


def row_count(request: Incoming) -> int:
    """How many rows a write has; 0 where that can't be told."""
    try:
        return len(sku_rows(parameters(request)))
    except Refusal:
        return 0


def first_item(request: Incoming) -> str:
    """The item of a write's first row."""
    try:
        rows = sku_rows(parameters(request))
    except Refusal:
        return ""
    return rows[0].one("itemid") if rows else ""
