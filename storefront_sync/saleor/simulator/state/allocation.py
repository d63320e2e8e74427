"""Setting pieces aside for orders, giving them back, sending them out. Called under the store's lock only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storefront_sync.saleor.simulator.state.catalogue import Stock, Variant
from storefront_sync.saleor.simulator.state.orders import Allocation, Order, OrderLine
from storefront_sync.saleor.simulator.state.places import Channel
from storefront_sync.saleor.simulator.state.store import Store


@dataclass(frozen=True)
class Crossing:
    """A stock event that an allocation causes: the variant named may be the wrong one."""

    event: str
    variant: Variant
    stock: Stock


def channel_stocks(channel: Channel, variant: Variant) -> list[Stock]:
    """The variant's stocks in the channel's warehouses, in the order in which they are emptied."""
    stocks = [variant.stocks[w.pk] for w in channel.warehouses if w.pk in variant.stocks]
    if channel.allocation_strategy == "PRIORITIZE_HIGH_STOCK":
        stocks.sort(key=lambda stock: stock.quantity_allocated - stock.quantity)
    return stocks


def free_pieces(store: Store, channel: Channel, variant: Variant, *, own: str = "") -> int:
    """What an order in that channel may still take; the reservation called `own` doesn't count against it."""
    now = store.now()
    total = 0
    for stock in channel_stocks(channel, variant):
        mine = stock.reservations.get(own)
        total += max(stock.free(now) + (mine.quantity if mine and mine.until > now else 0), 0)
    return total


def short_lines(
    store: Store, channel: Channel, lines: Iterable[OrderLine], *, own: str = ""
) -> list[OrderLine]:
    """The lines that can't be served, each looked at alone."""
    return [
        line
        for line in lines
        if line.variant is not None
        and line.variant.track_inventory
        and free_pieces(store, channel, line.variant, own=own) < line.quantity
    ]


def short_at_a_glance(channel: Channel, lines: Iterable[OrderLine]) -> list[OrderLine]:
    """The lines that a draft can't be completed with at first sight, each looked at alone.

    Carts don't count yet, and two warehouses with the same number count once: Saleor 3.23.28 sums distinct
    quantities.
    """
    short: list[OrderLine] = []
    for line in lines:
        if line.variant is None or not line.variant.track_inventory:
            continue
        stocks = channel_stocks(channel, line.variant)
        on_hand = sum({stock.quantity for stock in stocks})
        if line.quantity > max(on_hand - sum(stock.quantity_allocated for stock in stocks), 0):
            short.append(line)
    return short


def short_together(
    store: Store, channel: Channel, lines: Iterable[OrderLine], *, own: str = ""
) -> list[OrderLine]:
    """The first line that can't be served once those before it are, if there is one.

    Where carts reserve pieces, Saleor 3.23.28 doesn't count what other lines or orders have allocated.
    """
    left: dict[int, int] = {}
    for line in lines:
        variant = line.variant
        if variant is None or not variant.track_inventory:
            continue
        have = left.get(variant.pk)
        if have is None or store.settings.reserves:
            have = _open_pieces(store, channel, variant, own)
        if have < line.quantity:
            return [line]
        left[variant.pk] = have - line.quantity
    return []


def _open_pieces(store: Store, channel: Channel, variant: Variant, own: str) -> int:
    if not store.settings.reserves:
        return free_pieces(store, channel, variant, own=own)
    now, total = store.now(), 0
    for stock in channel_stocks(channel, variant):
        mine = stock.reservations.get(own)
        total += max(stock.quantity - stock.reserved(now) + (mine.quantity if mine else 0), 0)
    return total


def allocate_line_by_line(store: Store, order: Order) -> list[Crossing]:
    """Set all pieces of a servable draft aside: each line is told of for itself."""
    return [crossing for line in order.lines for crossing in _allocate(store, order, [line])]


def allocate_at_once(store: Store, order: Order) -> list[Crossing]:
    """Set all pieces of a servable cart aside; where carts reserve, without regard to what others have.

    Saleor fires its out-of-stock callbacks from a lambda made in the loop over allocations, so that each of
    them names the last allocation's variant and warehouse (3.23.28): kept so.
    """
    return _allocate(store, order, order.lines)


def _allocate(store: Store, order: Order, lines: Iterable[OrderLine]) -> list[Crossing]:
    now = store.now()
    made: list[Allocation] = []
    emptied = 0
    for line in lines:
        if line.variant is None or not line.variant.track_inventory:
            continue
        need = line.quantity
        for stock in channel_stocks(order.channel, line.variant):
            room = stock.quantity - stock.reserved(now) if store.settings.reserves else stock.free(now)
            take = min(need, max(room, 0))
            if take == 0:
                continue
            stock.quantity_allocated += take
            allocation = Allocation(*store.stamp("Allocation"), stock=stock, quantity=take)
            line.allocations.append(allocation)
            made.append(allocation)
            emptied += stock.quantity - stock.quantity_allocated <= 0
            store.note_stock(stock, "order", order.id)
            need -= take
            if need == 0:
                break
    if not made:
        return []
    last = made[-1].stock
    return [Crossing("PRODUCT_VARIANT_OUT_OF_STOCK", last.product_variant, last) for _ in range(emptied)]


def deallocate(store: Store, order: Order) -> list[Crossing]:
    """Give an order's pieces back; back-in-stock events have the same fault as out-of-stock ones."""
    freed: list[Stock] = []
    refilled = 0
    for line in order.lines:
        for allocation in line.allocations:
            stock = allocation.stock
            refilled += stock.quantity - stock.quantity_allocated <= 0 < allocation.quantity
            stock.quantity_allocated -= allocation.quantity
            freed.append(stock)
            store.note_stock(stock, "cancel", order.id)
        line.allocations.clear()
    if not freed:
        return []
    last = freed[-1]
    return [Crossing("PRODUCT_VARIANT_BACK_IN_STOCK", last.product_variant, last) for _ in range(refilled)]


def send_out(store: Store, line: OrderLine, stock: Stock | None, quantity: int) -> None:
    """Take fulfilled pieces off the stock and off the line's allocation there, or elsewhere if none is
    there."""
    line.quantity_fulfilled += quantity
    if stock is None:
        return
    stock.quantity -= quantity
    left = quantity
    for allocation in sorted(line.allocations, key=lambda held: held.stock is not stock):
        take = min(left, allocation.quantity)
        allocation.quantity -= take
        allocation.stock.quantity_allocated -= take
        left -= take
        if allocation.stock is not stock and take:
            store.note_stock(allocation.stock, "fulfil", line.order.id)
    line.allocations[:] = [held for held in line.allocations if held.quantity]
    store.note_stock(stock, "fulfil", line.order.id)


def free_unsent(store: Store, line: OrderLine, quantity: int) -> None:
    """Take pieces that weren't sent out of a line: they are allocated no more, and no less is on hand."""
    line.quantity_fulfilled += quantity
    left = quantity
    for allocation in line.allocations:
        take = min(left, allocation.quantity)
        allocation.quantity -= take
        allocation.stock.quantity_allocated -= take
        left -= take
        if take:
            store.note_stock(allocation.stock, "cancel", line.order.id)
    line.allocations[:] = [held for held in line.allocations if held.quantity]


def take_back(store: Store, line: OrderLine, stock: Stock | None, quantity: int) -> None:
    """Undo a fulfilment: the pieces are on hand again and allocated to the order again."""
    line.quantity_fulfilled -= quantity
    if stock is None:
        return
    stock.quantity += quantity
    stock.quantity_allocated += quantity
    for allocation in line.allocations:
        if allocation.stock is stock:
            allocation.quantity += quantity
            break
    else:
        line.allocations.append(Allocation(*store.stamp("Allocation"), stock=stock, quantity=quantity))
    store.note_stock(stock, "cancel", line.order.id)
