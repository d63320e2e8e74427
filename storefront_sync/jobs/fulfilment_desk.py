"""What staff ask about orders: look, send off, print, cancel. Each acts for one cooperative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.base.aftersale import CancelOption
from connectors.base.fulfilment import Fulfilment
from connectors.base.protocol import Connector
from connectors.base.shipment import LabelFile
from connectors.base.types import ExternalOrderId
from storefront_sync.core.errors import StorefrontError
from storefront_sync.fulfilment import ask, short, usual
from storefront_sync.fulfilment.ask import Asked
from storefront_sync.fulfilment.document import Documents, join
from storefront_sync.fulfilment.labels import NotPrinted, Printing
from storefront_sync.fulfilment.offered import ParcelOptions, options_of
from storefront_sync.fulfilment.rows import Why
from storefront_sync.fulfilment.short import Lacking, Way
from storefront_sync.fulfilment.wishes import ArrangeWish
from storefront_sync.jobs import process
from storefront_sync.jobs.fulfilments import wake_fulfilment
from storefront_sync.orders.models import Order
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.models import Cooperative, Shop


class CannotAsk(StorefrontError):
    """The marketplace can't be asked about this."""


@dataclass(frozen=True)
class Sheet:
    """What was printed of the orders asked for: the documents, how many parcels are on them, and what is
    lacking."""

    documents: Documents
    parcels: int
    missing: tuple[NotPrinted, ...]


def options(order: Order) -> list[ParcelOptions]:
    """How the order's parcels that wait may be handed over. Raises CannotAsk, ConnectorError."""
    return options_of(ExternalOrderId(order.external_id), _fulfilment(order.shop))


def arrange(
    cooperative: Cooperative,
    orders: Sequence[Order],
    wish: ArrangeWish | None,
    by: str,
    *,
    keep: bool = False,
) -> Asked:
    """Have these sent off, without a wish as their shops usually do; with `keep` the wish is their usual way
    from now on. Raises NoUsualWay."""
    if keep and wish is not None:
        for shop in {order.shop_id: order.shop for order in orders}.values():
            usual.choose_usual(shop, wish.handover, wish.place_id, by, process.now())
    return woken(ask.arrange(cooperative, [order.pk for order in orders], wish, by, process.now()))


def cancel_options(order: Order) -> tuple[CancelOption, ...]:
    """The marketplace's reasons for this order now. Raises CannotAsk, ConnectorError."""
    return _fulfilment(order.shop).cancel_options(ExternalOrderId(order.external_id))


def cancel(
    cooperative: Cooperative, order: Order, option: CancelOption, line_keys: Sequence[str], by: str
) -> Asked:
    """Cancel as the seller, the whole order where no line is named."""
    return woken(ask.cancel(cooperative, order.pk, option, line_keys, by, process.now()))


def answer(cooperative: Cooperative, orders: Sequence[Order], accept: bool, by: str) -> Asked:
    """Answer buyers who asked to cancel."""
    ids = [order.pk for order in orders]
    return woken(ask.answer(cooperative, ids, accept, by, process.now()))


def choices(order: Order) -> tuple[tuple[Lacking, ...], tuple[Way, ...]]:
    """What an order lacks, and what can be done. Raises CannotAsk, ConnectorError."""
    partial = _connector(order.shop).manifest.capabilities.partial_cancel
    return short.choices(order, cancel_options(order), partial=partial)


def labels(orders: Sequence[Order]) -> Sheet:
    """Print the labels of these orders, in their order within each shop."""
    files: list[LabelFile] = []
    missing: list[NotPrinted] = []
    shops = {order.shop_id: order.shop for order in orders}
    for shop in shops.values():
        mine = [order for order in orders if order.shop_id == shop.pk]
        try:
            fulfilment, at_once = _fulfilment(shop), _connector(shop).manifest.capabilities.label_parcels
        except CannotAsk as error:
            missing += [NotPrinted(order.external_id, "", Why(error.key)) for order in mine]
            continue
        printed = Printing(fulfilment, at_once, process.now).print(mine, process.sleep)
        files += printed.files
        missing += printed.missing
    return Sheet(join(files), sum(len(file.parcels) for file in files), tuple(missing))


def _connector(shop: Shop) -> Connector:
    if shop.state != Shop.State.ACTIVE:
        raise CannotAsk("fulfilment.shop_off")
    return process.connector(shop, CallClass.NORMAL)


def _fulfilment(shop: Shop) -> Fulfilment:
    fulfilment = _connector(shop).fulfilment
    if fulfilment is None:
        raise CannotAsk("fulfilment.not_here")
    return fulfilment


def woken(asked: Asked) -> Asked:
    """Have what was asked carried out soon."""
    for shop_id in asked.shops:
        wake_fulfilment(shop_id)
    return asked
